# What a deployment may set; terraform.tfvars.example shows how. The stack checks the values.

variable "region" {
  description = "AWS region to deploy to."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region looks like eu-west-1."
  }
}

variable "tags" {
  description = "Tags for every resource, besides project and environment."
  type        = map(string)
  default     = {}
}

variable "environment" {
  description = "Name of the deployment: the second half of every resource name, and the stage of the API."
  type        = string
}

variable "packages_dir" {
  description = "Folder with one zip per function, named after it."
  type        = string
  default     = "../../../target/packages/aws-arm64"
}

variable "architecture" {
  description = "Instruction set that the functions were built for."
  type        = string
  default     = "arm64"
}

variable "reserved_concurrency" {
  description = "Concurrent executions that each function has to itself and may not exceed. AWS keeps 100 of the account's limit unreserved: 2, the least, reserves 19 in all and needs a limit of 119; 100 reserves 705 and needs 805. Null reserves none, for accounts with less."
  type        = number
  default     = 100
}

variable "queue_concurrency" {
  description = "Executions that the messages of one queue, alerts or uploads, may use at once. Null for as many as are reserved, or two where none are."
  type        = number
  default     = null
}

variable "keeps_data" {
  description = "Whether tables and buckets with something in them refuse to be deleted, and key and secret can be saved for 30 days. To destroy a deployment with all its data, apply with false first."
  type        = bool
  default     = true
}

variable "vpc_enabled" {
  description = "Whether the scorer runs in a VPC that reaches nothing but the AWS services it calls."
  type        = bool
  default     = true
}

variable "zones" {
  description = "Availability zones that the scorer runs in, two to four: where Lambda has none in those that would be found. Null for the first two in which all its endpoints are."
  type        = list(string)
  default     = null
}

variable "manage_api_gateway_account" {
  description = "Whether to set the role by which API Gateway writes logs. It is one per account and region: no where another stack set it."
  type        = bool
  default     = true
}

variable "api_url" {
  description = "Address at which callers reach the stage, without a slash at the end, where it is not domain_name: a proxy of your own before the API. Null for domain_name or the address that API Gateway gives it."
  type        = string
  default     = null
}

variable "domain_name" {
  description = "Name of your own for the API, such as payments.example.com; the API is reached by it alone then. Null for the address that API Gateway gives it, which takes TLS 1.0 as well. Your DNS points the name at the output domain_target."
  type        = string
  default     = null
}

variable "certificate_arn" {
  description = "Certificate for domain_name, in AWS Certificate Manager of the same region; null where there is no such name."
  type        = string
  default     = null
}

variable "api_requests_per_second" {
  description = "Requests per second that the API takes before it answers 429."
  type        = number
  default     = 1000
}

variable "api_burst" {
  description = "Requests that the API takes at once."
  type        = number
  default     = 2000
}

variable "alert_emails" {
  description = "Addresses of the analysts who get the alerts."
  type        = set(string)
  default     = []
}

variable "alert_subscriptions" {
  description = "Others who get the alerts, by a name of your own: protocol (email, https, sqs or lambda), endpoint, and by filter_policy which ones, such as { sanctions = [\"match\"] } for compliance."
  type = map(object({
    protocol        = string
    endpoint        = string
    filter_policy   = optional(map(list(string)))
    confirms_itself = optional(bool, false)
  }))
  default = {}
}

variable "alert_mails_per_minute" {
  description = "So many mails about single alerts leave in a minute at most; more come in one digest a minute. Amazon SNS turns an e-mail subscription off above ten messages a second."
  type        = number
  default     = 20
}

variable "alert_shared_minutes" {
  description = "For so many minutes after a mail about a card or a customer its further alerts are gathered for one mail; 0 for not at all."
  type        = number
  default     = 5
}

variable "operations_emails" {
  description = "Addresses of the operators who get the alarms."
  type        = set(string)
  default     = []
}

variable "model_emails" {
  description = "Addresses of the data scientists who hear of drift and of promotions."
  type        = set(string)
  default     = []
}

variable "drift_schedule" {
  description = "When payments are compared with those that the champion learned from, in UTC."
  type        = string
  default     = "cron(30 3 * * ? *)"
}

variable "training_schedule" {
  description = "When a challenger is trained although nothing drifted, in UTC."
  type        = string
  default     = "cron(0 4 ? * SUN *)"
}

variable "trainer_memory_mb" {
  description = "Memory of the trainer, and with it how many payments a model learns from: 200 a megabyte."
  type        = number
  default     = 3008
}

variable "unlabelled_is_good" {
  description = "Whether an approved payment counts as good in training that nobody has labelled within a week: right where fraud is always reported."
  type        = bool
  default     = true
}

variable "notify_outcomes" {
  description = "Outcomes that analysts are told about where the policy in force has no `notify`. The default policy has one, beside which this is without effect."
  type        = set(string)
  default     = ["review", "block"]
}

variable "history_budget_ms" {
  description = "How long a caller of /predict waits for history before the decision is made without the rest of it."
  type        = number
  default     = 150
}

variable "afd_detector_id" {
  description = "Detector of Amazon Fraud Detector that is asked for one more piece of evidence; null asks none."
  type        = string
  default     = null
}

variable "afd_event_type" {
  description = "Event type of that detector; null where there is none."
  type        = string
  default     = null
}

variable "document_bytes_max" {
  description = "Largest document that the API lets be uploaded. Larger ones are not read, but go to quarantine."
  type        = number
  default     = 52428800
}

variable "redact_documents" {
  description = "Whether a copy without the findings is kept beside each document with personal data."
  type        = bool
  default     = false
}

variable "document_classifier_image" {
  description = "Container image of document-classifier, which reads scans, by its digest: REPOSITORY@sha256:…. Null for the package, which sends them to quarantine unless document_backends has Textract read them."
  type        = string
  default     = null
}

variable "document_ocr_models" {
  description = "Folder in which the package of document-classifier finds the models of PP-OCR, a layer's for example. Null for none; the image has its own."
  type        = string
  default     = null
}

variable "document_backends" {
  description = "Who is asked about each document besides our own reader: comprehend, textract or textract-fallback, gliner=FOLDER of the image."
  type        = list(string)
  default     = []
}

variable "afd_entity_type" {
  description = "Entity type of whoever pays, in that detector's event type."
  type        = string
  default     = "customer"
}

variable "afd_variables" {
  description = "Variables of that event type that the detector is told. Each is sent where the policy knows a $variable of its name."
  type        = list(string)
  default     = []
}

variable "afd_budget_ms" {
  description = "How long a decision waits for the detector before it is made without it."
  type        = number
  default     = 300
}

variable "retention_days" {
  description = "How long a transaction and its decision are kept. Card schemes take chargebacks for about 120 days and more, and a label is refused whose transaction is gone."
  type        = number
  default     = 180
}

variable "archive_retention_days" {
  description = "How long the archive keeps a decision."
  type        = number
  default     = 400
}

variable "stream_batch_size" {
  description = "Most transactions that the scorer gets at once."
  type        = number
  default     = 100
}

variable "stream_batch_window_seconds" {
  description = "How long the scorer waits for a full batch."
  type        = number
  default     = 1
}

variable "log_retention_days" {
  description = "How long log lines are kept."
  type        = number
  default     = 7
}
