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

  validation {
    condition     = length(var.tags) <= 48
    error_message = "tags are up to 48: AWS takes 50 of a resource, and two are set already."
  }
}

variable "environment" {
  description = "Name of the deployment: the second half of every resource name, and the stage of the API."
  type        = string
}

variable "packages_dir" {
  description = "Folder with one zip per function, named after it. Not read where packages_s3 is set."
  type        = string
  default     = "../../../target/packages/aws-arm64"
}

variable "architecture" {
  description = "Instruction set that the functions were built for."
  type        = string
  default     = "arm64"
}

variable "reserved_concurrency" {
  description = "Concurrent executions that each function has to itself and may not exceed. AWS keeps 100 of the account's limit unreserved: 2, the least, reserves 19 in all and needs a limit of 119; 100 reserves 705 and needs 805. Null reserves none, as a new account has none to spare."
  type        = number
  default     = null
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
  description = "Whether the functions that handle payments run in a VPC that reaches nothing but the AWS services they call."
  type        = bool
  default     = true
}

variable "manage_api_gateway_account" {
  description = "Whether to set the role by which API Gateway writes to CloudWatch. It is one per account and region, shared by all APIs in it; access_log_destination = \"cloudwatch\" takes one."
  type        = bool
  default     = false
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

variable "api_key_scopes" {
  description = "What the stack's own API key may be used for: payments, labels, screening, clearances, documents."
  type        = set(string)
  default     = ["payments", "labels", "screening", "clearances", "documents"]
}

variable "api_clients" {
  description = "Further callers by name, each with an API key of its own and its scopes. key_id names a key that was made by hand."
  type = map(object({
    scopes = set(string)
    key_id = optional(string)
  }))
  default = {}
}

variable "reads_former_history" {
  description = "Whether what versions before payment-history stored counts as well: for an upgrade, true until the longest window of the policy and a day have passed."
  type        = bool
  default     = false
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

variable "tracing_enabled" {
  description = "Whether every invocation of a function is traced with X-Ray."
  type        = bool
  default     = false
}

variable "permissions_boundary_arn" {
  description = "Policy that bounds what any role of the stack may be allowed; null for none."
  type        = string
  default     = null
}

variable "access_log_retention_days" {
  description = "How long the API's access log is kept. PCI DSS wants a year."
  type        = number
  default     = 400
}

variable "monthly_budget_usd" {
  description = "What the deployment may cost in a month, in US dollars, before the operators are told; null for no budget."
  type        = number
  default     = null
}

variable "name_prefix" {
  description = "What the names of buckets and roles begin with. These are unique in the world or the account, and end in the region."
  type        = string
  default     = "tollgate"
}

variable "concurrency_limit" {
  description = "Concurrent executions that the account may have in this region. Null to ask Service Quotas."
  type        = number
  default     = null
}

variable "packages_s3" {
  description = "Bucket in the stack's region, and folder in it without a slash at the end, that hold the functions' zips, in place of packages_dir. Name a new folder for each version: an object that is replaced is not noticed."
  type = object({
    bucket = string
    folder = string
  })
  default = null
}

variable "access_log_destination" {
  description = "Where the API's access log goes: bucket, or cloudwatch, which takes a role of the whole account (manage_api_gateway_account, or one that is set already)."
  type        = string
  default     = "bucket"
}

variable "api_in_vpc" {
  description = "Whether api-handler, which reads card numbers, runs in the closed network like the scorer. Null for as vpc_enabled says. It takes an endpoint of Secrets Manager by the hour."
  type        = bool
  default     = null
}

variable "existing_network" {
  description = "Subnets and security groups of a VPC of your own for these functions. Endpoints, routes and what they let through are yours then. Null to have a closed network made."
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
  })
  default = null
}

variable "zone_ids" {
  description = "Ids of the availability zones that the network lies in, two to four. Null for the first two that have Lambda and every endpoint; these are kept once they are found."
  type        = list(string)
  default     = null
}

variable "zone_ids_without_lambda" {
  description = "Ids of zones that are not looked at, because Lambda puts no functions into them."
  type        = list(string)
  default     = ["use1-az3", "usw1-az2", "apne1-az3", "cac1-az3"]
}

variable "private_api_endpoint_ids" {
  description = "Endpoints of execute-api in VPCs of yours, by which alone the API is reached then: it is private. Empty for an API in the internet."
  type        = set(string)
  default     = []
}

variable "allowed_networks" {
  description = "Networks that the API may be called from, such as 203.0.113.0/24: of the internet, or, of a private API, of its VPCs. Empty for all."
  type        = set(string)
  default     = []
}

variable "web_acl_arn" {
  description = "Web ACL of AWS WAF, of the stack's region, before the API; null for none."
  type        = string
  default     = null
}

