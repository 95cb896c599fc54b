# What differs between one deployment's console and the next.

variable "environment" {
  description = "Name of the deployment, the second half of every resource name."
  type        = string
}

variable "name_prefix" {
  description = "What names begin with that must be unique beyond this deployment's region: of roles, buckets and the sign-in address."
  type        = string
}

variable "folder" {
  description = "Folder with the built application: index.html and assets."
  type        = string
}

variable "emulator_url" {
  description = "Address of the AWS emulator where the stack is deployed to one; null on AWS."
  type        = string
  default     = null
}

variable "api" {
  description = "The REST API, and how the distribution reaches its stage."
  type = object({
    id   = string
    host = string
    path = string
  })
}

variable "tells_cases" {
  description = "Whether changes of cases go to a stream, from which other systems are told."
  type        = bool
}

variable "transactions_table" {
  description = "Table of transactions, which are looked at and labelled."
  type = object({
    name = string
    arn  = string
  })
}

variable "history_table" {
  description = "Table of the history that decisions are made on, which learns of labels and is searched by party."
  type = object({
    name = string
    arn  = string
  })
}

variable "documents_table" {
  description = "Table of the documents' records."
  type = object({
    name = string
    arn  = string
  })
}

variable "document_shelves" {
  description = "Buckets of classified documents, by class: pii, non-pii and quarantine."
  type = map(object({
    name = string
    arn  = string
  }))
}

variable "archive_bucket" {
  description = "Bucket of the decisions' archive, which is searched by the day."
  type = object({
    name = string
    arn  = string
  })
}

variable "models_bucket" {
  description = "Bucket of the models and of what is reported of them."
  type = object({
    name = string
    arn  = string
  })
}

variable "failure_queues" {
  description = "Queues of what could not be processed, by their names without the environment."
  type = map(object({
    url = string
    arn = string
  }))
}

variable "watched_queues" {
  description = "The other queues whose depth operators see, by their names without the environment. What lies in NAME-dlq goes back to NAME."
  type = map(object({
    url = string
    arn = string
  }))
}

variable "stream_readers" {
  description = "ARNs of the functions that look at transactions again, by their names."
  type        = map(string)
}

variable "policy_bucket" {
  description = "Bucket of the policy that decides and of its lists, with their earlier versions."
  type = object({
    name = string
    arn  = string
  })
}

variable "rule_activity_table" {
  description = "Table of whom rules hit and of what the guard found of them."
  type = object({
    name = string
    arn  = string
  })
}

variable "sanctions_hours" {
  description = "Within so many hours of its first alert a sanctions match has to be decided."
  type        = number
}

variable "models_topic_arn" {
  description = "Who is told which model decides."
  type        = string
}

variable "operations_topic_arn" {
  description = "Topic that the operators subscribe to, who are told of a policy or a model that one person put in force alone."
  type        = string
}

variable "functions" {
  description = "Time limit of each function, by its short name."
  type        = map(object({ timeout_seconds = number }))
}

variable "packages" {
  description = "Package of each function, by its short name."
  type = map(object({
    file   = optional(string)
    bucket = optional(string)
    key    = optional(string)
  }))
}

variable "function_environment" {
  description = "What every function is told."
  type        = map(string)
}

variable "architecture" {
  description = "Instruction set that the functions were built for."
  type        = string
}

variable "reserved_concurrency" {
  description = "Concurrent executions that each function has to itself; null for none."
  type        = number
}

variable "kms_key_arn" {
  description = "Key for what rests."
  type        = string
}

variable "keeps_data" {
  description = "Whether tables, bucket and user pool refuse to be deleted."
  type        = bool
}

variable "log_retention_days" {
  description = "How long log lines are kept."
  type        = number
}

variable "traced" {
  description = "Whether every invocation sends a trace to X-Ray."
  type        = bool
}

variable "versioned" {
  description = "Whether each change of a function is published as a version."
  type        = bool
}

variable "permissions_boundary_arn" {
  description = "Policy that bounds what a role may be allowed; null for none."
  type        = string
  default     = null
}
