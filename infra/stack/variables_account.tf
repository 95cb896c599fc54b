# What differs between accounts.

variable "name_prefix" {
  description = "What the names of buckets and roles begin with. These are unique in the world or the account, and end in the region."
  type        = string
  default     = "tollgate"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*[a-z0-9]$", var.name_prefix))
    error_message = "name_prefix is lower-case letters, digits and hyphens, and starts with a letter."
  }

  validation {
    # The longest are quarantine- and an account between them.
    condition     = length("${var.name_prefix}-quarantine-${var.environment}-${local.account}-${local.region}") <= 63
    error_message = "name_prefix and environment are too long together: the name of a bucket has 63 characters at most."
  }
}

variable "concurrency_limit" {
  description = "Concurrent executions that the account may have in this region. Null to ask Service Quotas."
  type        = number
  default     = null

  validation {
    condition     = try(var.concurrency_limit >= 1, var.concurrency_limit == null)
    error_message = "concurrency_limit is at least 1, or null."
  }
}

variable "packages_s3" {
  description = "Bucket in the stack's region, and folder in it without a slash at the end, that hold the functions' zips, in place of packages_dir. Name a new folder for each version: an object that is replaced is not noticed."
  type = object({
    bucket = string
    folder = string
  })
  default = null

  validation {
    condition     = var.packages_s3 == null || try(can(regex("[^/]$", var.packages_s3.folder)) && !startswith(var.packages_s3.folder, "/"), false)
    error_message = "packages_s3.folder neither begins nor ends with a slash, such as releases/1.4.0."
  }
}

variable "access_log_destination" {
  description = "Where the API's access log goes: bucket, or cloudwatch, which takes a role of the whole account (manage_api_gateway_account, or one that is set already)."
  type        = string
  default     = "bucket"

  validation {
    condition     = contains(["bucket", "cloudwatch"], var.access_log_destination)
    error_message = "access_log_destination is bucket or cloudwatch."
  }
}

variable "api_in_vpc" {
  description = "Whether api-handler, which reads card numbers, runs in the closed network like the scorer. Null for as vpc_enabled says. It takes an endpoint of Secrets Manager by the hour."
  type        = bool
  default     = null

  validation {
    condition     = var.vpc_enabled || var.api_in_vpc != true
    error_message = "api_in_vpc takes vpc_enabled."
  }
}

variable "existing_network" {
  description = "Subnets and security groups of a VPC of your own for these functions. Endpoints, routes and what they let through are yours then. Null to have a closed network made."
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
  })
  default = null

  validation {
    condition     = var.existing_network == null || try(length(var.existing_network.subnet_ids) >= 2 && length(var.existing_network.security_group_ids) >= 1, false)
    error_message = "existing_network names two subnets or more, of which one may fail, and a security group."
  }

  validation {
    condition     = var.existing_network == null || var.vpc_enabled
    error_message = "existing_network takes vpc_enabled."
  }
}

variable "zone_ids" {
  description = "Ids of the availability zones that the network lies in, two to four. Null for the first two that have Lambda and every endpoint; these are kept once they are found."
  type        = list(string)
  default     = null

  validation {
    condition = var.zone_ids == null || try(
      length(distinct(var.zone_ids)) == length(var.zone_ids) && length(var.zone_ids) >= 2 && length(var.zone_ids) <= 4 &&
      alltrue([for id in var.zone_ids : can(regex("^[a-z0-9]+-az[0-9]$", id))]), false
    )
    error_message = "zone_ids are two to four different ids, such as euw1-az1; the names of zones mean another zone in each account."
  }
}

variable "zone_ids_without_lambda" {
  description = "Ids of zones that are not looked at, because Lambda puts no functions into them."
  type        = list(string)
  default     = ["use1-az3", "usw1-az2", "apne1-az3", "cac1-az3"]
}

variable "api_latency_ms_max" {
  description = "Above this duration of the slowest hundredth of requests to api-handler, a quarter of an hour long, the operators are told."
  type        = number
  default     = 2000

  validation {
    condition     = var.api_latency_ms_max >= 50 && var.api_latency_ms_max <= 29000
    error_message = "api_latency_ms_max is from 50 to 29000: API Gateway gives up after 29 seconds."
  }
}

variable "silence_minutes" {
  description = "After so many minutes without a decision the operators are told. Null for traffic that pauses."
  type        = number
  default     = null

  validation {
    condition     = try(var.silence_minutes >= 1 && var.silence_minutes <= 1440 && var.silence_minutes == floor(var.silence_minutes), var.silence_minutes == null)
    error_message = "silence_minutes is a whole number from 1 to 1440, or null."
  }
}

variable "canary_rollouts" {
  description = "Whether a new version of a function takes a tenth of its traffic first, and is taken back by alarms. An apply publishes it then, and infra/rollout.sh puts it in use."
  type        = bool
  default     = false
}
