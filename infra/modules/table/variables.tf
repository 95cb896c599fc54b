# What differs between one table and the next.

variable "name" {
  description = "Name of the table without the environment."
  type        = string
}

variable "restored_name" {
  description = "Name of the table where it was restored under another one; null for the name above and the environment."
  type        = string
  default     = null
}

variable "environment" {
  description = "Name of the deployment, the second half of every resource name."
  type        = string
}

variable "key" {
  description = "Name of the partition key, a text."
  type        = string
}

variable "sort_key" {
  description = "Name of the sort key, a text, where one partition key has several items."
  type        = string
  default     = null
}

variable "kms_key_arn" {
  description = "Key for the items at rest."
  type        = string
}

variable "keeps_data" {
  description = "Whether the table refuses to be deleted."
  type        = bool
}

variable "stream" {
  description = "Whether changes go to a stream, each with the new item."
  type        = bool
  default     = false
}

variable "point_in_time_recovery" {
  description = "Whether the table can be restored to any second of the last 35 days."
  type        = bool
  default     = false
}

variable "indexes" {
  description = "Indexes by name: a text to look up, a number to sort by, and the attributes that are copied into the index."
  type = map(object({
    key        = string
    sort_key   = string
    attributes = list(string)
  }))
  default = {}
}
