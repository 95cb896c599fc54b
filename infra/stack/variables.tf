# What differs between deployments.

variable "environment" {
  description = "Name of the deployment: the second half of every resource name, and the stage of the API."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{0,15}$", var.environment))
    error_message = "environment is 1 to 16 lower-case letters and digits and starts with a letter, such as dev or prod."
  }
}

variable "packages_dir" {
  description = "Folder with one zip per function, named after the function. Ignored if packages_s3 is set."
  type        = string

  validation {
    condition = var.packages_s3 != null || alltrue([for package in values(local.package_names) : fileexists("${var.packages_dir}/${package}.zip")])
    error_message = <<-EOT
      packages_dir has no package for ${join(", ", [
    for package in toset(values(local.package_names)) : package if !fileexists("${var.packages_dir}/${package}.zip")
])}. Build the functions first, name the folder with their zips, or a bucket by packages_s3.
    EOT
}
}

variable "architecture" {
  description = "Instruction set that the functions were built for."
  type        = string
  default     = "arm64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "architecture is arm64 or x86_64."
  }
}

variable "card_key" {
  description = "Key of the card tokens. It is stored once, when the stack is created; later values are ignored."
  type        = string
  ephemeral   = true
  sensitive   = true

  validation {
    condition     = can(regex("^[0-9A-Za-z+/=]{43,}$", var.card_key))
    error_message = "card_key holds at least 256 bits: 43 or more letters and digits."
  }
}

variable "reserved_concurrency" {
  description = "Concurrent executions reserved for each function, which are also its limit. AWS keeps 100 of the account's limit unreserved: 2, the minimum, reserves 19 in all and needs a limit of 119; 100 reserves 705 and needs 805. Null reserves none, because a new account has none to spare."
  type        = number
  default     = null

  validation {
    condition     = var.reserved_concurrency == null || try(var.reserved_concurrency >= 2 && var.reserved_concurrency == floor(var.reserved_concurrency), false)
    error_message = "reserved_concurrency is null or a whole number from 2 on: below 2 the alerts queue cannot be read."
  }
}

variable "queue_concurrency" {
  description = "Most executions that may process the messages of one queue (alerts or uploads) at once. Null for reserved_concurrency, or for two if that is null."
  type        = number
  default     = null

  validation {
    condition     = var.queue_concurrency == null || try(var.queue_concurrency >= 2 && var.queue_concurrency <= 1000 && var.queue_concurrency == floor(var.queue_concurrency), false)
    error_message = "queue_concurrency is a whole number from 2 to 1000, as Lambda requires."
  }

  validation {
    condition     = try(var.queue_concurrency <= var.reserved_concurrency, true)
    error_message = "queue_concurrency is above reserved_concurrency: throttled messages would become dead letters."
  }
}

variable "keeps_data" {
  description = "Whether tables and buckets that are not empty refuse to be deleted, and the keys can be restored for 30 days. To destroy a deployment with all its data, apply with false first."
  type        = bool
  default     = true
}

variable "vpc_enabled" {
  description = "Whether the functions that handle payments run in a VPC that reaches nothing but the AWS services they call."
  type        = bool
  default     = true
}

variable "manage_api_gateway_account" {
  description = "Whether to set the role with which API Gateway writes to CloudWatch. All APIs of an account and region share one such role; access_log_destination = \"cloudwatch\" needs one."
  type        = bool
  default     = false
}

variable "api_url" {
  description = "Address at which callers reach the stage, without a trailing slash, if it is not domain_name: for example your own proxy in front of the API. Null for domain_name or the address from API Gateway."
  type        = string
  default     = null

  validation {
    condition     = var.api_url == null || can(regex("^https?://.*[^/]$", var.api_url))
    error_message = "api_url starts with http:// or https:// and does not end with a slash."
  }
}

variable "domain_name" {
  description = "Your own domain name for the API, such as payments.example.com; the API is then reached only by it. Null for the address from API Gateway, which also accepts TLS 1.0. Point the name at the output domain_target in your DNS."
  type        = string
  default     = null

  validation {
    condition     = var.domain_name == null || can(regex("^[a-z0-9-]+([.][a-z0-9-]+)+$", var.domain_name))
    error_message = "domain_name is a full domain name in lower case, such as payments.example.com."
  }
}

