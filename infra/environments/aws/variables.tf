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
  description = "Tags for every resource, in addition to project and environment."
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
  description = "Folder with one zip per function, named after the function. Ignored if packages_s3 is set."
  type        = string
  default     = "../../../target/packages/aws-arm64"
}

variable "architecture" {
  description = "Instruction set that the functions were built for."
  type        = string
  default     = "arm64"
}

variable "reserved_concurrency" {
  description = "Concurrent executions reserved for each function, which are also its limit. AWS keeps 100 of the account's limit unreserved: 2, the minimum, reserves 19 in all and needs a limit of 119; 100 reserves 705 and needs 805. Null reserves none, because a new account has none to spare."
  type        = number
  default     = null
}

variable "queue_concurrency" {
  description = "Most executions that may process the messages of one queue (alerts or uploads) at once. Null for reserved_concurrency, or for two if that is null."
  type        = number
  default     = null
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
}

variable "domain_name" {
  description = "Your own domain name for the API, such as payments.example.com; the API is then reached only by it. Null for the address from API Gateway, which also accepts TLS 1.0. Point the name at the output domain_target in your DNS."
  type        = string
  default     = null
}

variable "certificate_arn" {
  description = "Certificate for domain_name, in AWS Certificate Manager of the same region; null without domain_name."
  type        = string
  default     = null
}

variable "api_requests_per_second" {
  description = "Requests per second that the API accepts before it answers 429."
  type        = number
  default     = 1000
}

variable "api_burst" {
  description = "Requests that the API accepts at once."
  type        = number
  default     = 2000
}

variable "alert_emails" {
  description = "Addresses of the analysts who get the alerts."
  type        = set(string)
  default     = []
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
}

variable "alert_mails_per_minute" {
  description = "Most mails about single alerts in a minute; further alerts go into one digest a minute. Amazon SNS disables an e-mail subscription above ten messages a second."
  type        = number
  default     = 20
}

variable "alert_shared_minutes" {
  description = "How many minutes after a mail about a card or customer its further alerts are collected for one mail; 0 to mail each at once."
  type        = number
  default     = 5
}

variable "operations_emails" {
  description = "Addresses of the operators, who get the alarms."
  type        = set(string)
  default     = []
}

variable "model_emails" {
  description = "Addresses of the data scientists, who get mails about drift and promotions."
  type        = set(string)
  default     = []
}

variable "drift_schedule" {
  description = "When payments are compared with the champion's training data, in UTC."
  type        = string
  default     = "cron(30 3 * * ? *)"
}

variable "training_schedule" {
  description = "When a challenger is trained even without drift, in UTC."
  type        = string
  default     = "cron(0 4 ? * SUN *)"
}

variable "trainer_memory_mb" {
  description = "Memory of the trainer. For each megabyte a deployment may have 14 payments a day, above which training is refused, and a model learns from 200 payments."
  type        = number
  default     = 3008
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
}

variable "api_key_scopes" {
  description = "Scopes of the stack's own key: payments, labels, screening, clearances, documents."
  type        = set(string)
  default     = ["payments", "labels", "screening", "clearances", "documents"]
}

variable "api_clients" {
  description = "Further callers by name, each with an API key of its own and its scopes. key_id names an existing key."
  type = map(object({
    scopes = set(string)
    key_id = optional(string)
  }))
  default = {}
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
}

variable "afd_detector_id" {
  description = "Detector of Amazon Fraud Detector that adds its score as evidence; null for none."
  type        = string
  default     = null
}

variable "afd_event_type" {
  description = "Event type of that detector; null without a detector."
  type        = string
  default     = null
}

variable "document_bytes_max" {
  description = "Largest document that can be uploaded through the API. Larger ones from elsewhere go to quarantine unread."
  type        = number
  default     = 52428800
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
}

variable "document_ocr_models" {
  description = "Folder with the PP-OCR models for the package of document-classifier, for example of a layer. Null for none; the image includes them."
  type        = string
  default     = null
}

