# What outlives mistakes, lost accounts and lost regions.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  environment  = "test"
  packages_dir = "tests/packages"
  card_key     = "0123456789012345678901234567890123456789012345678901234567890123"
  zone_ids     = ["euw1-az1", "euw1-az2"]
}

run "nothing_of_it_is_paid_for_unless_it_is_wanted" {
  command = plan

  assert {
    condition = (
      length(module.backup) == 0 && !aws_kms_key.data.multi_region && length(aws_secretsmanager_secret.card_key.replica) == 0 &&
      module.transactions.table.name == "transactions-test"
    )
    error_message = "Something is backed up, replicated or renamed that nobody asked for."
  }
}

run "a_region_and_an_account_may_be_lost" {
  command = plan

  variables {
    multi_region_key         = true
    card_key_replicas        = { eu-central-1 = "arn:aws:kms:eu-central-1:123456789012:key/mrk-mocked" }
    backup                   = { days = 35, lock_after_days = 7 }
    table_names              = { transactions = "transactions-test-20261120" }
    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/boundary"
  }

  assert {
    condition     = aws_kms_key.data.multi_region
    error_message = "The key can't be replicated."
  }

  assert {
    condition = {
      for replica in aws_secretsmanager_secret.card_key.replica : replica.region => replica.kms_key_id
    } == { eu-central-1 = "arn:aws:kms:eu-central-1:123456789012:key/mrk-mocked" }
    error_message = "Without the card key in the other region no card is recognised there."
  }

  assert {
    condition = (
      module.backup[0].selection.resources == toset([for table in local.kept_tables : table.arn]) && module.backup[0].vault.kms_key_arn == aws_kms_key.data.arn &&
      one(module.backup[0].plan.rule).lifecycle[0].delete_after == 35
    )
    error_message = "A table that can't be made again is not backed up, or not for as long as was said."
  }

  assert {
    condition     = module.backup[0].lock[0].changeable_for_days == 7 && module.backup[0].lock[0].min_retention_days == 35
    error_message = "Whoever takes the account over could delete the backups."
  }

  assert {
    condition = (
      module.backup[0].role.permissions_boundary == var.permissions_boundary_arn && module.backup[0].role.name == "tollgate-backup-test-eu-west-1" &&
      alltrue([for statement in jsondecode(module.backup[0].role.assume_role_policy).Statement : statement.Condition == { StringEquals = { "aws:SourceAccount" = "123456789012" } }])
    )
    error_message = "Another account's backups could use the role."
  }

  assert {
    condition = module.transactions.table.name == "transactions-test-20261120" && alltrue([
      for name in ["api-handler", "fraud-scorer", "status-checker"] :
      local.deployed_functions[name].function.environment[0].variables["TRANSACTIONS_TABLE"] == "transactions-test-20261120"
    ])
    error_message = "A function goes on with the table that was lost."
  }

  assert {
    condition     = length(local.kept_tables) == length([for table in local.kept_tables : 1 if one(table.point_in_time_recovery).enabled])
    error_message = "What is backed up daily can be had of any second as well."
  }
}

run "what_is_kept_is_checked" {
  command = plan

  variables {
    card_key_replicas = { eu-west-1 = null }
    backup            = { days = 35, lock_after_days = 2 }
    table_names       = { alert-ledger = "ledger" }
  }

  expect_failures = [var.backup, var.card_key_replicas, var.table_names]
}
