# Data in and out beside the API, all of it off by default.

variable "kinesis_intake" {
  description = <<-EOT
    Reads transactions from a Kinesis stream; null for none. Without stream_arn, an on-demand stream transactions-{environment} is created.
    stream_kms_key_arn is the key of your own stream, if it is encrypted under your own key. starting_position is TRIM_HORIZON or LATEST.
    parallelization_factor is how many batches of a shard are processed at once; records of one partition key keep their order. Records are
    given up after record_age_hours_max, which must be less than the stream's retention.
  EOT
  type = object({
    stream_arn             = optional(string)
    stream_kms_key_arn     = optional(string)
    starting_position      = optional(string, "TRIM_HORIZON")
    batch_size             = optional(number, 100)
    batch_window_seconds   = optional(number, 0)
    parallelization_factor = optional(number, 1)
    record_age_hours_max   = optional(number, 18)
  })
  default = null

  validation {
    condition     = var.kinesis_intake == null || can(regex("^arn:[^:]+:kinesis:[^:]+:[0-9]{12}:stream/[^/]+$", coalesce(try(var.kinesis_intake.stream_arn, null), "arn:aws:kinesis:x:000000000000:stream/x")))
    error_message = "kinesis_intake.stream_arn is the ARN of a Kinesis data stream."
  }

  validation {
    condition     = contains(["TRIM_HORIZON", "LATEST"], try(var.kinesis_intake.starting_position, "LATEST"))
    error_message = "kinesis_intake.starting_position is TRIM_HORIZON or LATEST."
  }

  validation {
    condition     = try(var.kinesis_intake.batch_size, 1) >= 1 && try(var.kinesis_intake.batch_size, 1) <= 1000
    error_message = "kinesis_intake.batch_size is from 1 to 1000: a batch is stored within the function's timeout."
  }

  validation {
    condition     = try(var.kinesis_intake.parallelization_factor, 1) >= 1 && try(var.kinesis_intake.parallelization_factor, 1) <= 10
    error_message = "kinesis_intake.parallelization_factor is from 1 to 10."
  }

  validation {
    condition     = try(var.kinesis_intake.record_age_hours_max, 1) >= 1 && try(var.kinesis_intake.record_age_hours_max, 1) < 168
    error_message = "kinesis_intake.record_age_hours_max is from 1 to 167, and less than the stream's retention."
  }
}