variable "authorizer" {
  description = "Who says, besides the API key, whether a caller may: user pools of Amazon Cognito, or a function that gets the request's Authorization header. Null for the key alone."
  type = object({
    user_pool_arns = optional(list(string), [])
    function_arn   = optional(string)
    ttl_seconds    = optional(number, 300)
  })
  default = null
}

variable "client_certificates" {
  description = "Mutual TLS for domain_name: a PEM file of the authorities whose certificates callers may show, as s3://BUCKET/KEY in this region, and its version. Null to ask callers for none."
  type = object({
    truststore_uri     = string
    truststore_version = optional(string)
  })
  default = null
}

variable "multi_region_key" {
  description = "Whether the encryption key is a multi-region one, of which replicas can be made. KMS makes a key one or the other for ever: set before the first apply, as a change replaces the key, which nothing of before can be read without."
  type        = bool
  default     = false
}

variable "card_key_replicas" {
  description = "Regions that the card key is kept in as well, each with a key there to encrypt it, such as a replica of a multi-region key; null for the account's own of Secrets Manager."
  type        = map(string)
  default     = {}
}

variable "backup" {
  description = "Daily backups by AWS Backup of the tables that can't be made again, in a vault of their own: days that they are kept, and, with lock_after_days, days after which neither the vault's lock nor a backup can be taken back before its time, by nobody. Null for none."
  type = object({
    days            = number
    lock_after_days = optional(number)
  })
  default = null
}

variable "table_names" {
  description = "Names of tables that were restored, by what they are: transactions, payment-history, documents or watchlist-clearances; docs/OPERATIONS.md has the steps. The functions use them in place of those of the stack's own naming."
  type        = map(string)
  default     = {}
}

variable "api_latency_ms_max" {
  description = "Above this duration of the slowest hundredth of requests to api-handler, a quarter of an hour long, the operators are told."
  type        = number
  default     = 2000
}

variable "silence_minutes" {
  description = "After so many minutes without a decision the operators are told. Null for traffic that pauses."
  type        = number
  default     = null
}

variable "portal" {
  description = "The portal, where customers upload documents by themselves: the folder of the built application (`make console`); the identity in Amazon SES by which codes are mailed, and their sender (without, Cognito mails 50 a day); after how many seconds an erasure is made once more. Null for none."
  type = object({
    folder            = string
    mail              = optional(object({ identity_arn = string, from = string }))
    last_pass_seconds = optional(number, 900)
  })
  default = null
}

variable "console" {
  description = "The console, where people work on cases: the folder of the built application (`make console`), and within how many hours a sanctions match has to be decided (24 unless you say so). Null for none, and for no cases."
  type = object({
    folder          = string
    sanctions_hours = optional(number, 24)
  })
  default = null
}

variable "canary_rollouts" {
  description = "Whether a new version of a function takes a tenth of its traffic first, and is taken back by alarms. An apply publishes it then, and infra/rollout.sh puts it in use."
  type        = bool
  default     = false
}

variable "kinesis_intake" {
  description = <<-EOT
    Takes transactions from a Kinesis stream; null for none. Without stream_arn an on-demand stream, transactions-{environment}, is made.
    stream_kms_key_arn is the key of a stream of your own, if it is encrypted under one of yours. starting_position is TRIM_HORIZON or LATEST.
    parallelization_factor is how many batches of a shard are worked on at once; records of one partition key keep their order. After
    record_age_hours_max a record is given up, which has to be earlier than the stream forgets it.
  EOT
  type = object({
    stream_arn             = optional(string)
    stream_kms_key_arn     = optional(string)
    starting_position      = optional(string, "TRIM_HORIZON")
    batch_size             = optional(number, 100)
    batch_window_seconds   = optional(number, 0)
    parallelization_factor = optional(number, 1)
    record_age_hours_max   = optional(number, 18)
  })
  default = null
}

