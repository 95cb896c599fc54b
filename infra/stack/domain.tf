# The API under a name of your own, over TLS 1.2 or later and by no other address. Where no name is set there is none of this.

locals {
  has_domain = var.domain_name != null
}

resource "aws_api_gateway_domain_name" "own" {
  count = local.has_domain ? 1 : 0

  domain_name              = var.domain_name
  regional_certificate_arn = var.certificate_arn
  security_policy          = "TLS_1_2"

  endpoint_configuration {
    types = ["REGIONAL"]
  }

  dynamic "mutual_tls_authentication" {
    for_each = var.client_certificates[*]
    content {
      truststore_uri     = mutual_tls_authentication.value.truststore_uri
      truststore_version = mutual_tls_authentication.value.truststore_version
    }
  }
}

# The whole name is the stage's: paths begin behind it.
resource "aws_api_gateway_base_path_mapping" "own" {
  count = local.has_domain ? 1 : 0

  api_id      = aws_api_gateway_rest_api.this.id
  stage_name  = aws_api_gateway_stage.this.stage_name
  domain_name = aws_api_gateway_domain_name.own[0].domain_name
}