variable "kafka_intake" {
  description = <<-EOT
    Reads transactions from Kafka topics; null for none. Either cluster_arn names an Amazon MSK cluster, or bootstrap_servers names the brokers
    of another cluster. authentication is iam (default for MSK), scram (default for others; SHA-512), scram_256 or mutual_tls. All but iam need
    secret_arn, a secret in the form that Lambda takes. root_ca_secret_arn is the certificate of a private authority, and
    secret_kms_key_arn the key of these secrets if it is your own. subnet_ids and security_group_ids are for your own brokers in a
    VPC. consumer_group is the prefix of the consumer groups, one for each topic. starting_position is TRIM_HORIZON or LATEST. pollers are
    Lambda's for each topic. Records are given up after record_age_hours_max, which must be less than the topic's retention.
  EOT
  type = object({
    topics               = set(string)
    cluster_arn          = optional(string)
    bootstrap_servers    = optional(list(string))
    authentication       = optional(string)
    secret_arn           = optional(string)
    secret_kms_key_arn   = optional(string)
    root_ca_secret_arn   = optional(string)
    subnet_ids           = optional(list(string), [])
    security_group_ids   = optional(list(string), [])
    consumer_group       = optional(string)
    starting_position    = optional(string, "TRIM_HORIZON")
    batch_size           = optional(number, 100)
    batch_window_seconds = optional(number, 0)
    record_age_hours_max = optional(number, 18)
    pollers              = optional(object({ minimum = optional(number, 1), maximum = optional(number, 4) }), {})
  })
  default = null

  validation {
    condition = var.kafka_intake == null || (
      length(try(var.kafka_intake.topics, [])) > 0 && alltrue([for topic in try(var.kafka_intake.topics, []) : can(regex("^[a-zA-Z0-9._-]{1,170}$", topic))])
    )
    error_message = "kafka_intake.topics has at least one topic, each of letters, digits, dots, underscores and hyphens."
  }

  validation {
    condition = var.kafka_intake == null || (
      (try(var.kafka_intake.cluster_arn, null) == null) != (try(var.kafka_intake.bootstrap_servers, null) == null)
    )
    error_message = "kafka_intake has either cluster_arn, of Amazon MSK, or bootstrap_servers."
  }

  validation {
    condition     = can(regex("^arn:[^:]+:kafka:[^:]+:[0-9]{12}:cluster/[^/]+/[^/]+$", coalesce(try(var.kafka_intake.cluster_arn, null), "arn:aws:kafka:x:000000000000:cluster/x/x")))
    error_message = "kafka_intake.cluster_arn is the ARN of a cluster of Amazon MSK."
  }

  validation {
    condition = alltrue([
      for server in coalesce(try(var.kafka_intake.bootstrap_servers, null), ["x:1"]) : can(regex("^[a-zA-Z0-9.-]+:[0-9]{1,5}$", server))
    ])
    error_message = "kafka_intake.bootstrap_servers are HOST:PORT each."
  }

  validation {
    condition = var.kafka_intake == null || contains(
      try(var.kafka_intake.cluster_arn, null) != null ? ["iam", "scram", "mutual_tls"] :
      alltrue([for server in coalesce(try(var.kafka_intake.bootstrap_servers, null), ["x:1"]) : startswith(server, "127.0.0.1:")]) ? ["none", "scram", "scram_256", "mutual_tls"] : ["scram", "scram_256", "mutual_tls"],
      coalesce(try(var.kafka_intake.authentication, null), try(var.kafka_intake.cluster_arn, null) != null ? "iam" : "scram")
    )
    error_message = "kafka_intake.authentication is iam, scram or mutual_tls of Amazon MSK, else scram, scram_256 or mutual_tls. Only brokers on loopback may do without authentication: records hold card numbers."
  }

  validation {
    condition = var.kafka_intake == null || (
      contains(["iam", "none"], coalesce(try(var.kafka_intake.authentication, null), try(var.kafka_intake.cluster_arn, null) != null ? "iam" : "scram")) ==
      (try(var.kafka_intake.secret_arn, null) == null)
    )
    error_message = "kafka_intake.secret_arn holds the credentials for scram and mutual_tls: set it only with these."
  }

  validation {
    condition     = try(var.kafka_intake.cluster_arn, null) == null || length(concat(try(var.kafka_intake.subnet_ids, []), try(var.kafka_intake.security_group_ids, []))) == 0
    error_message = "kafka_intake.subnet_ids and security_group_ids are for your own brokers: Lambda knows those of Amazon MSK."
  }

  validation {
    condition     = contains(["TRIM_HORIZON", "LATEST"], try(var.kafka_intake.starting_position, "LATEST"))
    error_message = "kafka_intake.starting_position is TRIM_HORIZON or LATEST."
  }

  validation {
    condition     = try(var.kafka_intake.batch_size, 1) >= 1 && try(var.kafka_intake.batch_size, 1) <= 1000
    error_message = "kafka_intake.batch_size is from 1 to 1000: a batch is stored within the function's timeout."
  }

  validation {
    condition     = try(var.kafka_intake.record_age_hours_max, 1) >= 1 && try(var.kafka_intake.record_age_hours_max, 1) <= 168
    error_message = "kafka_intake.record_age_hours_max is from 1 to 168, and less than the topic's retention."
  }

  validation {
    condition = (
      try(var.kafka_intake.pollers.minimum, 1) >= 1 && try(var.kafka_intake.pollers.minimum, 1) <= try(var.kafka_intake.pollers.maximum, 4) &&
      try(var.kafka_intake.pollers.maximum, 4) <= 2000
    )
    error_message = "kafka_intake.pollers are from 1 to 2000, and the maximum is at least the minimum."
  }
}

variable "intake_column_mapping" {
  description = "TOML that assigns the columns of a stream's records to fields of a transaction, like the command line's --mapping; empty if records are requests of the API."
  type        = string
  default     = ""

  validation {
    condition     = length(var.intake_column_mapping) <= 3000
    error_message = "intake_column_mapping has at most 3,000 characters: a function's environment variables hold 4 KB."
  }
}

