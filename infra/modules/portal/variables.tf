# What differs between one deployment's portal and the next.

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

variable "documents_bucket" {
  description = "Bucket that documents are uploaded to, and its host on AWS."
  type = object({
    id   = string
    arn  = string
    host = string
  })
}

variable "document_shelves" {
  description = "Buckets of classified documents, by class: pii, non-pii and quarantine."
  type = map(object({
    name = string
    arn  = string
  }))
}

variable "documents_table" {
  description = "Table of what became of each document."
  type = object({
    name = string
    arn  = string
  })
}

variable "document_bytes_max" {
  description = "Largest document that is taken."
  type        = number
}

variable "retention_days" {
  description = "How long the record of a document is kept."
  type        = number
}

variable "last_pass_seconds" {
  description = "After so many seconds an erasure is made once more: when nobody can be classifying the document any more."
  type        = number
}

variable "mail" {
  description = "Identity in Amazon SES by which codes are mailed, and the sender; null for Cognito's own."
  type = object({
    identity_arn = string
    from         = string
  })
  default = null
}

variable "queue_concurrency" {
  description = "Most messages that are handled at the same time."
  type        = number
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
