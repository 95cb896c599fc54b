# How a new version of a function takes over.

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

run "an_apply_puts_functions_in_use_unless_somebody_says_otherwise" {
  command = plan

  assert {
    condition = length(module.rollout) == 0 && length(output.rollouts) == 0 && alltrue([
      for deployed in local.deployed_functions : deployed.target.qualifier == null && deployed.target.arn == deployed.function.arn
    ])
    error_message = "A version waits for a rollout that nobody asked for."
  }
}

run "a_new_version_takes_a_tenth_first_and_is_taken_back_by_alarms" {
  command = plan

  variables {
    canary_rollouts          = true
    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/boundary"
  }

  assert {
    condition = alltrue([
      for name, deployed in local.deployed_functions :
      (deployed.target.qualifier == "live") == contains(keys(local.rolled_out), name) && deployed.function.publish == contains(keys(local.rolled_out), name)
    ]) && toset(keys(local.rolled_out)) == setsubtract(keys(local.functions), ["drift-monitor", "risk-rollup", "trainer"])
    error_message = "What traffic reaches has an alias, and what runs by the clock has none."
  }

  assert {
    condition = alltrue([for made in module.route : made.permission.qualifier == "live" && endswith(made.published.function, ":live")]) && alltrue([
      for target in [
        { called = aws_lambda_event_source_mapping.transactions_to_scorer.function_name, target = module.fraud_scorer.target },
        { called = aws_lambda_event_source_mapping.transactions_to_archiver.function_name, target = module.decision_archiver.target },
        { called = aws_lambda_event_source_mapping.alerts_to_notifier.function_name, target = module.alert_notifier.target },
        { called = aws_lambda_event_source_mapping.uploads_to_classifier.function_name, target = module.document_classifier.target },
      ] : target.called == target.target.arn
    ])
    error_message = "Something calls a function past its alias, and gets the new version at once."
  }

  assert {
    condition = alltrue([
      for name, group in module.rollout[0].groups :
      group.deployment_config_name == "CodeDeployDefault.LambdaCanary10Percent10Minutes" &&
      group.deployment_style[0].deployment_option == "WITH_TRAFFIC_CONTROL" && group.auto_rollback_configuration[0].enabled &&
      group.auto_rollback_configuration[0].events == toset(["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]) &&
      group.alarm_configuration[0].enabled && contains(group.alarm_configuration[0].alarms, "${name}-errors-test")
    ])
    error_message = "A bad version gets all traffic, or is not taken back."
  }

  assert {
    condition = module.rollout[0].groups["api-handler"].alarm_configuration[0].alarms == toset([
      "api-5xx-test", "api-handler-duration-test", "api-handler-errors-test", "api-latency-test",
    ])
    error_message = "What callers see does not take a version back."
  }

  assert {
    condition = (
      toset([for pair in module.rollout[0].granted : split(" ", pair)[0]]) == toset([
        "cloudwatch:DescribeAlarms", "lambda:GetAlias", "lambda:GetProvisionedConcurrencyConfig", "lambda:UpdateAlias",
      ]) && module.rollout[0].role.permissions_boundary == var.permissions_boundary_arn
    )
    error_message = "CodeDeploy may do more than move aliases."
  }
}