variable "certificate_arn" {
  description = "Certificate for domain_name, in AWS Certificate Manager of the same region; null without domain_name."
  type        = string
  default     = null

  validation {
    condition     = var.certificate_arn == null || can(regex("^arn:aws[a-z-]*:acm:", var.certificate_arn))
    error_message = "certificate_arn is the ARN of a certificate in AWS Certificate Manager."
  }

  validation {
    condition     = (var.certificate_arn == null) == (var.domain_name == null)
    error_message = "domain_name and certificate_arn belong together: set both or none."
  }
}

variable "api_key" {
  description = "Value of the API key; null lets API Gateway choose one, which is recommended on AWS."
  type        = string
  default     = null
  sensitive   = true

  validation {
    condition     = var.api_key == null || try(length(var.api_key) >= 20 && length(var.api_key) <= 128, false)
    error_message = "api_key is 20 to 128 characters long."
  }
}

variable "api_key_scopes" {
  description = "Scopes of the stack's own key: payments, labels, screening, clearances, documents."
  type        = set(string)
  default     = ["payments", "labels", "screening", "clearances", "documents"]

  validation {
    condition = (
      length(var.api_key_scopes) > 0 &&
      length(setsubtract(var.api_key_scopes, local.api_scopes)) == 0
    )
    error_message = "api_key_scopes holds one or more of payments, labels, screening, clearances and documents."
  }
}

variable "api_clients" {
  description = "Further callers by name, each with a key of its own that opens only its scopes. key_id names an existing key that is already in the usage plan; without it, a key is created."
  type = map(object({
    scopes = set(string)
    key_id = optional(string)
  }))
  default = {}

  validation {
    condition = alltrue([
      for client in values(var.api_clients) :
      length(client.scopes) > 0 &&
      length(setsubtract(client.scopes, local.api_scopes)) == 0
    ])
    error_message = "scopes of api_clients are one or more of payments, labels, screening, clearances and documents."
  }

  validation {
    condition = alltrue([
      for client in values(var.api_clients) : client.key_id == null || can(regex("^[a-z0-9]{8,32}$", client.key_id))
    ])
    error_message = "key_id of api_clients is the id of an API key, not its value."
  }

  validation {
    # A function's environment holds 4 KB.
    condition     = length(var.api_clients) <= 20 && alltrue([for name in keys(var.api_clients) : can(regex("^[a-z0-9-]{1,32}$", name))])
    error_message = "api_clients has at most 20 clients, whose names are up to 32 lower-case letters, digits and hyphens."
  }
}

variable "api_client_values" {
  description = "Values of the keys of api_clients; API Gateway chooses missing ones, which is recommended on AWS."
  type        = map(string)
  default     = {}
  sensitive   = true
}

variable "api_requests_per_second" {
  description = "Requests per second that the API accepts before it answers 429."
  type        = number
  default     = 1000

  validation {
    condition     = var.api_requests_per_second > 0
    error_message = "api_requests_per_second is positive."
  }
}

variable "api_burst" {
  description = "Requests that the API accepts at once."
  type        = number
  default     = 2000

  validation {
    condition     = var.api_burst >= 1 && var.api_burst == floor(var.api_burst)
    error_message = "api_burst is a positive whole number."
  }
}

variable "alert_emails" {
  description = "Addresses of the analysts who get the alerts."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for email in var.alert_emails : can(regex("^[^@ ]+@[^@ ]+$", email))])
    error_message = "alert_emails are e-mail addresses."
  }
}

variable "alert_subscriptions" {
  description = "Other recipients of the alerts, by a name of your choice: protocol (email, https, sqs or lambda), endpoint, and optionally filter_policy to select alerts, such as { sanctions = [\"match\"] } for compliance."
  type = map(object({
    protocol        = string
    endpoint        = string
    filter_policy   = optional(map(list(string)))
    confirms_itself = optional(bool, false)
  }))
  default = {}

  validation {
    condition     = alltrue([for other in values(var.alert_subscriptions) : contains(["email", "https", "sqs", "lambda"], other.protocol)])
    error_message = "Every protocol of alert_subscriptions is email, https, sqs or lambda."
  }
}

