# The resources themselves, so that whoever uses the construct, tests included, reaches every attribute.

output "bucket" {
  description = "The bucket, handed out once it is private, encrypted and versioned: no object comes into it before."
  value       = aws_s3_bucket.this

  depends_on = [
    aws_s3_bucket_policy.this,
    aws_s3_bucket_server_side_encryption_configuration.this,
    aws_s3_bucket_versioning.this,
  ]
}

output "versioning" {
  description = "Whether the bucket keeps every version."
  value       = aws_s3_bucket_versioning.this
}

output "encryption" {
  description = "How objects are encrypted that do not say so themselves."
  value       = aws_s3_bucket_server_side_encryption_configuration.this
}

output "public_access_block" {
  description = "What keeps the bucket from ever being opened to the public."
  value       = aws_s3_bucket_public_access_block.this
}

output "policy" {
  description = "The bucket's policy."
  value       = aws_s3_bucket_policy.this
}

output "lifecycle" {
  description = "When objects end, if they do, and unfinished uploads."
  value       = aws_s3_bucket_lifecycle_configuration.this
}