variable "decision_events" {
  description = "Publishes each decision and label, each change of a case and what becomes of each document to an on-demand Kinesis stream of CloudEvents, decision-events-{environment}, which keeps them for retention_hours; null for none."
  type = object({
    retention_hours = optional(number, 24)
  })
  default = null

  validation {
    condition     = try(var.decision_events.retention_hours, 24) >= 24 && try(var.decision_events.retention_hours, 24) <= 8760
    error_message = "decision_events.retention_hours is from 24 to 8760."
  }
}

variable "webhooks" {
  description = <<-EOT
    Addresses that receive events, each by a name: lower-case letters, digits and hyphens. types and outcomes select what an address
    receives: decisions and labels, unless types names tollgate.case.v1 or tollgate.document.v1. Documents have no outcome. A message that is
    not accepted is retried for retry_hours; then its position is kept for 14 days. Requires decision_events.
  EOT
  type = map(object({
    url             = string
    types           = optional(set(string), ["tollgate.decision.v1", "tollgate.label.v1"])
    outcomes        = optional(set(string), ["approve", "review", "block"])
    timeout_seconds = optional(number, 5)
    retry_hours     = optional(number, 12)
  }))
  default = {}

  validation {
    condition     = length(var.webhooks) == 0 || var.decision_events != null
    error_message = "webhooks requires decision_events: webhooks read that stream."
  }

  validation {
    condition     = length(var.webhooks) <= 4
    error_message = "webhooks has at most four addresses: all readers of a shard together can read it five times a second."
  }

  validation {
    condition     = alltrue([for name in keys(var.webhooks) : can(regex("^[a-z][a-z0-9-]{0,15}$", name)) && !endswith(name, "-failures")])
    error_message = "The name of a webhook is up to 16 lower-case letters, digits and hyphens, begins with a letter, and does not end in -failures."
  }

  validation {
    condition     = alltrue([for webhook in var.webhooks : can(regex("^(https://[^/@?#]+|http://127\\.0\\.0\\.1(:[0-9]+)?)(/[^#]*)?$", webhook.url))])
    error_message = "The url of a webhook is https://HOST/PATH, without a user or password. Plain HTTP is only for loopback."
  }

  validation {
    condition = alltrue([
      for webhook in var.webhooks : length(webhook.types) > 0 && length(setsubtract(webhook.types, ["tollgate.decision.v1", "tollgate.label.v1", "tollgate.case.v1", "tollgate.document.v1"])) == 0
    ])
    error_message = "The types of a webhook are some of tollgate.decision.v1, tollgate.label.v1, tollgate.case.v1 and tollgate.document.v1."
  }

  validation {
    condition = alltrue([
      for webhook in var.webhooks : length(webhook.outcomes) > 0 && length(setsubtract(webhook.outcomes, ["approve", "review", "block"])) == 0
    ])
    error_message = "The outcomes of a webhook are some of approve, review and block."
  }

  validation {
    condition     = alltrue([for webhook in var.webhooks : webhook.timeout_seconds >= 1 && webhook.timeout_seconds <= 15])
    error_message = "The timeout_seconds of a webhook are from 1 to 15."
  }

  validation {
    condition     = alltrue([for webhook in var.webhooks : webhook.retry_hours >= 1 && webhook.retry_hours < try(var.decision_events.retention_hours, 24)])
    error_message = "The retry_hours of a webhook are at least 1, and fewer than decision_events.retention_hours."
  }
}

variable "webhook_secrets" {
  description = "Random text of 32 characters for each webhook, by its name, from which its secret is made once. It is in neither the plan nor the state."
  type        = map(string)
  default     = {}
  ephemeral   = true
}

