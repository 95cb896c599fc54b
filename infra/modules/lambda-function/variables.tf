# What differs between one function and the next.

variable "name" {
  description = "Name of the function without the environment: also the name of its crate and of its package."
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

variable "package" {
  description = "The zip that holds the function's bootstrap: a file, or an object in a bucket of the function's region. An object that is replaced under its key is not noticed."
  type = object({
    file   = optional(string)
    bucket = optional(string)
    key    = optional(string)
  })
}

variable "image_uri" {
  description = "Container image that is run instead of the package; null for the package."
  type        = string
  default     = null
}

variable "architecture" {
  description = "Instruction set that the bootstrap was built for."
  type        = string
}

variable "timeout_seconds" {
  description = "How long one invocation may take."
  type        = number
}

variable "memory_mb" {
  description = "Memory, and with it the share of a CPU."
  type        = number
  default     = 256
}

variable "reserved_concurrency" {
  description = "Concurrent executions set aside for this function, and at the same time its limit; null for none and no limit but the account's."
  type        = number
}

variable "environment_variables" {
  description = "The function's configuration."
  type        = map(string)
}

variable "permissions" {
  description = "What the function may do, beyond writing its own log and traces. Exact actions on exact ARNs."
  type = list(object({
    sid       = string
    actions   = list(string)
    resources = list(string)
  }))
}

variable "kms_key_arn" {
  description = "Key for the environment variables and the log."
  type        = string
}

variable "log_retention_days" {
  description = "How long log lines are kept."
  type        = number
}

variable "traced" {
  description = "Whether every invocation sends a trace to X-Ray."
  type        = bool
  default     = false
}

variable "permissions_boundary_arn" {
  description = "Policy that bounds what the role may be allowed; null for none."
  type        = string
  default     = null
}

variable "in_vpc" {
  description = "Whether the function runs in a VPC. Apart from the network, so that the role can be there before the network is."
  type        = bool
  default     = false
}

variable "polled_in_vpc" {
  description = "Whether Lambda reads an event source of the function's within a VPC, with the function's role."
  type        = bool
  default     = false
}

variable "network" {
  description = "Subnets and security groups to run in, for a function in a VPC."
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
  })
  default = null
}

variable "versioned" {
  description = "Whether each change is published as a version, and callers call the alias `live`, which a rollout moves."
  type        = bool
  default     = false
}
