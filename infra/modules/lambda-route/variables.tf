# What differs between one route and the next.

variable "api" {
  description = "The REST API that the route belongs to."
  type = object({
    id            = string
    execution_arn = string
  })
}

variable "stage" {
  description = "The one stage through which the route may be called."
  type        = string
}

variable "path" {
  description = "The path, parameters in braces."
  type        = string
}

variable "resource_id" {
  description = "The API's resource at that path."
  type        = string
}

variable "method" {
  description = "The HTTP method."
  type        = string
}

variable "function" {
  description = "The function that answers, or its alias."
  type = object({
    function_name = string
    qualifier     = optional(string)
    invoke_arn    = string
  })
}

variable "authorization" {
  description = "Who says besides the API key whether a caller may: NONE, COGNITO_USER_POOLS or CUSTOM."
  type        = string
  default     = "NONE"
}

variable "authorizer_id" {
  description = "The API's authorizer, where there is one."
  type        = string
  default     = null
}

variable "api_key_required" {
  description = "Whether a caller needs an API key. People who sign in have a token instead."
  type        = bool
  default     = true
}
