# The application, which speaks to its own address, to the user pool, and to the bucket that documents are uploaded to.

module "application" {
  source = "../web-application"

  name         = "portal"
  environment  = var.environment
  name_prefix  = var.name_prefix
  folder       = var.folder
  emulator_url = var.emulator_url
  api          = { host = var.api.host, path = var.api.path }
  speaks_to    = distinct([local.user_pool_url, local.uploads_url])
  kms_key_arn  = var.kms_key_arn

  settings = {
    client_id     = aws_cognito_user_pool_client.portal.id
    user_pool_url = local.user_pool_url
  }
}

# Browsers ask the bucket whether a page of another address may send it a form.
resource "aws_s3_bucket_cors_configuration" "uploads" {
  bucket = var.documents_bucket.id

  cors_rule {
    allowed_methods = ["POST"]
    allowed_origins = [module.application.url]
    allowed_headers = ["*"]
    max_age_seconds = 3000
  }
}
