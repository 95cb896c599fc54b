# What differs between one path and the next.

variable "api" {
  description = "The REST API that the path belongs to."
  type = object({
    id = string
  })
}

variable "resource_id" {
  description = "The API's resource at the path."
  type        = string
}

variable "allowed" {
  description = "The methods that the path does have, for the Allow header."
  type        = list(string)
}

variable "api_key_required" {
  description = "Whether a caller needs an API key, as for the methods that the path has."
  type        = bool
  default     = true
}
