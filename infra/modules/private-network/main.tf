# A network without an internet gateway and without NAT: what runs here reaches the listed AWS services and nothing else.

locals {
  label = "${var.name}-${var.environment}"
}

resource "aws_vpc" "this" {
  cidr_block           = "10.0.0.0/24"
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = { Name = local.label }
}

# Taking over the default security group without a rule leaves nothing that a stray resource could get by default.
resource "aws_default_security_group" "empty" {
  vpc_id = aws_vpc.this.id
}

resource "aws_subnet" "private" {
  # By number, because the zones are known only after the first apply where they are looked up.
  for_each = toset([for number in range(var.zone_count) : tostring(number)])

  vpc_id               = aws_vpc.this.id
  availability_zone_id = var.zone_ids[tonumber(each.key)]
  cidr_block           = cidrsubnet(aws_vpc.this.cidr_block, 2, tonumber(each.key))

  tags = { Name = "${local.label}-${each.key}" }
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.this.id

  tags = { Name = local.label }
}

resource "aws_route_table_association" "private" {
  for_each = aws_subnet.private

  subnet_id      = each.value.id
  route_table_id = aws_route_table.private.id
}

resource "aws_vpc_endpoint" "gateway" {
  for_each = var.gateway_endpoints

  vpc_id            = aws_vpc.this.id
  service_name      = "com.amazonaws.${var.region}.${each.key}"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.private.id]
  policy            = each.value

  tags = { Name = "${local.label}-${each.key}" }
}

resource "aws_vpc_endpoint" "interface" {
  for_each = var.interface_endpoints

  vpc_id              = aws_vpc.this.id
  service_name        = "com.amazonaws.${var.region}.${each.key}"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [for subnet in aws_subnet.private : subnet.id]
  security_group_ids  = [aws_security_group.endpoints.id]
  private_dns_enabled = true
  policy              = each.value

  tags = { Name = "${local.label}-${each.key}" }
}
