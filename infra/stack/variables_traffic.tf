# Made-up payments, which are off by default.

variable "traffic" {
  description = <<-EOT
    Sends made-up payments, and their labels a day later; null for none. targets are where payments go: api, kinesis (the stream of
    kinesis_intake), kafka (kafka_topic, or the only topic of kafka_intake, with its sign-in), each with a part of the customers. Labels go to the API.
    network is where the function reaches brokers in a VPC from, and the API, Secrets Manager and Kinesis as well; null for the internet. payments_per_hour is an average over the day, from 1 to
    3600; fraud_rate is the approximate share of fraud. seed decides which payments they are. With set_apart they are marked and decided, but
    left out of alerts, cases, the archive, events, training, drift, the guard and all metrics but their own. Without it they count as real
    ones, for a deployment that has no others. Without scheduled, a minute is sent whenever somebody invokes traffic-sender.
  EOT
  type = object({
    targets     = optional(set(string), ["api"])
    kafka_topic = optional(string)
    network = optional(object({
      subnet_ids         = list(string)
      security_group_ids = list(string)
    }))
    payments_per_hour = optional(number, 60)
    fraud_rate        = optional(number, 0.02)
    seed              = optional(number, 1)
    set_apart         = optional(bool, true)
    scheduled         = optional(bool, true)
  })
  default = null

  validation {
    condition = var.traffic == null || try(
      var.traffic.payments_per_hour >= 1 && var.traffic.payments_per_hour <= 3600 && var.traffic.payments_per_hour == floor(var.traffic.payments_per_hour), false
    )
    error_message = "traffic.payments_per_hour is a whole number from 1 to 3600."
  }

  validation {
    condition     = var.traffic == null || try(var.traffic.fraud_rate >= 0 && var.traffic.fraud_rate <= 0.5, false)
    error_message = "traffic.fraud_rate is from 0 to 0.5."
  }

  validation {
    condition     = var.traffic == null || try(var.traffic.seed >= 0 && var.traffic.seed <= 4294967295 && var.traffic.seed == floor(var.traffic.seed), false)
    error_message = "traffic.seed is a whole number from 0 to 4294967295."
  }

  validation {
    condition     = var.traffic == null || try(length(var.traffic.targets) > 0 && length(setsubtract(var.traffic.targets, ["api", "kinesis", "kafka"])) == 0, false)
    error_message = "traffic.targets are some of api, kinesis and kafka."
  }

  validation {
    condition     = !contains(try(var.traffic.targets, []), "kinesis") || (var.kinesis_intake != null && var.intake_column_mapping == "")
    error_message = "traffic.targets with kinesis requires kinesis_intake, without intake_column_mapping: made-up payments have the form of API requests."
  }

  validation {
    condition     = !contains(try(var.traffic.targets, []), "kafka") || (var.kafka_intake != null && var.intake_column_mapping == "")
    error_message = "traffic.targets with kafka requires kafka_intake, without intake_column_mapping: made-up payments have the form of API requests."
  }

  validation {
    condition = !contains(try(var.traffic.targets, []), "kafka") || contains(
      try(var.kafka_intake.topics, []), try(coalesce(var.traffic.kafka_topic, join(" ", var.kafka_intake.topics)), "")
    )
    error_message = "traffic.kafka_topic is one of kafka_intake.topics. It is required if there are several."
  }

  validation {
    condition     = !contains(try(var.traffic.targets, []), "kafka") || try(var.kafka_intake.cluster_arn, null) == null || try(var.traffic.network, null) != null
    error_message = "traffic.network is required for Amazon MSK, whose brokers have addresses in a VPC. From there the function must reach the API too."
  }

  validation {
    # It sends twenty a second, and real callers must keep at least as many.
    condition     = var.traffic == null || var.api_requests_per_second >= 40
    error_message = "traffic sends up to 20 requests a second, which may be half of the API's rate at most: api_requests_per_second must be at least 40."
  }

  validation {
    condition     = var.traffic == null || (length(var.private_api_endpoint_ids) == 0 && length(var.allowed_networks) == 0 && var.authorizer == null && var.client_certificates == null)
    error_message = "traffic calls from the internet with an API key alone: it can't be combined with private_api_endpoint_ids, allowed_networks, authorizer or client_certificates."
  }

  validation {
    condition     = var.traffic == null || !contains(keys(var.api_clients), "traffic")
    error_message = "api_clients can't have the name traffic: traffic has an API key of its own by that name."
  }

  validation {
    condition     = !try(var.traffic.set_apart, false) || var.traffic_mark_key != null
    error_message = "traffic.set_apart requires traffic_mark_key."
  }
}

variable "traffic_mark_key" {
  description = "Key that made-up payments are marked with. It is stored once, when traffic is first set; later values are ignored."
  type        = string
  ephemeral   = true
  sensitive   = true
  default     = null

  validation {
    condition     = var.traffic_mark_key == null || can(regex("^[0-9A-Za-z+/=]{43,}$", var.traffic_mark_key))
    error_message = "traffic_mark_key holds at least 256 bits: 43 or more letters and digits."
  }
}
