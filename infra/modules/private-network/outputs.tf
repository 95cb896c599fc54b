# What a function needs to run here, and the resources themselves for tests.

output "function_network" {
  description = "Subnets and security groups, in the shape that the lambda-function construct takes."
  value = {
    subnet_ids         = [for subnet in aws_subnet.private : subnet.id]
    security_group_ids = [aws_security_group.functions.id]
  }
}

output "subnets" {
  description = "The subnets by number, in the order of the zones."
  value       = aws_subnet.private
}

output "endpoints" {
  description = "Every endpoint by the name of its service."
  value       = merge(aws_vpc_endpoint.gateway, aws_vpc_endpoint.interface)
}

output "route_table" {
  description = "The one route table. Its only routes are those of the gateway endpoints."
  value       = aws_route_table.private
}
