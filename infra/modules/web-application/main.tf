# An application in the browser: its files from a private bucket, and the API beside them under one address. The browser speaks to
# nobody else but those who are named.

locals {
  on_aws = var.emulator_url == null

  # The emulator serves a distribution under its id on its own port.
  emulator_port = local.on_aws ? 443 : tonumber(regex(":([0-9]+)$", var.emulator_url)[0])
  url = local.on_aws ? "https://${aws_cloudfront_distribution.this.domain_name}" : join("", [
    "http://${split(".", aws_cloudfront_distribution.this.domain_name)[0]}.cloudfront.localhost:${local.emulator_port}",
  ])

  # Policies that AWS manages: what is named by its content is cached, answers of the API never are.
  caching_optimized             = "658327ea-f89d-4fab-a63d-7e88639e58f6"
  caching_disabled              = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
  all_viewer_except_host_header = "b689b0a8-53d0-40ab-baf2-68738e2966ac"

  # The longest that a browser may keep a file under a name that no other content ever gets.
  kept_for_ever = "public, max-age=31536000, immutable"

  content_types = {
    css   = "text/css"
    html  = "text/html; charset=utf-8"
    js    = "text/javascript"
    json  = "application/json"
    svg   = "image/svg+xml"
    woff2 = "font/woff2"
  }

  content_security_policy = join("; ", [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    join(" ", concat(["connect-src 'self'"], var.speaks_to)),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ])
}

module "files" {
  source = "../private-bucket"

  name        = var.name
  environment = var.environment
  name_prefix = var.name_prefix
  kms_key_arn = var.kms_key_arn
  keeps_data  = false

  # Of the distributions of this account, which are named by whoever may deploy.
  read_by_distributions = true
}

resource "aws_s3_object" "file" {
  for_each = fileset(var.folder, "**")

  bucket        = module.files.bucket.bucket
  key           = each.value
  source        = "${var.folder}/${each.value}"
  source_hash   = filemd5("${var.folder}/${each.value}")
  content_type  = local.content_types[regex("[^.]+$", each.value)]
  cache_control = startswith(each.value, "assets/") ? local.kept_for_ever : "no-cache"
}

# What the application has to know of this deployment. Nothing of it is secret.
resource "aws_s3_object" "settings" {
  bucket        = module.files.bucket.bucket
  key           = "settings.json"
  content_type  = local.content_types.json
  cache_control = "no-cache"

  content = jsonencode(var.settings)
}

resource "aws_cloudfront_origin_access_control" "files" {
  name                              = "${var.name}-${var.environment}"
  description                       = "The distribution alone reads the files of ${var.name}"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_response_headers_policy" "this" {
  name    = "${var.name}-${var.environment}"
  comment = "What browsers may do with ${var.name}"

  security_headers_config {
    content_security_policy {
      content_security_policy = local.content_security_policy
      override                = true
    }

    content_type_options {
      override = true
    }

    frame_options {
      frame_option = "DENY"
      override     = true
    }

    referrer_policy {
      referrer_policy = "no-referrer"
      override        = true
    }

    strict_transport_security {
      access_control_max_age_sec = 63072000
      include_subdomains         = true
      override                   = true
    }
  }

  lifecycle {
    # There are none; the emulator reads back empty ones, which would be a difference in every plan.
    ignore_changes = [custom_headers_config, remove_headers_config]
  }
}

resource "aws_cloudfront_distribution" "this" {
  comment             = "Tollgate ${var.environment}: ${var.name}"
  enabled             = true
  is_ipv6_enabled     = true
  default_root_object = "index.html"
  price_class         = "PriceClass_100"

  origin {
    origin_id                = "files"
    domain_name              = module.files.bucket.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.files.id
  }

  origin {
    origin_id   = "api"
    domain_name = var.api.host
    origin_path = var.api.path

    custom_origin_config {
      http_port              = local.on_aws ? 80 : local.emulator_port
      https_port             = 443
      origin_protocol_policy = local.on_aws ? "https-only" : "http-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }

  default_cache_behavior {
    target_origin_id           = "files"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = local.caching_optimized
    response_headers_policy_id = aws_cloudfront_response_headers_policy.this.id
    viewer_protocol_policy     = local.on_aws ? "redirect-to-https" : "allow-all"
  }

  ordered_cache_behavior {
    path_pattern               = "/${var.name}/*"
    target_origin_id           = "api"
    allowed_methods            = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = local.caching_disabled
    origin_request_policy_id   = local.all_viewer_except_host_header
    response_headers_policy_id = aws_cloudfront_response_headers_policy.this.id
    viewer_protocol_policy     = local.on_aws ? "https-only" : "allow-all"
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = true
    minimum_protocol_version       = "TLSv1"
  }
}
