# What differs between one vault and the next.

variable "environment" {
  description = "Name of the deployment, the second half of every resource name."
  type        = string
}

variable "name_prefix" {
  description = "What names begin with that must be unique beyond this deployment's region: of roles."
  type        = string
}

variable "kms_key_arn" {
  description = "Key for the backups at rest."
  type        = string
}

variable "resource_arns" {
  description = "What is backed up."
  type        = list(string)
}

variable "days" {
  description = "How long a backup is kept."
  type        = number
}

variable "lock_after_days" {
  description = "Days after which the vault's lock is final; null for no lock."
  type        = number
  default     = null
}

variable "permissions_boundary_arn" {
  description = "Policy that bounds what the role may be allowed; null for none."
  type        = string
  default     = null
}
