# The provider that this construct is written for; the stack pins its exact version.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}
