# The portal, where customers upload their own documents.

variable "portal" {
  description = "The portal, where customers upload documents: the folder of the built application (`make console`); the Amazon SES identity and the sender of mailed codes; the seconds after which an erasure is repeated; and, on an AWS emulator, its address. Null for none."
  type = object({
    folder            = string
    mail              = optional(object({ identity_arn = string, from = string }))
    last_pass_seconds = optional(number, 900)
    emulator_url      = optional(string)
  })
  default = null

  validation {
    condition     = var.portal == null || try(fileexists("${var.portal.folder}/index.html"), false)
    error_message = "portal.folder holds no index.html. Build the application first: `make console`."
  }

  validation {
    condition = var.portal == null || (
      length(var.private_api_endpoint_ids) == 0 && length(var.allowed_networks) == 0 && var.client_certificates == null
    )
    error_message = "The portal reaches the API through CloudFront, which calls it from the internet without a certificate: remove either private_api_endpoint_ids, allowed_networks and client_certificates, or the portal."
  }

  # A message of SQS waits 15 minutes at most.
  validation {
    condition     = try(var.portal.last_pass_seconds >= 1 && var.portal.last_pass_seconds <= 900, var.portal == null)
    error_message = "portal.last_pass_seconds is 1 to 900."
  }

  # An execution that classifies a document ends within its timeout of seven minutes, and a form is valid for fifteen. The tests on the emulator
  # don't wait as long.
  validation {
    condition     = try(var.portal.emulator_url != null || var.portal.last_pass_seconds >= 900, var.portal == null)
    error_message = "portal.last_pass_seconds must be 900: until then a form of the document may be valid, and an execution may be classifying it."
  }
}
