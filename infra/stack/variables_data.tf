# How data survive mistakes, and the loss of accounts and regions.

variable "multi_region_key" {
  description = "Whether the encryption key is a multi-region key, of which replicas can be made. Set this before the first apply: KMS can't convert a key, so a change replaces it, and existing data can't be read without it."
  type        = bool
  default     = false
}

variable "card_key_replicas" {
  description = "Further regions that keep a copy of the card key, each with a KMS key there to encrypt it, such as a replica of a multi-region key; null for the account's own key of Secrets Manager."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for region in keys(var.card_key_replicas) : can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", region)) && region != local.region])
    error_message = "card_key_replicas are other regions than the stack's, such as eu-central-1."
  }
}

variable "backup" {
  description = "Daily backups by AWS Backup of the tables that can't be rebuilt, in a vault of their own: the days to keep them and, with lock_after_days, the days after which nobody can remove the vault's lock or delete a backup early. Null for none."
  type = object({
    days            = number
    lock_after_days = optional(number)
  })
  default = null

  validation {
    condition     = var.backup == null || try(var.backup.days >= 1 && var.backup.days == floor(var.backup.days), false)
    error_message = "backup.days is a whole number of days, at least 1."
  }

  validation {
    condition     = try(var.backup.lock_after_days == null || var.backup.lock_after_days >= 3, true)
    error_message = "backup.lock_after_days is at least 3: AWS Backup requires three days in which to change your mind."
  }
}

variable "table_names" {
  description = "Names of restored tables, by what they replace: transactions, payment-history, documents or watchlist-clearances; docs/OPERATIONS.md has the steps. The functions use them instead of the stack's own tables."
  type        = map(string)
  default     = {}

  validation {
    condition     = length(setsubtract(keys(var.table_names), ["documents", "payment-history", "transactions", "watchlist-clearances"])) == 0
    error_message = "table_names replaces some of transactions, payment-history, documents and watchlist-clearances: other tables can't be restored."
  }

  validation {
    condition     = alltrue([for name in values(var.table_names) : can(regex("^[A-Za-z0-9_.-]{3,255}$", name))])
    error_message = "table_names hold 3 to 255 letters, digits, underscores, hyphens and dots."
  }
}
