# One key of the account's own for everything that rests: tables, queues, topics, the policies, the archive, the secret, logs, function
# configuration.

locals {
  # Key policies and log groups would wait for each other if the policy read the names from the groups.
  log_group_arns = [
    for name in concat(
      [for function in keys(local.functions) : "/aws/lambda/${function}-${var.environment}"],
      ["/aws/apigateway/tollgate-${var.environment}"],
      [for stream in ["access-log", "decisions"] : "/aws/kinesisfirehose/${stream}-${var.environment}"],
    ) : "arn:${local.partition}:logs:${local.region}:${local.account}:log-group:${name}"
  ]

  # In a key policy, the resource `*` is the key that carries the policy.
  this_key = "*"

  key_statements = [
    {
      # Puts the key under IAM: whoever holds these permissions in the account may use them on this key, the functions'
      # roles among them. Spelled out, because the usual kms:* would grant what nobody needs.
      Sid       = "LetIamPoliciesGrant"
      Effect    = "Allow"
      Principal = { AWS = "arn:${local.partition}:iam::${local.account}:root" }
      Resource  = local.this_key
      Action = [
        "kms:CancelKeyDeletion",
        "kms:CreateAlias",
        "kms:CreateGrant",
        "kms:Decrypt",
        "kms:DeleteAlias",
        "kms:DescribeKey",
        "kms:DisableKey",
        "kms:DisableKeyRotation",
        "kms:EnableKey",
        "kms:EnableKeyRotation",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:GetKeyPolicy",
        "kms:GetKeyRotationStatus",
        "kms:ListGrants",
        "kms:ListKeyPolicies",
        "kms:ListKeyRotations",
        "kms:ListResourceTags",
        "kms:PutKeyPolicy",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
        "kms:RetireGrant",
        "kms:RevokeGrant",
        "kms:RotateKeyOnDemand",
        "kms:ScheduleKeyDeletion",
        "kms:TagResource",
        "kms:UntagResource",
        "kms:UpdateAlias",
        "kms:UpdateKeyDescription",
      ]
    },
    {
      # Without this an alarm cannot publish to the encrypted topic, and nobody hears of it. CloudWatch acts for many
      # accounts: only alarms of this one may have it use the key.
      Sid       = "LetAlarmsPublish"
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Resource  = local.this_key
      Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account }
        ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:cloudwatch:${local.region}:${local.account}:alarm:*" }
      }
    },
    {
      # Without this S3 cannot say of an upload to the encrypted queue. As AWS documents it, without a condition: S3 is not documented to name
      # account or bucket to KMS. The queue's own policy says which bucket of which account may.
      Sid       = "LetBucketsNotify"
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Resource  = local.this_key
      Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
    },
    {
      # Without this the console's files cannot be read by the distribution that serves them.
      Sid       = "LetDistributionsRead"
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Resource  = local.this_key
      Action    = ["kms:Decrypt"]
      Condition = { ArnLike = { "aws:SourceArn" = "arn:${local.partition}:cloudfront::${local.account}:distribution/*" } }
    },
    {
      # Without this EventBridge cannot say that this key is in danger. The queue's own policy says which rule may.
      Sid       = "LetEventsBeSent"
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Resource  = local.this_key
      Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
    },
    {
      Sid       = "LetLogsEncryptOurGroups"
      Effect    = "Allow"
      Principal = { Service = "logs.${local.region}.amazonaws.com" }
      Resource  = local.this_key
      Action = [
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
      ]
      Condition = { ArnEquals = { "kms:EncryptionContext:aws:logs:arn" = local.log_group_arns } }
    },
  ]
}

resource "aws_kms_key" "data" {
  description         = "Tollgate ${var.environment}: data at rest"
  enable_key_rotation = true
  multi_region        = var.multi_region_key

  # The longest and the shortest that KMS allows. Until then the key, and with it whatever it encrypts, can be saved.
  deletion_window_in_days = var.keeps_data ? 30 : 7

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = local.key_statements
  })
}

resource "aws_kms_alias" "data" {
  name          = "alias/tollgate-${var.environment}"
  target_key_id = aws_kms_key.data.key_id
}