variable "alert_mails_per_minute" {
  description = "Most mails about single alerts in a minute; further alerts go into one digest a minute. Amazon SNS disables an e-mail subscription above ten messages a second."
  type        = number
  default     = 20

  validation {
    condition     = var.alert_mails_per_minute == floor(var.alert_mails_per_minute) && var.alert_mails_per_minute >= 1 && var.alert_mails_per_minute <= 300
    error_message = "alert_mails_per_minute is 1 to 300: half of what SNS accepts before it disables a subscription."
  }
}

variable "alert_shared_minutes" {
  description = "How many minutes after a mail about a card or customer its further alerts are collected for one mail; 0 to mail each at once."
  type        = number
  default     = 5

  validation {
    condition     = var.alert_shared_minutes == floor(var.alert_shared_minutes) && var.alert_shared_minutes >= 0 && var.alert_shared_minutes <= 15
    error_message = "alert_shared_minutes is 0 to 15: SQS delays a message no longer."
  }
}

variable "operations_emails" {
  description = "Addresses of the operators, who get the alarms."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for email in var.operations_emails : can(regex("^[^@ ]+@[^@ ]+$", email))])
    error_message = "operations_emails are e-mail addresses."
  }
}

variable "model_emails" {
  description = "Addresses of the data scientists, who get mails about drift and promotions."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for email in var.model_emails : can(regex("^[^@ ]+@[^@ ]+$", email))])
    error_message = "model_emails are e-mail addresses."
  }
}

variable "drift_schedule" {
  description = "When payments are compared with the champion's training data, in UTC."
  type        = string
  default     = "cron(30 3 * * ? *)"

  validation {
    condition     = can(regex("^(cron|rate)[(].+[)]$", var.drift_schedule))
    error_message = "drift_schedule is cron(...) or rate(...), as EventBridge Scheduler requires."
  }
}

variable "training_schedule" {
  description = "When a challenger is trained even without drift, in UTC."
  type        = string
  default     = "cron(0 4 ? * SUN *)"

  validation {
    condition     = can(regex("^(cron|rate)[(].+[)]$", var.training_schedule))
    error_message = "training_schedule is cron(...) or rate(...), as EventBridge Scheduler requires."
  }
}

variable "trainer_memory_mb" {
  description = "Memory of the trainer. For each megabyte a deployment may have 14 payments a day, above which training is refused, and a model learns from 200 payments."
  type        = number
  default     = 3008

  validation {
    condition     = var.trainer_memory_mb >= 512 && var.trainer_memory_mb <= 10240 && var.trainer_memory_mb == floor(var.trainer_memory_mb)
    error_message = "trainer_memory_mb is a whole number from 512 to 10240."
  }
}

variable "unlabelled_is_good" {
  description = "Whether training counts an approved payment without a label as good after a week: right if fraud is always reported."
  type        = bool
  default     = true
}

variable "notify_outcomes" {
  description = "Outcomes that are mailed to the analysts if the policy in force has no `notify`. The default policy has one, so this has no effect with it."
  type        = set(string)
  default     = ["review", "block"]

  validation {
    condition     = alltrue([for outcome in var.notify_outcomes : contains(["approve", "review", "block"], outcome)])
    error_message = "notify_outcomes are some of approve, review and block."
  }
}

variable "reads_former_history" {
  description = "Whether history that versions before payment-history stored counts as well. For an upgrade: true until the longest window of the policy and a day have passed."
  type        = bool
  default     = false
}

variable "history_budget_ms" {
  description = "How long /predict waits for history before it decides without the rest."
  type        = number
  default     = 150

  validation {
    condition     = var.history_budget_ms >= 1 && var.history_budget_ms <= 5000 && var.history_budget_ms == floor(var.history_budget_ms)
    error_message = "history_budget_ms is a whole number from 1 to 5000: a caller of /predict gets no answer after 10 seconds."
  }
}

