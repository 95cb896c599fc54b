# A model's life: what runs when, who may start it, and who hears of it.

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

run "inventory" {
  command = plan

  module {
    source = "./tests/inventory"
  }

  assert {
    condition     = output.constructs["schedule"] == 5 && !contains(output.stack_resources, "aws_scheduler_schedule")
    error_message = "The tests here, in permissions.tftest.hcl and in traffic.tftest.hcl know five schedules, made by the construct. Add the new one to them."
  }
}

run "functions_are_started_on_schedule" {
  command = plan

  assert {
    condition = {
      for name, construct in {
        alert-digest = module.digest_schedule, drift-monitor = module.drift_schedule, trainer = module.training_schedule
      } :
      name => "${construct.schedule.name} ${construct.schedule.schedule_expression} ${construct.schedule.schedule_expression_timezone}"
      } == {
      alert-digest  = "alert-digest-test rate(1 minute) UTC"
      drift-monitor = "drift-monitor-test cron(30 3 * * ? *) UTC"
      trainer       = "trainer-test cron(0 4 ? * SUN *) UTC"
    }
    error_message = "Drift is looked for every day, a challenger is trained every week, and what waits is mailed every minute."
  }

  assert {
    condition = alltrue([
      for construct in [module.drift_schedule, module.training_schedule, module.digest_schedule] :
      construct.schedule.group_name == "tollgate-test" && construct.schedule.flexible_time_window[0].mode == "OFF" &&
      construct.schedule.target[0].retry_policy[0].maximum_event_age_in_seconds == 3600
    ])
    error_message = "Schedules lie in a group of the deployment, keep their time, and are handed over within an hour or not at all."
  }

  assert {
    condition = alltrue(flatten([
      for construct in [module.drift_schedule, module.training_schedule, module.digest_schedule] : [
        for statement in jsondecode(construct.policy.policy).Statement :
        statement.Action == ["lambda:InvokeFunction"] && statement.Resource == [construct.schedule.target[0].arn]
      ]
    ]))
    error_message = "A schedule's role starts its function and does nothing else."
  }

  assert {
    condition = alltrue(flatten([
      for construct in [module.drift_schedule, module.training_schedule, module.digest_schedule] : [
        for statement in jsondecode(construct.role.assume_role_policy).Statement :
        statement.Principal == { Service = "scheduler.amazonaws.com" } &&
        statement.Condition == { StringEquals = { "aws:SourceAccount" = "123456789012" } }
      ]
    ]))
    error_message = "The scheduler takes on the role for schedules of this account alone."
  }

  assert {
    condition     = jsondecode(module.training_schedule.schedule.target[0].input) == { reason = "the schedule" }
    error_message = "A training on schedule says so in its report."
  }
}

run "who_trains_models_hears_of_them" {
  command = plan

  variables {
    model_emails      = ["science@example.com"]
    trainer_memory_mb = 10240
  }

  assert {
    condition     = toset(keys(module.models_topic.subscriptions)) == toset(["science@example.com"])
    error_message = "Data scientists get drift and promotions by e-mail."
  }

  assert {
    condition = (
      module.trainer.function.memory_size == 10240 &&
      module.trainer.function.environment[0].variables["PAYMENTS_MAX"] == "2048000" &&
      module.trainer.function.environment[0].variables["PAYMENTS_A_DAY_MAX"] == "143360"
    )
    error_message = "More memory learns from more payments."
  }

  assert {
    condition = alltrue([
      for construct in [module.trainer, module.drift_monitor] : construct.function.timeout == 900
    ])
    error_message = "Both have as long as Lambda allows."
  }
}

run "schedules_are_checked" {
  command = plan

  variables {
    drift_schedule    = "daily"
    training_schedule = "0 4 * * 0"
    trainer_memory_mb = 128
    model_emails      = ["nobody"]
  }

  expect_failures = [var.drift_schedule, var.training_schedule, var.trainer_memory_mb, var.model_emails]
}
