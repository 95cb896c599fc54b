# Who reaches the API besides holders of a key.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  environment  = "test"
  packages_dir = "tests/packages"
  card_key     = "0123456789012345678901234567890123456789012345678901234567890123"
  zone_ids     = ["euw1-az1", "euw1-az2"]
}

run "nobody_is_kept_out_unless_somebody_says_so" {
  command = plan

  assert {
    condition = (
      length(aws_api_gateway_rest_api_policy.reach) == 0 && length(aws_wafv2_web_acl_association.api) == 0 &&
      length(aws_api_gateway_authorizer.this) == 0 && aws_api_gateway_rest_api.this.endpoint_configuration[0].types == tolist(["REGIONAL"])
    )
    error_message = "The API is closed in a way that nobody asked for."
  }
}

run "the_api_of_a_company_is_private" {
  command = plan

  variables {
    private_api_endpoint_ids = ["vpce-0123456789abcdef0"]
    allowed_networks         = ["10.1.0.0/16"]
    web_acl_arn              = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/tollgate/mocked"
    authorizer               = { user_pool_arns = ["arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_mocked"] }
  }

  assert {
    condition = (
      aws_api_gateway_rest_api.this.endpoint_configuration[0].types == tolist(["PRIVATE"]) &&
      aws_api_gateway_rest_api.this.endpoint_configuration[0].vpc_endpoint_ids == toset(["vpce-0123456789abcdef0"])
    )
    error_message = "A private API is reached by its endpoints alone."
  }

  assert {
    condition = [
      for statement in jsondecode(aws_api_gateway_rest_api_policy.reach[0].policy).Statement : statement.Condition if statement.Effect == "Deny"
      ] == [
      { StringNotEquals = { "aws:SourceVpce" = ["vpce-0123456789abcdef0"] } },
      { NotIpAddress = { "aws:VpcSourceIp" = ["10.1.0.0/16"] } },
    ]
    error_message = "Others than these endpoints and networks are let in: a private API sees the addresses of its VPCs."
  }

  assert {
    condition = alltrue([
      for made in module.route :
      made.method.authorization == "COGNITO_USER_POOLS" && made.method.authorizer_id == aws_api_gateway_authorizer.this[0].id && made.method.api_key_required
    ])
    error_message = "A route asks for no token, or for no key any more."
  }

  assert {
    condition     = aws_wafv2_web_acl_association.api[0].resource_arn == aws_api_gateway_stage.this.arn
    error_message = "The web ACL stands before something else."
  }

  assert {
    condition     = local.published.reach == local.reach_denials && local.published.routes["POST /predict"].authorizer == aws_api_gateway_authorizer.this[0].id
    error_message = "What changes who may call is published only with a new deployment."
  }
}

run "callers_show_certificates_under_a_name_of_ones_own" {
  command = plan

  variables {
    domain_name         = "payments.example.com"
    certificate_arn     = "arn:aws:acm:eu-west-1:123456789012:certificate/mocked"
    allowed_networks    = ["203.0.113.0/24"]
    client_certificates = { truststore_uri = "s3://trust/authorities.pem", truststore_version = "3" }
    authorizer          = { function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:who-is-it", ttl_seconds = 0 }
  }

  assert {
    condition = (
      aws_api_gateway_domain_name.own[0].mutual_tls_authentication[0].truststore_uri == "s3://trust/authorities.pem" &&
      aws_api_gateway_domain_name.own[0].mutual_tls_authentication[0].truststore_version == "3" &&
      aws_api_gateway_rest_api.this.disable_execute_api_endpoint
    )
    error_message = "Callers get in without a certificate."
  }

  assert {
    condition = [
      for statement in jsondecode(aws_api_gateway_rest_api_policy.reach[0].policy).Statement : statement.Condition if statement.Effect == "Deny"
    ] == [{ NotIpAddress = { "aws:SourceIp" = ["203.0.113.0/24"] } }]
    error_message = "Other networks get in."
  }

  assert {
    condition = (
      aws_api_gateway_authorizer.this[0].type == "REQUEST" && aws_api_gateway_authorizer.this[0].authorizer_result_ttl_in_seconds == 0 &&
      strcontains(aws_api_gateway_authorizer.this[0].authorizer_uri, ":function:who-is-it/invocations") &&
      aws_lambda_permission.authorizer[0].function_name == var.authorizer.function_arn &&
      alltrue([for made in module.route : made.method.authorization == "CUSTOM"])
    )
    error_message = "The function is not asked about every request."
  }
}

run "what_closes_the_api_is_checked" {
  command = plan

  variables {
    private_api_endpoint_ids = ["endpoint"]
    allowed_networks         = ["203.0.113.0"]
    web_acl_arn              = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/tollgate/mocked"
    authorizer               = {}
    client_certificates      = { truststore_uri = "s3://trust/authorities.pem" }
  }

  expect_failures = [
    var.allowed_networks, var.authorizer, var.client_certificates, var.private_api_endpoint_ids, var.web_acl_arn,
  ]
}

run "a_private_api_has_no_name_in_the_internet" {
  command = plan

  variables {
    private_api_endpoint_ids = ["vpce-0123456789abcdef0"]
    domain_name              = "payments.example.com"
    certificate_arn          = "arn:aws:acm:eu-west-1:123456789012:certificate/mocked"
  }

  expect_failures = [var.private_api_endpoint_ids]
}