variable "postgresql" {
  description = <<-EOT
    A PostgreSQL database whose table tollgate.fraud_predictions has a row for each decision, with its label; null for none. The function signs in with
    the password in password_secret_arn, or by IAM to iam_resource_id: prx-… of an RDS Proxy, db-… or cluster-… of a database. The server's certificate is
    checked against the system's authorities, or against the bundle in authorities_secret_arn. secrets_kms_key_arn is the key of these secrets, if it is
    your own. network is where the function reaches the database, SQS and Secrets Manager from; null for the internet. The function holds at most
    connections_max connections, keeps a day's rows for retention_days, and retries for retry_hours. Requires decision_events.
  EOT
  type = object({
    host                   = string
    port                   = optional(number, 5432)
    database               = string
    user                   = optional(string, "tollgate")
    password_secret_arn    = optional(string)
    iam_resource_id        = optional(string)
    authorities_secret_arn = optional(string)
    secrets_kms_key_arn    = optional(string)
    network = optional(object({
      subnet_ids         = list(string)
      security_group_ids = list(string)
    }))
    connections_max = optional(number, 8)
    retention_days  = optional(number, 90)
    retry_hours     = optional(number, 12)
  })
  default = null

  validation {
    condition     = var.postgresql == null || var.decision_events != null
    error_message = "postgresql requires decision_events: it reads that stream."
  }

  validation {
    condition     = var.postgresql == null || length(var.webhooks) <= 3
    error_message = "With postgresql, webhooks has at most three addresses: all readers of a shard together can read it five times a second."
  }

  validation {
    condition     = can(regex("^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$", try(var.postgresql.host, "host")))
    error_message = "postgresql.host is the name of a host, without a scheme, a port or a user."
  }

  validation {
    condition     = try(var.postgresql.port, 5432) >= 1 && try(var.postgresql.port, 5432) <= 65535
    error_message = "postgresql.port is from 1 to 65535."
  }

  validation {
    condition     = var.postgresql == null || (try(var.postgresql.password_secret_arn, null) == null) != (try(var.postgresql.iam_resource_id, null) == null)
    error_message = "postgresql has either password_secret_arn or iam_resource_id."
  }

  validation {
    condition     = can(regex("^(prx|db|cluster)-[A-Za-z0-9]+$", coalesce(try(var.postgresql.iam_resource_id, null), "db-X")))
    error_message = "postgresql.iam_resource_id is the id of a proxy (prx-…), an instance (db-…) or a cluster (cluster-…)."
  }

  validation {
    condition     = can(regex("^[A-Za-z_][A-Za-z0-9_-]{0,62}$", try(var.postgresql.user, "tollgate")))
    error_message = "postgresql.user is up to 63 letters, digits, underscores and hyphens."
  }

  validation {
    condition     = try(var.postgresql.connections_max, 8) >= 1 && try(var.postgresql.connections_max, 8) <= 1000
    error_message = "postgresql.connections_max is from 1 to 1000."
  }

  validation {
    condition     = try(var.postgresql.retention_days, 90) >= 1 && try(var.postgresql.retention_days, 90) <= 3650
    error_message = "postgresql.retention_days is from 1 to 3650."
  }

  validation {
    condition     = try(var.postgresql.retry_hours, 1) >= 1 && try(var.postgresql.retry_hours, 1) < try(var.decision_events.retention_hours, 24)
    error_message = "postgresql.retry_hours is at least 1, and fewer than decision_events.retention_hours."
  }
}

