# What a local run may want to change.

variable "endpoint_url" {
  description = "Address of the emulator, the same as in AWS_ENDPOINT_URL, without a trailing slash."
  type        = string
  default     = "http://localhost:4566"

  validation {
    condition     = can(regex("^https?://[^/]+$", var.endpoint_url))
    error_message = "endpoint_url looks like http://localhost:4566, without a path or a slash at the end."
  }
}

variable "account" {
  description = "Account in the emulator. Each has resources of its own, so that several runs can share an emulator."
  type        = string
  default     = "000000000000"

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account))
    error_message = "account is 12 digits."
  }
}

variable "environment" {
  description = "Name of the deployment: the second half of every resource name, and the stage of the API."
  type        = string
  default     = "local"
}

variable "packages_dir" {
  description = "Folder with one zip per function, named after the function."
  type        = string
}

variable "architecture" {
  description = "Instruction set of this machine and of the functions' build."
  type        = string
  default     = "x86_64"
}

variable "notify_outcomes" {
  description = "Outcomes that are mailed to the analysts if the policy in force has no `notify`. The default policy has one, so this has no effect with it."
  type        = set(string)
  default     = ["review", "block"]
}

variable "history_budget_ms" {
  description = "How long /predict waits for history before it decides without the rest. Longer than on AWS, because here functions, database and other programs share the processors, and decisions should not depend on that."
  type        = number
  default     = 2000
}

variable "stream_batch_size" {
  description = "Most transactions in one batch for the scorer."
  type        = number
  default     = 100
}

variable "stream_batch_window_seconds" {
  description = "How long the scorer waits for a full batch."
  type        = number
  default     = 0
}

variable "reserved_concurrency" {
  description = "Concurrent executions of each function: on this machine, processes."
  type        = number
  default     = 100
}

variable "api_requests_per_second" {
  description = "Requests per second that the API accepts before it answers 429."
  type        = number
  default     = 1000
}

variable "document_ocr_models" {
  description = "Folder on this machine with the PP-OCR models. Null for none."
  type        = string
  default     = null
}

variable "kafka_broker" {
  description = "Kafka broker on this machine, 127.0.0.1:PORT: payments are read from its topic payments, and events written to its topic processed_transactions. Null for none."
  type        = string
  default     = null
}

variable "webhook_url" {
  description = "Address on this machine that receives decisions and labels, http://127.0.0.1:PORT/. Null for none."
  type        = string
  default     = null
}

variable "postgresql_port" {
  description = "Port of a PostgreSQL on 127.0.0.1, for a table of predictions. Null for none."
  type        = number
  default     = null
}

variable "console_folder" {
  description = "Folder on this machine with the built console. Null for none."
  type        = string
  default     = null
}

variable "portal_folder" {
  description = "Folder on this machine with the built portal. Null for none."
  type        = string
  default     = null
}