variable "afd_detector_id" {
  description = "Detector of Amazon Fraud Detector that adds its score as evidence; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.afd_detector_id == null || can(regex("^[0-9a-z_-]{1,64}$", var.afd_detector_id))
    error_message = "afd_detector_id is 1 to 64 lower-case letters, digits, underscores and hyphens."
  }
}

variable "afd_event_type" {
  description = "Event type of that detector; null without a detector."
  type        = string
  default     = null

  validation {
    condition     = var.afd_event_type == null || can(regex("^[0-9a-z_-]{1,64}$", var.afd_event_type))
    error_message = "afd_event_type is 1 to 64 lower-case letters, digits, underscores and hyphens."
  }

  validation {
    condition     = (var.afd_event_type == null) == (var.afd_detector_id == null)
    error_message = "afd_detector_id and afd_event_type belong together: set both or none."
  }
}

variable "document_bytes_max" {
  description = "Largest document that can be uploaded through the API. Larger ones from elsewhere go to quarantine unread."
  type        = number
  default     = 52428800

  validation {
    condition     = var.document_bytes_max >= 1 && var.document_bytes_max <= 52428800
    error_message = "document_bytes_max is from 1 to 52428800, the most that is read."
  }
}

variable "redact_documents" {
  description = "Whether to keep a redacted copy beside each document with personal data."
  type        = bool
  default     = false
}

variable "document_classifier_image" {
  description = "Container image of document-classifier, which reads scans, by its digest: REPOSITORY@sha256:…. Null for the package, which sends scans to quarantine unless document_backends names Textract."
  type        = string
  default     = null

  validation {
    condition     = var.document_classifier_image == null || can(regex("^[^@ ]+@sha256:[0-9a-f]{64}$", var.document_classifier_image))
    error_message = "document_classifier_image ends with its digest, @sha256:…: Terraform does not notice a tag that is pushed again."
  }

  validation {
    condition     = var.document_classifier_image == null || strcontains(coalesce(var.document_classifier_image, "-"), ".dkr.ecr.${local.region}.")
    error_message = "document_classifier_image is in an Amazon ECR repository in ${local.region}: Lambda accepts no other region."
  }
}

variable "document_ocr_models" {
  description = "Folder with the PP-OCR models for the package of document-classifier, for example of a layer. Null for none; the image includes them."
  type        = string
  default     = null

  validation {
    condition     = var.document_ocr_models == null || can(regex("^/", var.document_ocr_models))
    error_message = "document_ocr_models is an absolute path."
  }
}

variable "document_backends" {
  description = "Backends that examine each document in addition to the built-in reader: comprehend, textract or textract-fallback, gliner=FOLDER of the image."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for name in var.document_backends : can(regex("^(comprehend|textract|textract-fallback|gliner=/[^,]+)$", name))])
    error_message = "document_backends are of comprehend, textract, textract-fallback and gliner=FOLDER, with an absolute path and no commas."
  }

  validation {
    condition     = length(distinct([for name in var.document_backends : split("-", split("=", name)[0])[0]])) == length(var.document_backends)
    error_message = "document_backends names a backend twice, or both textract and textract-fallback."
  }

  validation {
    condition     = var.document_classifier_image != null || alltrue([for name in var.document_backends : !startswith(name, "gliner=")])
    error_message = "A GLiNER model is part of the container image: it requires document_classifier_image."
  }
}

variable "afd_entity_type" {
  description = "Entity type of the payer in that detector's event type."
  type        = string
  default     = "customer"

  validation {
    condition     = can(regex("^[0-9a-z_-]{1,64}$", var.afd_entity_type))
    error_message = "afd_entity_type is 1 to 64 lower-case letters, digits, underscores and hyphens."
  }
}

variable "afd_variables" {
  description = "Variables of that event type to send. Each is sent if the policy has a $variable of that name."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for name in var.afd_variables : can(regex("^[a-z_][0-9a-z_]{0,63}$", name))])
    error_message = "afd_variables are names of lower-case letters, digits and underscores."
  }

  validation {
    condition     = (length(var.afd_variables) > 0) == (var.afd_detector_id != null)
    error_message = "afd_variables and afd_detector_id belong together: a detector decides by variables."
  }
}

