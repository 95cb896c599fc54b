# What differs between one application and the next.

variable "name" {
  description = "Name of the application without the environment. The API's routes for it lie below a path of this name."
  type        = string
}

variable "environment" {
  description = "Name of the deployment, the second half of every resource name."
  type        = string
}

variable "name_prefix" {
  description = "What names begin with that must be unique beyond this deployment's region: of buckets."
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
  description = "How the distribution reaches the API's stage."
  type = object({
    host = string
    path = string
  })
}

variable "speaks_to" {
  description = "Addresses besides its own that the application may call."
  type        = list(string)
}

variable "settings" {
  description = "What the application has to know of this deployment. Nothing of it is secret."
  type        = map(string)
}

variable "kms_key_arn" {
  description = "Key for what rests."
  type        = string
}
