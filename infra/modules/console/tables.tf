# Cases, and the trail of what people did with them. Both are decisions of people that have to be kept for years.

module "cases" {
  source = "../table"

  name                   = "cases"
  environment            = var.environment
  key                    = "subject"
  sort_key               = "part"
  kms_key_arn            = var.kms_key_arn
  keeps_data             = var.keeps_data
  point_in_time_recovery = true

  # Only to tell others of cases.
  stream = var.tells_cases

  # A case alone has what these sort by: alerts and pointers are in none of them.
  indexes = {
    by_risk = { key = "queue", sort_key = "priority", attributes = ["document"] }
    by_age  = { key = "queue", sort_key = "opened_at_ms", attributes = ["document"] }
    by_pile = { key = "pile", sort_key = "priority", attributes = ["document"] }
  }
}

module "audit" {
  source = "../table"

  name                   = "audit"
  environment            = var.environment
  key                    = "day"
  sort_key               = "entry_id"
  kms_key_arn            = var.kms_key_arn
  keeps_data             = var.keeps_data
  point_in_time_recovery = true

  indexes = {
    by_subject = { key = "subject", sort_key = "at_ms", attributes = ["document"] }
  }
}