variable "document_backends" {
  description = "Backends that examine each document in addition to the built-in reader: comprehend, textract or textract-fallback, gliner=FOLDER of the image."
  type        = list(string)
  default     = []
}

variable "afd_entity_type" {
  description = "Entity type of the payer in that detector's event type."
  type        = string
  default     = "customer"
}

variable "afd_variables" {
  description = "Variables of that event type to send. Each is sent if the policy has a $variable of that name."
  type        = list(string)
  default     = []
}

variable "afd_budget_ms" {
  description = "How long a decision waits for the detector before it is made without it."
  type        = number
  default     = 300
}

variable "retention_days" {
  description = "How long to keep a transaction and its decision. Card schemes accept chargebacks for about 120 days and more, and a transaction that is gone can't be labelled."
  type        = number
  default     = 180
}

variable "archive_retention_days" {
  description = "How long the archive keeps a decision."
  type        = number
  default     = 400
}

variable "stream_batch_size" {
  description = "Most transactions in one batch for the scorer."
  type        = number
  default     = 100
}

variable "stream_batch_window_seconds" {
  description = "How long the scorer waits for a full batch."
  type        = number
  default     = 1
}

variable "log_retention_days" {
  description = "How long to keep log lines."
  type        = number
  default     = 7
}

variable "tracing_enabled" {
  description = "Whether to trace every invocation with X-Ray."
  type        = bool
  default     = false
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary for all roles of the stack; null for none."
  type        = string
  default     = null
}

variable "access_log_retention_days" {
  description = "How long to keep the API's access log. PCI DSS demands a year."
  type        = number
  default     = 400
}

variable "monthly_budget_usd" {
  description = "Monthly budget in US dollars, about which the operators get mails; null for no budget."
  type        = number
  default     = null
}

variable "name_prefix" {
  description = "Prefix of the names of buckets and roles. Bucket names are unique in the world, role names in the account; both end in the region."
  type        = string
  default     = "tollgate"
}

variable "concurrency_limit" {
  description = "The account's limit of concurrent executions in this region. Null to ask Service Quotas."
  type        = number
  default     = null
}

variable "packages_s3" {
  description = "Bucket in the stack's region and folder in it, without a trailing slash, with the functions' zips, instead of packages_dir. Use a new folder for each version: Terraform does not notice a replaced object."
  type = object({
    bucket = string
    folder = string
  })
  default = null
}

variable "access_log_destination" {
  description = "Where the API's access log goes: bucket, or cloudwatch, which needs a role for the whole account (manage_api_gateway_account, or an existing one)."
  type        = string
  default     = "bucket"
}

variable "api_in_vpc" {
  description = "Whether api-handler, which reads card numbers, runs in the closed network like the scorer. Null to follow vpc_enabled. It needs an endpoint of Secrets Manager, billed by the hour."
  type        = bool
  default     = null
}

variable "existing_network" {
  description = "Subnets and security groups of your own VPC for these functions. You then manage endpoints, routes and what they allow. Null to create a closed network."
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
  })
  default = null
}

variable "zone_ids" {
  description = "Ids of the two to four availability zones of the network. Null for the first two that have Lambda and every endpoint; once chosen, they are kept."
  type        = list(string)
  default     = null
}

variable "zone_ids_without_lambda" {
  description = "Ids of zones to skip, because Lambda places no functions in them."
  type        = list(string)
  default     = ["use1-az3", "usw1-az2", "apne1-az3", "cac1-az3"]
}

variable "private_api_endpoint_ids" {
  description = "execute-api endpoints in your VPCs, which make the API private: it is then reached only through them. Empty for an API on the internet."
  type        = set(string)
  default     = []
}

variable "allowed_networks" {
  description = "Networks from which the API may be called, such as 203.0.113.0/24: of the internet or, for a private API, of its VPCs. Empty for all."
  type        = set(string)
  default     = []
}

