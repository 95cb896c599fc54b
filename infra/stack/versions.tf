# The exact versions that the stack is written and tested with.

terraform {
  # 1.11 is the first version with write-only arguments, by which the card key stays out of the state.
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "= 5.100.0"
    }
  }
}
