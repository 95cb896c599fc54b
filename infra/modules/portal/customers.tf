# Whose a document is. Without it nobody could erase what a customer has.

module "customers" {
  source = "../table"

  name                   = "customers"
  environment            = var.environment
  key                    = "customer"
  sort_key               = "part"
  kms_key_arn            = var.kms_key_arn
  keeps_data             = var.keeps_data
  point_in_time_recovery = true
}
