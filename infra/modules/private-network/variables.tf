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

variable "zone_count" {
  description = "In how many zones the network lies. Each costs one network interface per interface endpoint."
  type        = number

  validation {
    condition     = var.zone_count >= 2 && var.zone_count <= 4
    error_message = "The network lies in two to four zones: one may fail, and there is room for four."
  }
}

variable "zone_ids" {
  description = "Ids of these zones, such as euw1-az1."
  type        = list(string)
}

variable "gateway_endpoints" {
  description = "Services that are reached through the route table, with the policy of each endpoint as JSON."
  type        = map(string)
}

variable "interface_endpoints" {
  description = "Services that are reached through network interfaces, with the policy of each endpoint as JSON."
  type        = map(string)
}
