# What differs between one rollout and the next.

variable "environment" {
  description = "Name of the deployment, the second half of every resource name."
  type        = string
}

variable "name_prefix" {
  description = "What names begin with that must be unique beyond this deployment's region: of roles."
  type        = string
}

variable "functions" {
  description = "The functions whose versions are rolled out, and the names of the alarms that take one back."
  type = map(object({
    arn    = string
    alarms = set(string)
  }))
}

variable "minutes" {
  description = "How long a new version has a tenth of the traffic: 5, 10, 15 or 30, as CodeDeploy offers."
  type        = number
}

variable "permissions_boundary_arn" {
  description = "Policy that bounds what the role may be allowed; null for none."
  type        = string
  default     = null
}
