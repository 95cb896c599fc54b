# An encrypted table on demand whose items end by themselves: every table keeps the end of an item in expires_at.

locals {
  texts   = toset(concat([var.key], var.sort_key == null ? [] : [var.sort_key], [for index in var.indexes : index.key]))
  numbers = toset([for index in var.indexes : index.sort_key])
}

resource "aws_dynamodb_table" "this" {
  name         = coalesce(var.restored_name, "${var.name}-${var.environment}")
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = var.key
  range_key    = var.sort_key

  deletion_protection_enabled = var.keeps_data

  stream_enabled   = var.stream
  stream_view_type = var.stream ? "NEW_IMAGE" : null

  dynamic "attribute" {
    for_each = local.texts
    content {
      name = attribute.value
      type = "S"
    }
  }

  dynamic "attribute" {
    for_each = local.numbers
    content {
      name = attribute.value
      type = "N"
    }
  }

  dynamic "global_secondary_index" {
    for_each = var.indexes
    content {
      name               = global_secondary_index.key
      hash_key           = global_secondary_index.value.key
      range_key          = global_secondary_index.value.sort_key
      projection_type    = "INCLUDE"
      non_key_attributes = global_secondary_index.value.attributes
    }
  }

  ttl {
    attribute_name = "expires_at"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = var.point_in_time_recovery
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.kms_key_arn
  }
}
