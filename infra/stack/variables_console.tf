# The console, where people work on cases.

variable "console" {
  description = "The console, where people work on cases: the folder of the built application (`make console`), the hours within which a sanctions match must be decided (by default 24), and, on an AWS emulator, its address. Null for no console and no cases."
  type = object({
    folder          = string
    sanctions_hours = optional(number, 24)
    emulator_url    = optional(string)
  })
  default = null

  validation {
    condition     = var.console == null || try(fileexists("${var.console.folder}/index.html"), false)
    error_message = "console.folder holds no index.html. Build the application first: `make console`."
  }

  validation {
    condition     = try(var.console.sanctions_hours >= 1 && floor(var.console.sanctions_hours) == var.console.sanctions_hours, var.console == null)
    error_message = "console.sanctions_hours is a whole number of hours."
  }

  validation {
    condition = var.console == null || (
      length(var.private_api_endpoint_ids) == 0 && length(var.allowed_networks) == 0 && var.client_certificates == null
    )
    error_message = "The console reaches the API through CloudFront, which calls it from the internet without a certificate: remove either private_api_endpoint_ids, allowed_networks and client_certificates, or the console."
  }
}