variable "kafka_topic" {
  description = <<-EOT
    A Kafka topic that receives an event for each decision and each label, keyed by the card's token; null for none. Either cluster_arn names an Amazon
    MSK cluster, or bootstrap_servers names the brokers of another cluster. authentication is iam (default for MSK), scram (default for others; SHA-512),
    scram_256 (not MSK) or mutual_tls. All but iam need secret_arn, a secret in the form that Lambda takes. root_ca_secret_arn is the certificate of
    a private authority, and secrets_kms_key_arn the key of these secrets if it is your own. network is where the function reaches the brokers, SQS and
    Secrets Manager from; null for the internet. The topic must exist. Failed writes are retried for retry_hours. Requires decision_events.
  EOT
  type = object({
    topic               = optional(string, "processed_transactions")
    cluster_arn         = optional(string)
    bootstrap_servers   = optional(list(string))
    authentication      = optional(string)
    secret_arn          = optional(string)
    root_ca_secret_arn  = optional(string)
    secrets_kms_key_arn = optional(string)
    network = optional(object({
      subnet_ids         = list(string)
      security_group_ids = list(string)
    }))
    retry_hours = optional(number, 12)
  })
  default = null

  validation {
    condition     = var.kafka_topic == null || var.decision_events != null
    error_message = "kafka_topic requires decision_events: it reads that stream."
  }

  validation {
    condition     = var.kafka_topic == null || length(var.webhooks) + (var.postgresql == null ? 0 : 1) <= 3
    error_message = "With kafka_topic, webhooks and postgresql are at most three readers: all readers of a shard together can read it five times a second."
  }

  validation {
    condition     = can(regex("^[a-zA-Z0-9._-]{1,249}$", try(var.kafka_topic.topic, "x"))) && !contains([".", ".."], try(var.kafka_topic.topic, "x"))
    error_message = "kafka_topic.topic is up to 249 letters, digits, dots, underscores and hyphens."
  }

  validation {
    condition = var.kafka_topic == null || (
      (try(var.kafka_topic.cluster_arn, null) == null) != (try(var.kafka_topic.bootstrap_servers, null) == null)
    )
    error_message = "kafka_topic has either cluster_arn, of Amazon MSK, or bootstrap_servers."
  }

  validation {
    condition     = can(regex("^arn:[^:]+:kafka:[^:]+:[0-9]{12}:cluster/[^/]+/[^/]+$", coalesce(try(var.kafka_topic.cluster_arn, null), "arn:aws:kafka:x:000000000000:cluster/x/x")))
    error_message = "kafka_topic.cluster_arn is the ARN of a cluster of Amazon MSK."
  }

  validation {
    condition = try(var.kafka_topic.bootstrap_servers, null) == null || (
      length(coalesce(try(var.kafka_topic.bootstrap_servers, null), [])) > 0 &&
      alltrue([for server in coalesce(try(var.kafka_topic.bootstrap_servers, null), []) : can(regex("^[a-zA-Z0-9.-]+:[0-9]{1,5}$", server))])
    )
    error_message = "kafka_topic.bootstrap_servers holds at least one HOST:PORT."
  }

  validation {
    condition = var.kafka_topic == null || contains(
      try(var.kafka_topic.cluster_arn, null) != null ? ["iam", "scram", "mutual_tls"] :
      alltrue([for server in coalesce(try(var.kafka_topic.bootstrap_servers, null), ["x:1"]) : startswith(server, "127.0.0.1:")]) ? ["none", "scram", "scram_256", "mutual_tls"] : ["scram", "scram_256", "mutual_tls"],
      coalesce(try(var.kafka_topic.authentication, null), try(var.kafka_topic.cluster_arn, null) != null ? "iam" : "scram")
    )
    error_message = "kafka_topic.authentication is iam, scram or mutual_tls of Amazon MSK, else scram, scram_256 or mutual_tls. Only brokers on loopback may do without authentication."
  }

  validation {
    condition = var.kafka_topic == null || (
      contains(["iam", "none"], coalesce(try(var.kafka_topic.authentication, null), try(var.kafka_topic.cluster_arn, null) != null ? "iam" : "scram")) ==
      (try(var.kafka_topic.secret_arn, null) == null)
    )
    error_message = "kafka_topic.secret_arn holds the credentials for scram and mutual_tls: set it only with these."
  }

  validation {
    condition     = try(var.kafka_topic.root_ca_secret_arn, null) == null || try(var.kafka_topic.secret_arn, null) != null
    error_message = "kafka_topic.root_ca_secret_arn requires secret_arn: brokers with IAM have certificates of Amazon's own authority."
  }

  validation {
    condition     = try(var.kafka_topic.cluster_arn, null) == null || try(var.kafka_topic.network, null) != null
    error_message = "kafka_topic.network is required for Amazon MSK, whose brokers have addresses in a VPC."
  }

  validation {
    condition     = try(var.kafka_topic.retry_hours, 1) >= 1 && try(var.kafka_topic.retry_hours, 1) < try(var.decision_events.retention_hours, 24)
    error_message = "kafka_topic.retry_hours is at least 1, and fewer than decision_events.retention_hours."
  }
}

variable "athena_reports" {
  description = "Views of the archive for Athena, and a workgroup that cancels queries once they have scanned more than scanned_gigabytes_max; null for neither."
  type = object({
    scanned_gigabytes_max = optional(number, 50)
  })
  default = null

  validation {
    condition     = try(var.athena_reports.scanned_gigabytes_max, 1) >= 0.01
    error_message = "athena_reports.scanned_gigabytes_max is at least 0.01: Athena has no lower limit than 10 MB."
  }
}