variable "web_acl_arn" {
  description = "Regional web ACL of AWS WAF in front of the API; null for none."
  type        = string
  default     = null
}

variable "authorizer" {
  description = "Authorizes callers in addition to the API key: user pools of Amazon Cognito, or a function that gets the request's Authorization header. Null for the key alone."
  type = object({
    user_pool_arns = optional(list(string), [])
    function_arn   = optional(string)
    ttl_seconds    = optional(number, 300)
  })
  default = null
}

variable "client_certificates" {
  description = "Mutual TLS for domain_name: a PEM file of the authorities that issue callers' certificates, as s3://BUCKET/KEY in this region, and its version. Null to require no certificates."
  type = object({
    truststore_uri     = string
    truststore_version = optional(string)
  })
  default = null
}

variable "multi_region_key" {
  description = "Whether the encryption key is a multi-region key, of which replicas can be made. Set this before the first apply: KMS can't convert a key, so a change replaces it, and existing data can't be read without it."
  type        = bool
  default     = false
}

variable "card_key_replicas" {
  description = "Further regions that keep a copy of the card key, each with a KMS key there to encrypt it, such as a replica of a multi-region key; null for the account's own key of Secrets Manager."
  type        = map(string)
  default     = {}
}

variable "backup" {
  description = "Daily backups by AWS Backup of the tables that can't be rebuilt, in a vault of their own: the days to keep them and, with lock_after_days, the days after which nobody can remove the vault's lock or delete a backup early. Null for none."
  type = object({
    days            = number
    lock_after_days = optional(number)
  })
  default = null
}

variable "table_names" {
  description = "Names of restored tables, by what they replace: transactions, payment-history, documents or watchlist-clearances; docs/OPERATIONS.md has the steps. The functions use them instead of the stack's own tables."
  type        = map(string)
  default     = {}
}

variable "api_latency_ms_max" {
  description = "The operators get an alarm if the slowest hundredth of requests to api-handler take longer than this for a quarter of an hour."
  type        = number
  default     = 2000
}

variable "silence_minutes" {
  description = "The operators get an alarm after so many minutes without a decision. Null for traffic that pauses."
  type        = number
  default     = null
}

variable "portal" {
  description = "The portal, where customers upload documents: the folder of the built application (`make console`); the Amazon SES identity and the sender of mailed codes (without them, Cognito mails 50 a day); the seconds after which an erasure is repeated. Null for none."
  type = object({
    folder            = string
    mail              = optional(object({ identity_arn = string, from = string }))
    last_pass_seconds = optional(number, 900)
  })
  default = null
}

variable "console" {
  description = "The console, where people work on cases: the folder of the built application (`make console`), and the hours within which a sanctions match must be decided (by default 24). Null for no console and no cases."
  type = object({
    folder          = string
    sanctions_hours = optional(number, 24)
  })
  default = null
}

variable "canary_rollouts" {
  description = "Whether a new version of a function first gets a tenth of its traffic, and is rolled back by alarms. An apply then only publishes the version, and infra/rollout.sh puts it into service."
  type        = bool
  default     = false
}

variable "kinesis_intake" {
  description = <<-EOT
    Reads transactions from a Kinesis stream; null for none. Without stream_arn, an on-demand stream transactions-{environment} is created.
    stream_kms_key_arn is the key of your own stream, if it is encrypted under your own key. starting_position is TRIM_HORIZON or LATEST.
    parallelization_factor is how many batches of a shard are processed at once; records of one partition key keep their order. Records are
    given up after record_age_hours_max, which must be less than the stream's retention.
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
    Reads transactions from Kafka topics; null for none. Either cluster_arn names an Amazon MSK cluster, or bootstrap_servers names the brokers
    of another cluster. authentication is iam (default for MSK), scram (default for others; SHA-512), scram_256 or mutual_tls. All but iam need
    secret_arn, a secret in the form that Lambda takes. root_ca_secret_arn is the certificate of a private authority, and
    secret_kms_key_arn the key of these secrets if it is your own. subnet_ids and security_group_ids are for your own brokers in a
    VPC. consumer_group is the prefix of the consumer groups, one for each topic. starting_position is TRIM_HORIZON or LATEST. pollers are
    Lambda's for each topic. Records are given up after record_age_hours_max, which must be less than the topic's retention.
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
  description = "TOML that assigns the columns of a stream's records to fields of a transaction, like the command line's --mapping; empty if records are requests of the API."
  type        = string
  default     = ""
}

