# Who may talk to whom: functions to the endpoints over TLS, nobody to the functions.

resource "aws_security_group" "functions" {
  name        = "${local.label}-functions"
  description = "Functions: out to the endpoints, nothing in"
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${local.label}-functions" }
}

resource "aws_security_group" "endpoints" {
  name        = "${local.label}-endpoints"
  description = "Interface endpoints: in from the functions"
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${local.label}-endpoints" }
}

resource "aws_vpc_security_group_egress_rule" "functions_to_interfaces" {
  security_group_id            = aws_security_group.functions.id
  description                  = "TLS to the interface endpoints"
  referenced_security_group_id = aws_security_group.endpoints.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

resource "aws_vpc_security_group_egress_rule" "functions_to_gateways" {
  for_each = aws_vpc_endpoint.gateway

  security_group_id = aws_security_group.functions.id
  description       = "TLS to ${each.key} through its gateway endpoint"
  prefix_list_id    = each.value.prefix_list_id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_ingress_rule" "endpoints_from_functions" {
  security_group_id            = aws_security_group.endpoints.id
  description                  = "TLS from the functions"
  referenced_security_group_id = aws_security_group.functions.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}
