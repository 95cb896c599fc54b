# Loan documents: private buckets, a queue that only the bucket fills, and a function that has time to read.

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

run "the_buckets_are_private_encrypted_and_versioned" {
  command = plan

  assert {
    condition = {
      for shelf, bucket in merge(local.document_shelves, { documents = module.documents.bucket }) : shelf => bucket.bucket
      } == {
      for name in ["documents", "pii", "non-pii", "quarantine"] : name => "tollgate-${name}-test-123456789012-eu-west-1"
    }
    error_message = "The buckets are named {prefix}-{name}-{environment}-{account}-{region}."
  }

  assert {
    condition = alltrue([
      for bucket in [module.documents, module.pii_documents, module.non_pii_documents, module.quarantined_documents] :
      bucket.public_access_block.block_public_acls && bucket.public_access_block.block_public_policy &&
      bucket.public_access_block.ignore_public_acls && bucket.public_access_block.restrict_public_buckets &&
      bucket.versioning.versioning_configuration[0].status == "Enabled"
    ])
    error_message = "A bucket of documents can be opened to the public or keeps no versions."
  }

  assert {
    condition = alltrue(flatten([
      for bucket in [module.documents, module.pii_documents, module.non_pii_documents, module.quarantined_documents] : [
        for rule in bucket.encryption.rule : [
          for default in rule.apply_server_side_encryption_by_default :
          default.sse_algorithm == "aws:kms" && default.kms_master_key_id == aws_kms_key.data.arn
        ]
      ]
    ]))
    error_message = "Documents are not encrypted under the key."
  }

  assert {
    condition = alltrue([
      for bucket in [module.documents, module.pii_documents, module.non_pii_documents, module.quarantined_documents] :
      [for statement in jsondecode(bucket.policy.policy).Statement : statement.Effect] == ["Deny"]
    ])
    error_message = "The policy of a bucket of documents lets somebody in."
  }
}

run "every_upload_reaches_the_function_or_the_dead_letters" {
  command = plan

  assert {
    condition = (
      aws_s3_bucket_notification.uploads.bucket == module.documents.bucket.id &&
      aws_s3_bucket_notification.uploads.queue[0].queue_arn == module.document_uploads.queue.arn &&
      aws_s3_bucket_notification.uploads.queue[0].events == toset(["s3:ObjectCreated:*"]) &&
      coalesce(aws_s3_bucket_notification.uploads.queue[0].filter_prefix, "all") == "all" &&
      coalesce(aws_s3_bucket_notification.uploads.queue[0].filter_suffix, "all") == "all"
    )
    error_message = "Every object that comes into the bucket is told, whatever it is called."
  }

  assert {
    condition = [
      for statement in jsondecode(module.document_uploads.queue.policy).Statement :
      "${statement.Principal.Service} ${statement.Condition.ArnEquals["aws:SourceArn"]} ${statement.Condition.StringEquals["aws:SourceAccount"]}"
      if statement.Effect == "Allow"
    ] == ["s3.amazonaws.com ${module.documents.bucket.arn} 123456789012"]
    error_message = "The queue takes notifications of this bucket, and of nobody else."
  }

  assert {
    condition = alltrue([
      for queue in [module.document_uploads.dead_letter_queue, module.alerts_queue.queue, module.scorer_failures.queue] :
      length([for statement in jsondecode(queue.policy).Statement : 1 if statement.Effect == "Allow"]) == 0
    ])
    error_message = "Another queue lets a service in."
  }

  assert {
    condition = anytrue([
      for statement in jsondecode(aws_kms_key.data.policy).Statement :
      statement.Principal == { Service = "s3.amazonaws.com" } &&
      !contains(keys(statement), "Condition")
    ])
    error_message = "Without the key S3 cannot send to the encrypted queue, and AWS documents the grant without a condition."
  }

  assert {
    condition = (
      jsondecode(module.document_uploads.redrive_policy.redrive_policy).deadLetterTargetArn == module.document_uploads.dead_letter_queue.arn &&
      jsondecode(module.document_uploads.redrive_policy.redrive_policy).maxReceiveCount == 5
    )
    error_message = "An upload that fails five times is a dead letter."
  }

  assert {
    condition = (
      aws_lambda_event_source_mapping.uploads_to_classifier.batch_size == 1 &&
      aws_lambda_event_source_mapping.uploads_to_classifier.function_response_types == toset(["ReportBatchItemFailures"])
    )
    error_message = "A document that fails takes no other with it."
  }
}

