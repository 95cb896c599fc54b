# A Firehose stream that gathers records and puts them into a bucket, by the day on which they came, as compressed lines.

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/kinesisfirehose/${var.name}-${var.environment}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_cloudwatch_log_stream" "this" {
  name           = "deliveries"
  log_group_name = aws_cloudwatch_log_group.this.name
}

resource "aws_iam_role" "this" {
  # Roles are the account's, streams the region's.
  name                 = "${var.name_prefix}-${var.name}-delivery-${var.environment}-${data.aws_region.current.name}"
  permissions_boundary = var.permissions_boundary_arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "firehose.amazonaws.com" }
      # Firehose acts for many accounts: only a stream of this one may have the role.
      Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name = "work"
  role = aws_iam_role.this.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "PutObjects"
        Effect   = "Allow"
        Action   = ["s3:AbortMultipartUpload", "s3:PutObject"]
        Resource = ["${var.bucket_arn}/*"]
      },
      {
        Sid      = "LookAtBucket"
        Effect   = "Allow"
        Action   = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"]
        Resource = [var.bucket_arn]
      },
      {
        Sid      = "EncryptObjects"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = [var.kms_key_arn]
      },
      {
        Sid      = "WriteOwnLog"
        Effect   = "Allow"
        Action   = ["logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.this.arn}:log-stream:${aws_cloudwatch_log_stream.this.name}"]
      },
    ]
  })
}

resource "aws_kinesis_firehose_delivery_stream" "this" {
  name        = "${var.stream_prefix}${var.name}-${var.environment}"
  destination = "extended_s3"

  server_side_encryption {
    enabled  = true
    key_type = "CUSTOMER_MANAGED_CMK"
    key_arn  = var.kms_key_arn
  }

  extended_s3_configuration {
    role_arn           = aws_iam_role.this.arn
    bucket_arn         = var.bucket_arn
    kms_key_arn        = var.kms_key_arn
    compression_format = "GZIP"

    # By the day of delivery, which only grows: partitions by the day of the payment would need a partition of their own for
    # every late label, and an object in it.
    prefix              = "${var.folder}/day=!{timestamp:yyyy-MM-dd}/"
    error_output_prefix = "failed/!{firehose:error-output-type}/day=!{timestamp:yyyy-MM-dd}/"

    buffering_interval = var.buffer_seconds
    buffering_size     = 64

    cloudwatch_logging_options {
      enabled         = true
      log_group_name  = aws_cloudwatch_log_group.this.name
      log_stream_name = aws_cloudwatch_log_stream.this.name
    }
  }

  lifecycle {
    # The emulator reads back none, which would be a difference in every plan; it is UTC either way.
    ignore_changes = [extended_s3_configuration[0].custom_time_zone]
  }

  # Without its permissions the first delivery fails.
  depends_on = [aws_iam_role_policy.this]
}
