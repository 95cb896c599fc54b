# How data outlive mistakes, accounts that are lost, and regions.

variable "multi_region_key" {
  description = "Whether the encryption key is a multi-region one, of which replicas can be made. KMS makes a key one or the other for ever: set before the first apply, as a change replaces the key, which nothing of before can be read without."
  type        = bool
  default     = false
}

variable "card_key_replicas" {
  description = "Regions that the card key is kept in as well, each with a key there to encrypt it, such as a replica of a multi-region key; null for the account's own of Secrets Manager."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for region in keys(var.card_key_replicas) : can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", region)) && region != local.region])
    error_message = "card_key_replicas are other regions than the stack's, such as eu-central-1."
  }
}

variable "backup" {
  description = "Daily backups by AWS Backup of the tables that can't be made again, in a vault of their own: days that they are kept, and, with lock_after_days, days after which neither the vault's lock nor a backup can be taken back before its time, by nobody. Null for none."
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
    error_message = "backup.lock_after_days is at least 3, as AWS Backup leaves three days to think it over."
  }
}

variable "table_names" {
  description = "Names of tables that were restored, by what they are: transactions, payment-history, documents or watchlist-clearances; docs/OPERATIONS.md has the steps. The functions use them in place of those of the stack's own naming."
  type        = map(string)
  default     = {}

  validation {
    condition     = length(setsubtract(keys(var.table_names), ["documents", "payment-history", "transactions", "watchlist-clearances"])) == 0
    error_message = "table_names are of transactions, payment-history, documents and watchlist-clearances: no other table is kept to be restored."
  }

  validation {
    condition     = alltrue([for name in values(var.table_names) : can(regex("^[A-Za-z0-9_.-]{3,255}$", name))])
    error_message = "table_names hold 3 to 255 letters, digits, underscores, hyphens and dots."
  }
}
