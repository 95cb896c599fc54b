# Who reaches the API, and how.

variable "private_api_endpoint_ids" {
  description = "execute-api endpoints in your VPCs, which make the API private: it is then reached only through them. Empty for an API on the internet."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for id in var.private_api_endpoint_ids : can(regex("^vpce-[0-9a-f]+$", id))])
    error_message = "private_api_endpoint_ids are ids of VPC endpoints, such as vpce-0123456789abcdef0."
  }

  validation {
    condition     = length(var.private_api_endpoint_ids) == 0 || var.domain_name == null
    error_message = "A private API has no domain_name, which is for an address on the internet."
  }
}

variable "allowed_networks" {
  description = "Networks from which the API may be called, such as 203.0.113.0/24: of the internet or, for a private API, of its VPCs. Empty for all."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for network in var.allowed_networks : can(cidrhost(network, 0))])
    error_message = "allowed_networks are networks in CIDR notation, such as 203.0.113.0/24."
  }
}

variable "web_acl_arn" {
  description = "Regional web ACL of AWS WAF in front of the API; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.web_acl_arn == null || can(regex("^arn:aws[a-z-]*:wafv2:[a-z0-9-]+:[0-9]{12}:regional/webacl/", var.web_acl_arn))
    error_message = "web_acl_arn is the ARN of a regional web ACL of AWS WAF."
  }
}

variable "authorizer" {
  description = "Authorizes callers in addition to the API key: user pools of Amazon Cognito, or a function that gets the request's Authorization header. Null for the key alone."
  type = object({
    user_pool_arns = optional(list(string), [])
    function_arn   = optional(string)
    ttl_seconds    = optional(number, 300)
  })
  default = null

  validation {
    condition     = var.authorizer == null || try((length(var.authorizer.user_pool_arns) > 0) != (var.authorizer.function_arn != null), false)
    error_message = "authorizer names either user pools or a function."
  }

  validation {
    condition     = try(var.authorizer.ttl_seconds >= 0 && var.authorizer.ttl_seconds <= 3600, true)
    error_message = "authorizer.ttl_seconds is from 0 to 3600."
  }
}

variable "client_certificates" {
  description = "Mutual TLS for domain_name: a PEM file of the authorities that issue callers' certificates, as s3://BUCKET/KEY in this region, and its version. Null to require no certificates."
  type = object({
    truststore_uri     = string
    truststore_version = optional(string)
  })
  default = null

  validation {
    condition     = var.client_certificates == null || try(can(regex("^s3://[^/]+/.+", var.client_certificates.truststore_uri)), false)
    error_message = "client_certificates.truststore_uri is like s3://BUCKET/authorities.pem."
  }

  validation {
    condition     = var.client_certificates == null || var.domain_name != null
    error_message = "client_certificates require a domain_name: API Gateway requests certificates only there."
  }
}
