# What differs between one network and the next.

variable "name" {
  description = "Name of the network without the environment."
  type        = string
}

variable "environment" {
  description = "Name of the deployment, the second half of every resource name."
  type        = string
}

variable "region" {
  description = "Region of the services. Not looked up here: whoever makes the network wait for something would put the look-up off as well, and every endpoint would be replaced for a region that is known only later."
  type        = string
}

variable "zones" {
  description = "Availability zones to run in. Each zone costs one network interface per interface endpoint."
  type        = list(string)

  validation {
    condition     = length(var.zones) >= 2
    error_message = "The network lies in ${length(var.zones)} zones, and one of them may fail. If there are no two with every endpoint, name two by the variable zones."
  }
}

variable "gateway_endpoints" {
  description = "Services that are reached through the route table, with the policy of each endpoint as JSON."
  type        = map(string)
}

variable "interface_endpoints" {
  description = "Services that are reached through network interfaces, with the policy of each endpoint as JSON."
  type        = map(string)
}
