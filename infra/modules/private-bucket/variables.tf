# What differs between one bucket and the next.

variable "name" {
  description = "Name of the bucket without prefix, environment, account and region."
  type        = string
}

variable "environment" {
  description = "Name of the deployment, the second part of every resource name."
  type        = string
}

variable "name_prefix" {
  description = "What names begin with that must be unique beyond this deployment's region: of buckets."
  type        = string
}

variable "kms_key_arn" {
  description = "Key for the objects at rest."
  type        = string
}

variable "keeps_data" {
  description = "Whether a bucket with something in it refuses to be deleted."
  type        = bool
}

variable "retention_days" {
  description = "How long an object is kept; null keeps it until somebody deletes it."
  type        = number
  default     = null
}

variable "read_by_distributions" {
  description = "Whether CloudFront distributions of this account may read the objects."
  type        = bool
  default     = false
}
