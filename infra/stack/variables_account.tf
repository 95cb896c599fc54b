# What differs between accounts.

variable "name_prefix" {
  description = "Prefix of the names of buckets and roles. Bucket names are unique in the world, role names in the account; both end in the region."
  type        = string
  default     = "tollgate"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*[a-z0-9]$", var.name_prefix))
    error_message = "name_prefix is lower-case letters, digits and hyphens, and starts with a letter."
  }

  validation {
    # The longest are quarantine- and an account between them.
    condition     = length("${var.name_prefix}-quarantine-${var.environment}-${local.account}-${local.region}") <= 63
    error_message = "name_prefix and environment are too long together: a bucket name has at most 63 characters."
  }
}

variable "concurrency_limit" {
  description = "The account's limit of concurrent executions in this region. Null to ask Service Quotas."
  type        = number
  default     = null

  validation {
    condition     = try(var.concurrency_limit >= 1, var.concurrency_limit == null)
    error_message = "concurrency_limit is at least 1, or null."
  }
}

variable "packages_s3" {
  description = "Bucket in the stack's region and folder in it, without a trailing slash, with the functions' zips, instead of packages_dir. Use a new folder for each version: Terraform does not notice a replaced object."
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
  description = "Where the API's access log goes: bucket, or cloudwatch, which needs a role for the whole account (manage_api_gateway_account, or an existing one)."
  type        = string
  default     = "bucket"

  validation {
    condition     = contains(["bucket", "cloudwatch"], var.access_log_destination)
    error_message = "access_log_destination is bucket or cloudwatch."
  }
}

variable "api_in_vpc" {
  description = "Whether api-handler, which reads card numbers, runs in the closed network like the scorer. Null to follow vpc_enabled. It needs an endpoint of Secrets Manager, billed by the hour."
  type        = bool
  default     = null

  validation {
    condition     = var.vpc_enabled || var.api_in_vpc != true
    error_message = "api_in_vpc requires vpc_enabled."
  }
}

variable "existing_network" {
  description = "Subnets and security groups of your own VPC for these functions. You then manage endpoints, routes and what they allow. Null to create a closed network."
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
  })
  default = null

  validation {
    condition     = var.existing_network == null || try(length(var.existing_network.subnet_ids) >= 2 && length(var.existing_network.security_group_ids) >= 1, false)
    error_message = "existing_network names at least two subnets, so that one may fail, and a security group."
  }

  validation {
    condition     = var.existing_network == null || var.vpc_enabled
    error_message = "existing_network requires vpc_enabled."
  }
}

variable "zone_ids" {
  description = "Ids of the two to four availability zones of the network. Null for the first two that have Lambda and every endpoint; once chosen, they are kept."
  type        = list(string)
  default     = null

  validation {
    condition = var.zone_ids == null || try(
      length(distinct(var.zone_ids)) == length(var.zone_ids) && length(var.zone_ids) >= 2 && length(var.zone_ids) <= 4 &&
      alltrue([for id in var.zone_ids : can(regex("^[a-z0-9]+-az[0-9]$", id))]), false
    )
    error_message = "zone_ids are two to four different ids, such as euw1-az1; zone names differ between accounts."
  }
}

variable "zone_ids_without_lambda" {
  description = "Ids of zones to skip, because Lambda places no functions in them."
  type        = list(string)
  default     = ["use1-az3", "usw1-az2", "apne1-az3", "cac1-az3"]
}

variable "api_latency_ms_max" {
  description = "The operators get an alarm if the slowest hundredth of requests to api-handler take longer than this for a quarter of an hour."
  type        = number
  default     = 2000

  validation {
    condition     = var.api_latency_ms_max >= 50 && var.api_latency_ms_max <= 29000
    error_message = "api_latency_ms_max is from 50 to 29000: API Gateway gives up after 29 seconds."
  }
}

variable "silence_minutes" {
  description = "The operators get an alarm after so many minutes without a decision. Null for traffic that pauses."
  type        = number
  default     = null

  validation {
    condition     = try(var.silence_minutes >= 1 && var.silence_minutes <= 1440 && var.silence_minutes == floor(var.silence_minutes), var.silence_minutes == null)
    error_message = "silence_minutes is a whole number from 1 to 1440, or null."
  }
}

variable "canary_rollouts" {
  description = "Whether a new version of a function first gets a tenth of its traffic, and is rolled back by alarms. An apply then only publishes the version, and infra/rollout.sh puts it into service."
  type        = bool
  default     = false
}