run "the_function_has_time_and_memory_to_read" {
  command = plan

  assert {
    condition = (
      module.document_classifier.function.timeout == 420 && module.document_classifier.function.memory_size == 2048 &&
      module.document_uploads.queue.visibility_timeout_seconds >= 2 * module.document_classifier.function.timeout
    )
    error_message = "A document may take six minutes and a gigabyte, and is not delivered twice meanwhile."
  }

  assert {
    condition     = module.document_classifier.function.package_type == "Zip" && module.document_classifier.function.image_uri == null
    error_message = "Without an image the package is run."
  }

  assert {
    condition     = module.document_classifier.function.environment[0].variables["REDACT_DOCUMENTS"] == "false"
    error_message = "No second copy of a document is kept unless asked for."
  }
}

run "scans_are_read_by_an_image" {
  command = plan

  variables {
    document_classifier_image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/document-classifier@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    redact_documents          = true
  }

  assert {
    condition = (
      module.document_classifier.function.package_type == "Image" && module.document_classifier.function.runtime == null &&
      module.document_classifier.function.image_uri == var.document_classifier_image
    )
    error_message = "The image that was named is not run."
  }

  assert {
    condition = contains(
      output.granted_permissions["document-classifier"], "s3:PutObject arn:aws:s3:::pii-test-123456789012/redacted/*",
    )
    error_message = "Redacted copies cannot be put."
  }
}

run "models_that_read_pictures_are_found_where_they_are_named" {
  command = plan

  variables {
    document_ocr_models = "/opt/ppocr"
  }

  assert {
    condition     = module.document_classifier.function.environment[0].variables["OCR_MODELS"] == "/opt/ppocr"
    error_message = "The function is not told where the models are."
  }
}

run "no_backend_is_asked_by_default" {
  command = plan

  assert {
    condition     = !contains(keys(module.document_classifier.function.environment[0].variables), "OCR_MODELS")
    error_message = "An image knows where its models are."
  }

  assert {
    condition     = !contains(keys(module.document_classifier.function.environment[0].variables), "DOCUMENT_BACKENDS")
    error_message = "Documents are told to nobody unless somebody is chosen."
  }

  assert {
    condition = length([
      for pair in flatten([for granted in output.granted_permissions : tolist(granted)]) : pair
      if startswith(pair, "comprehend:") || startswith(pair, "textract:")
    ]) == 0
    error_message = "A backend that is not asked needs no permission."
  }
}

run "backends_are_asked_where_they_are_chosen" {
  command = plan

  variables {
    document_classifier_image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/document-classifier@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    document_backends         = ["comprehend", "textract-fallback", "gliner=/opt/gliner"]
  }

  assert {
    condition     = module.document_classifier.function.environment[0].variables["DOCUMENT_BACKENDS"] == "comprehend,textract-fallback,gliner=/opt/gliner"
    error_message = "The function is not told whom to ask."
  }

  assert {
    condition     = module.document_classifier.function.memory_size == 3008
    error_message = "A model has no room beside the child."
  }

  assert {
    condition = {
      for name, granted in output.granted_permissions :
      name => sort([for pair in granted : pair if startswith(pair, "comprehend:") || startswith(pair, "textract:")])
      if anytrue([for pair in granted : startswith(pair, "comprehend:") || startswith(pair, "textract:")])
    } == { document-classifier = tolist(["comprehend:DetectPiiEntities *", "textract:DetectDocumentText *"]) }
    error_message = "document-classifier alone may ask, and ask these two alone."
  }
}

run "one_backend_brings_one_permission" {
  command = plan

  variables {
    document_backends = ["textract"]
  }

  assert {
    condition = [
      for pair in output.granted_permissions["document-classifier"] : pair
      if startswith(pair, "comprehend:") || startswith(pair, "textract:")
    ] == ["textract:DetectDocumentText *"]
    error_message = "Who asks Textract may not ask Comprehend."
  }
}
