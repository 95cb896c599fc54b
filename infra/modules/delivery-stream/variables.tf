# What differs between one delivery stream and the next.

variable "name" {
  description = "Name of the stream without the environment."
  type        = string
}

variable "environment" {
  description = "Name of the deployment, the second half of every resource name."
  type        = string
}

variable "name_prefix" {
  description = "What names begin with that must be unique beyond this deployment's region: of roles."
  type        = string
}

variable "stream_prefix" {
  description = "What the stream's name has to begin with, where a service writes to no other."
  type        = string
  default     = ""
}

variable "bucket_arn" {
  description = "Bucket that the records are put into."
  type        = string
}

variable "folder" {
  description = "Folder in the bucket, without a slash at the end; each day has a folder in it, day=YYYY-MM-DD."
  type        = string
}

variable "buffer_seconds" {
  description = "How long records are gathered before they become an object, unless there are enough of them before."
  type        = number
}

variable "kms_key_arn" {
  description = "Key for the records in the stream, the objects and the log."
  type        = string
}

variable "log_retention_days" {
  description = "How long the log of failed deliveries is kept."
  type        = number
}

variable "permissions_boundary_arn" {
  description = "Policy that bounds what the role may be allowed; null for none."
  type        = string
  default     = null
}
