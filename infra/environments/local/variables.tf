# What a local run may want to change.

variable "endpoint_url" {
  description = "Address of the emulator, the same as in AWS_ENDPOINT_URL, without a slash at the end."
  type        = string
  default     = "http://localhost:4566"

  validation {
    condition     = can(regex("^https?://[^/]+$", var.endpoint_url))
    error_message = "endpoint_url looks like http://localhost:4566, without a path or a slash at the end."
  }
}

variable "account" {
  description = "Account in the emulator: each has resources of its own, so that runs can stand side by side."
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
  description = "Folder with one zip per function, named after it."
  type        = string
}

variable "architecture" {
  description = "Instruction set of this machine, for which the functions were built."
  type        = string
  default     = "x86_64"
}

variable "notify_outcomes" {
  description = "Outcomes that analysts are told about where the policy in force has no `notify`. The default policy has one, beside which this is without effect."
  type        = set(string)
  default     = ["review", "block"]
}

variable "history_budget_ms" {
  description = "How long a caller of /predict waits for history before the decision is made without the rest of it. Longer than on AWS: here functions, database and whatever else the machine does share its processors, and a decision should not depend on that."
  type        = number
  default     = 2000
}

variable "stream_batch_size" {
  description = "Most transactions that the scorer gets at once."
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
  description = "Requests per second that the API takes before it answers 429."
  type        = number
  default     = 1000
}

variable "document_ocr_models" {
  description = "Folder of this machine with the models of PP-OCR. Null for none."
  type        = string
  default     = null
}

variable "kafka_broker" {
  description = "Address on this machine of a Kafka broker whose topic payments is taken in and whose topic processed_transactions gets events, 127.0.0.1:PORT. Null for none."
  type        = string
  default     = null
}

variable "webhook_url" {
  description = "Address on this machine that is told of decisions and labels, http://127.0.0.1:PORT/. Null for none."
  type        = string
  default     = null
}

variable "postgresql_port" {
  description = "Port of 127.0.0.1 on which a PostgreSQL listens, for a table of predictions. Null for none."
  type        = number
  default     = null
}

variable "console_folder" {
  description = "Folder of this machine with the built console. Null for none."
  type        = string
  default     = null
}

variable "portal_folder" {
  description = "Folder of this machine with the built portal. Null for none."
  type        = string
  default     = null
}
