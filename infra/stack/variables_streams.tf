# Data in and out beside the API. All of it is off unless it is asked for.

variable "kinesis_intake" {
  description = <<-EOT
    Takes transactions from a Kinesis stream; null for none. Without stream_arn an on-demand stream, transactions-{environment}, is made.
    stream_kms_key_arn is the key of a stream of your own, if it is encrypted under one of yours. starting_position is TRIM_HORIZON or LATEST.
    parallelization_factor is how many batches of a shard are worked on at once; records of one partition key keep their order. After
    record_age_hours_max a record is given up, which has to be earlier than the stream forgets it.
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

variable "intake_column_mapping" {
  description = "TOML that says which column of a stream's records is which field of a transaction, as the command line's --mapping; empty where records are requests of the API."
  type        = string
  default     = ""

  validation {
    condition     = length(var.intake_column_mapping) <= 3000
    error_message = "intake_column_mapping has 3,000 characters at most: a function's configuration takes 4 KB."
  }
}

variable "athena_reports" {
  description = "Views of the archive for Athena, and a workgroup whose queries are cancelled when they have scanned more than scanned_gigabytes_max; null for neither."
  type = object({
    scanned_gigabytes_max = optional(number, 50)
  })
  default = null

  validation {
    condition     = try(var.athena_reports.scanned_gigabytes_max, 1) >= 0.01
    error_message = "athena_reports.scanned_gigabytes_max is 0.01 at least: Athena takes no lower limit than 10 MB."
  }
}