variable "afd_budget_ms" {
  description = "How long a decision waits for the detector before it is made without it."
  type        = number
  default     = 300

  validation {
    condition     = var.afd_budget_ms >= 1 && var.afd_budget_ms <= 5000 && var.afd_budget_ms == floor(var.afd_budget_ms)
    error_message = "afd_budget_ms is a whole number from 1 to 5000: a caller of /predict gets no answer after 10 seconds."
  }
}

variable "retention_days" {
  description = "How long to keep a transaction and its decision. Card schemes accept chargebacks for about 120 days and more, and a transaction that is gone can't be labelled."
  type        = number
  default     = 180

  validation {
    condition     = var.retention_days >= 1 && var.retention_days == floor(var.retention_days)
    error_message = "retention_days is a whole number of days, at least 1."
  }
}

variable "archive_retention_days" {
  description = "How long the archive keeps a decision. Training needs some months of decisions."
  type        = number
  default     = 400

  validation {
    condition     = var.archive_retention_days >= 45 && var.archive_retention_days == floor(var.archive_retention_days)
    error_message = "archive_retention_days is a whole number of days, at least 45: merchant risk needs 37 days."
  }
}

variable "archive_buffer_seconds" {
  description = "How long decisions are buffered before they become an object of the archive."
  type        = number
  default     = 300

  validation {
    condition     = var.archive_buffer_seconds >= 60 && var.archive_buffer_seconds <= 900
    error_message = "archive_buffer_seconds is from 60 to 900, as Firehose offers."
  }
}

variable "archive_batch_window_seconds" {
  description = "How long the archiver waits for a full batch."
  type        = number
  default     = 30

  validation {
    condition     = var.archive_batch_window_seconds >= 0 && var.archive_batch_window_seconds <= 300
    error_message = "archive_batch_window_seconds is from 0 to 300."
  }
}

variable "stream_batch_size" {
  description = "Most transactions in one batch for the scorer."
  type        = number
  default     = 100

  validation {
    condition     = var.stream_batch_size >= 1 && var.stream_batch_size <= 10000
    error_message = "stream_batch_size is from 1 to 10000."
  }
}

variable "stream_batch_window_seconds" {
  description = "How long the scorer waits for a full batch."
  type        = number
  default     = 1

  validation {
    condition     = var.stream_batch_window_seconds >= 0 && var.stream_batch_window_seconds <= 300
    error_message = "stream_batch_window_seconds is from 0 to 300."
  }
}

variable "log_retention_days" {
  description = "How long to keep log lines."
  type        = number
  default     = 7

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400], var.log_retention_days)
    error_message = "log_retention_days is one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365 and 400, as CloudWatch offers."
  }
}

variable "tracing_enabled" {
  description = "Whether to trace every invocation with X-Ray. At low traffic this costs more than the rest of a decision, and with the VPC an endpoint by the hour."
  type        = bool
  default     = false
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary for all roles of the stack, if your organisation requires one; null for none."
  type        = string
  default     = null
}

variable "access_log_retention_days" {
  description = "How long to keep the API's access log. PCI DSS 4.0, requirement 10.5.1, demands a year."
  type        = number
  default     = 400

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827], var.access_log_retention_days)
    error_message = "access_log_retention_days is one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096 and 1827, as CloudWatch offers."
  }
}

variable "monthly_budget_usd" {
  description = "Monthly budget of the deployment in US dollars: the operators get a mail when four fifths are spent and when the forecast exceeds it. Null for no budget."
  type        = number
  default     = null

  validation {
    condition     = try(var.monthly_budget_usd > 0, var.monthly_budget_usd == null)
    error_message = "monthly_budget_usd is more than 0, or null."
  }

  validation {
    condition     = var.monthly_budget_usd == null || length(var.operations_emails) > 0
    error_message = "monthly_budget_usd requires operations_emails, which get its mails."
  }
}