variable "kafka_intake" {
  description = <<-EOT
    Takes transactions from Kafka topics; null for none. Either cluster_arn names a cluster of Amazon MSK, or bootstrap_servers the brokers of
    another one. authentication is iam (MSK, its default), scram (the others' default; SHA-512), scram_256 or mutual_tls, the last three with
    secret_arn, a secret of the form that Lambda takes; root_ca_secret_arn is the certificate of a private authority, and
    secret_kms_key_arn the key of these secrets if it is one of yours. subnet_ids and security_group_ids are of brokers of your own in a
    VPC. consumer_group begins the names of the consumer groups, one for each topic. starting_position is TRIM_HORIZON or LATEST. pollers are
    Lambda's for each topic. After record_age_hours_max a record is given up, which has to be earlier than the topic forgets it.
  EOT
  type = object({
    topics               = set(string)
    cluster_arn          = optional(string)
    bootstrap_servers    = optional(list(string))
    authentication       = optional(string)
    secret_arn           = optional(string)
    secret_kms_key_arn   = optional(string)
    root_ca_secret_arn   = optional(string)
    subnet_ids           = optional(list(string), [])
    security_group_ids   = optional(list(string), [])
    consumer_group       = optional(string)
    starting_position    = optional(string, "TRIM_HORIZON")
    batch_size           = optional(number, 100)
    batch_window_seconds = optional(number, 0)
    record_age_hours_max = optional(number, 18)
    pollers              = optional(object({ minimum = optional(number, 1), maximum = optional(number, 4) }), {})
  })
  default = null
}

variable "intake_column_mapping" {
  description = "TOML that says which column of a stream's records is which field of a transaction, as the command line's --mapping; empty where records are requests of the API."
  type        = string
  default     = ""
}

variable "decision_events" {
  description = "Tells other systems of each decision and each label, by an on-demand Kinesis stream of CloudEvents, decision-events-{environment}, that keeps them for retention_hours; null for none."
  type = object({
    retention_hours = optional(number, 24)
  })
  default = null
}

variable "webhooks" {
  description = <<-EOT
    Addresses that are told of decisions and labels, each by a name: small letters, digits and hyphens. types and outcomes are what an address
    subscribes to. A message that is not taken is sent again for retry_hours, then its place is kept for 14 days. Takes decision_events.
  EOT
  type = map(object({
    url             = string
    types           = optional(set(string), ["tollgate.decision.v1", "tollgate.label.v1"])
    outcomes        = optional(set(string), ["approve", "review", "block"])
    timeout_seconds = optional(number, 5)
    retry_hours     = optional(number, 12)
  }))
  default = {}

  validation {
    condition     = alltrue([for webhook in var.webhooks : startswith(webhook.url, "https://")])
    error_message = "The url of a webhook begins with https://."
  }
}

variable "postgresql" {
  description = <<-EOT
    A PostgreSQL whose table tollgate.fraud_predictions has a row for each decision, with its label; null for none. The function signs in by the
    password that password_secret_arn holds, or by IAM to iam_resource_id: prx-… of an RDS Proxy, db-… or cluster-… of a database. Its certificate is
    checked against what the system trusts, or against the bundle in authorities_secret_arn. secrets_kms_key_arn is the key of these secrets, if it is one
    of yours. network is where the database is reached from, and SQS and Secrets Manager with it; null for the internet. The function holds
    connections_max connections at most, keeps a day's rows for retention_days, and tries for retry_hours. Takes decision_events.
  EOT
  type = object({
    host                   = string
    port                   = optional(number, 5432)
    database               = string
    user                   = optional(string, "tollgate")
    password_secret_arn    = optional(string)
    iam_resource_id        = optional(string)
    authorities_secret_arn = optional(string)
    secrets_kms_key_arn    = optional(string)
    network = optional(object({
      subnet_ids         = list(string)
      security_group_ids = list(string)
    }))
    connections_max = optional(number, 8)
    retention_days  = optional(number, 90)
    retry_hours     = optional(number, 12)
  })
  default = null
}

variable "kafka_topic" {
  description = <<-EOT
    A Kafka topic that has an event for each decision and each label, keyed by the card's token; null for none. Either cluster_arn names a cluster of Amazon
    MSK, or bootstrap_servers the brokers of another one. authentication is iam (MSK, its default), scram (the others' default; SHA-512), scram_256 (the
    others') or mutual_tls, the last three with secret_arn, a secret of the form that Lambda takes; root_ca_secret_arn is the certificate of a private
    authority, and secrets_kms_key_arn the key of these secrets if it is one of yours. network is where the brokers are reached from, and SQS and
    Secrets Manager with them; null for the internet. The topic has to be there. What can't be written is tried for retry_hours. Takes decision_events.
  EOT
  type = object({
    topic               = optional(string, "processed_transactions")
    cluster_arn         = optional(string)
    bootstrap_servers   = optional(list(string))
    authentication      = optional(string)
    secret_arn          = optional(string)
    root_ca_secret_arn  = optional(string)
    secrets_kms_key_arn = optional(string)
    network = optional(object({
      subnet_ids         = list(string)
      security_group_ids = list(string)
    }))
    retry_hours = optional(number, 12)
  })
  default = null
}

variable "athena_reports" {
  description = "Views of the archive for Athena, and a workgroup whose queries are cancelled when they have scanned more than scanned_gigabytes_max; null for neither."
  type = object({
    scanned_gigabytes_max = optional(number, 50)
  })
  default = null
}
