# An encrypted bucket for this account alone, over TLS only, that keeps every version of every object.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  # Named by its account and not by its distribution, which comes after the bucket.
  let_distributions_read = {
    Sid       = "LetDistributionsRead"
    Effect    = "Allow"
    Principal = { Service = "cloudfront.amazonaws.com" }
    Action    = ["s3:GetObject"]
    Resource  = ["${aws_s3_bucket.this.arn}/*"]
    Condition = { ArnLike = {
      "aws:SourceArn" = "arn:${data.aws_partition.current.partition}:cloudfront::${data.aws_caller_identity.current.account_id}:distribution/*"
    } }
  }
}

resource "aws_s3_bucket" "this" {
  # The names of buckets are shared by all accounts and regions in the world: prefix, account and region keep ours from being taken.
  bucket = "${var.name_prefix}-${var.name}-${var.environment}-${data.aws_caller_identity.current.account_id}-${data.aws_region.current.name}"

  # S3 deletes no bucket with something in it: only where no data is to be kept is it emptied first, of every version.
  force_destroy = !var.keeps_data
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }

    # S3 asks KMS once for a while and not once for every object.
    bucket_key_enabled = true
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket = aws_s3_bucket.this.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(var.read_by_distributions ? [local.let_distributions_read] : [], [{
      Sid       = "RefusePlainHttp"
      Effect    = "Deny"
      Principal = "*"
      # In a denial the asterisk is the narrow choice: whatever S3 learns to do, it does not do over plain HTTP.
      Action    = ["s3:*"]
      Resource  = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }])
  })

  # S3 refuses two changes to who may reach a bucket at the same time.
  depends_on = [aws_s3_bucket_public_access_block.this]
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    id     = "forget"
    status = "Enabled"

    filter {}

    dynamic "expiration" {
      for_each = var.retention_days[*]
      content {
        days = expiration.value
      }
    }

    # An expired object lives on as an earlier version until this removes it.
    dynamic "noncurrent_version_expiration" {
      for_each = var.retention_days[*]
      content {
        noncurrent_days = 7
      }
    }

    # The parts of an upload that nobody finished are seen in no list, and paid for.
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}