variable "decision_events" {
  description = "Publishes each decision and label, each change of a case and what becomes of each document to an on-demand Kinesis stream of CloudEvents, decision-events-{environment}, which keeps them for retention_hours; null for none."
  type = object({
    retention_hours = optional(number, 24)
  })
  default = null
}

variable "webhooks" {
  description = <<-EOT
    Addresses that receive events, each by a name: lower-case letters, digits and hyphens. types and outcomes select what an address
    receives: decisions and labels, unless types names tollgate.case.v1 or tollgate.document.v1. Documents have no outcome. A message that is
    not accepted is retried for retry_hours; then its position is kept for 14 days. Requires decision_events.
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
    A PostgreSQL database whose table tollgate.fraud_predictions has a row for each decision, with its label; null for none. The function signs in with
    the password in password_secret_arn, or by IAM to iam_resource_id: prx-… of an RDS Proxy, db-… or cluster-… of a database. The server's certificate is
    checked against the system's authorities, or against the bundle in authorities_secret_arn. secrets_kms_key_arn is the key of these secrets, if it is
    your own. network is where the function reaches the database, SQS and Secrets Manager from; null for the internet. The function holds at most
    connections_max connections, keeps a day's rows for retention_days, and retries for retry_hours. Requires decision_events.
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
    A Kafka topic that receives an event for each decision and each label, keyed by the card's token; null for none. Either cluster_arn names an Amazon
    MSK cluster, or bootstrap_servers names the brokers of another cluster. authentication is iam (default for MSK), scram (default for others; SHA-512),
    scram_256 (not MSK) or mutual_tls. All but iam need secret_arn, a secret in the form that Lambda takes. root_ca_secret_arn is the certificate of
    a private authority, and secrets_kms_key_arn the key of these secrets if it is your own. network is where the function reaches the brokers, SQS and
    Secrets Manager from; null for the internet. The topic must exist. Failed writes are retried for retry_hours. Requires decision_events.
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
  description = "Views of the archive for Athena, and a workgroup that cancels queries once they have scanned more than scanned_gigabytes_max; null for neither."
  type = object({
    scanned_gigabytes_max = optional(number, 50)
  })
  default = null
}

variable "traffic" {
  description = <<-EOT
    Sends made-up payments, and their labels a day later; null for none. targets are where payments go: api, kinesis (the stream of
    kinesis_intake), kafka (kafka_topic, or the only topic of kafka_intake, with its sign-in), each with a part of the customers. Labels go to the API.
    network is where the function reaches brokers in a VPC from, and the API, Secrets Manager and Kinesis as well; null for the internet. payments_per_hour is an average over the day, from 1 to
    3600; fraud_rate is the approximate share of fraud. seed decides which payments they are. With set_apart they are marked and decided, but
    left out of alerts, cases, the archive, events, training, drift, the guard and all metrics but their own. Without it they count as real
    ones, for a deployment that has no others. Without scheduled, a minute is sent whenever somebody invokes traffic-sender.
  EOT
  type = object({
    targets     = optional(set(string), ["api"])
    kafka_topic = optional(string)
    network = optional(object({
      subnet_ids         = list(string)
      security_group_ids = list(string)
    }))
    payments_per_hour = optional(number, 60)
    fraud_rate        = optional(number, 0.02)
    seed              = optional(number, 1)
    set_apart         = optional(bool, true)
    scheduled         = optional(bool, true)
  })
  default = null
}
