# What a decision is made from: a policy that analysts own, a history with an end to the waiting, a detector only by choice.

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
    condition = output.constructs["private-bucket"] == 9 && [
      for type in output.stack_resources : type if startswith(type, "aws_s3_bucket")
    ] == ["aws_s3_bucket_notification"]
    error_message = "The tests here and in documents.tftest.hcl know nine buckets, made by the construct. Add the new one to them."
  }

  assert {
    condition     = length([for type in output.stack_resources : type if type == "aws_s3_object"]) == 1
    error_message = "The tests below know one object that the stack puts into a bucket. Add the new one to them."
  }

  assert {
    condition     = output.objects_left_alone == ["default_policy"]
    error_message = "An object that the stack puts back would undo what an analyst put in its place."
  }
}

run "a_new_stack_starts_with_the_default_policy" {
  command = plan

  assert {
    condition     = module.policies.bucket.bucket == "tollgate-policies-test-123456789012-eu-west-1" && output.policy_bucket == module.policies.bucket.bucket
    error_message = "The policies' bucket is named policies-{environment}-{account}."
  }

  assert {
    condition = (
      aws_s3_object.default_policy.bucket == module.policies.bucket.id && aws_s3_object.default_policy.key == "policy.toml" &&
      filesha256(aws_s3_object.default_policy.source) == filesha256("../../policies/default.toml")
    )
    error_message = "The policy of a new stack is the default one."
  }

  assert {
    condition     = output.rule_activity_table == "rule-activity-test" && module.rule_activity.table.hash_key == "window"
    error_message = "Hits of rules are counted by window."
  }
}

run "both_deciders_decide_by_the_same" {
  command = plan

  assert {
    condition = alltrue([
      for deployed in [module.api_handler, module.fraud_scorer] :
      deployed.function.environment[0].variables["POLICY_BUCKET"] == module.policies.bucket.bucket &&
      deployed.function.environment[0].variables["RULE_ACTIVITY_TABLE"] == module.rule_activity.table.name
    ])
    error_message = "api-handler and fraud-scorer decide by the same policy and count the hits of its rules together."
  }

  assert {
    condition     = module.api_handler.function.environment[0].variables["HISTORY_BUDGET_MS"] == "150"
    error_message = "A caller waits 150 ms for history unless told otherwise."
  }
}

run "a_watchlist_is_read_by_whoever_screens" {
  command = plan

  assert {
    condition     = module.watchlist.bucket.bucket == "tollgate-watchlist-test-123456789012-eu-west-1" && output.watchlist_bucket == module.watchlist.bucket.bucket
    error_message = "The watchlist's bucket is named watchlist-{environment}-{account}."
  }

  assert {
    condition = alltrue([
      for deployed in [module.api_handler, module.fraud_scorer, module.watchlist_search] :
      deployed.function.environment[0].variables["WATCHLIST_BUCKET"] == module.watchlist.bucket.bucket &&
      deployed.function.environment[0].variables["WATCHLIST_CLEARANCES_TABLE"] == module.watchlist_clearances.table.name
    ])
    error_message = "Both deciders and the search look into one watchlist, less what is cleared in one table."
  }

  assert {
    condition = (
      module.watchlist_clearances.table.hash_key == "party" && module.watchlist_clearances.table.range_key == "clearance_id" &&
      module.watchlist_clearances.table.point_in_time_recovery[0].enabled
    )
    error_message = "Clearances are found by party, none takes another one's place, and none is lost with the table."
  }
}

run "models_are_read_by_both_deciders" {
  command = plan

  assert {
    condition     = module.models.bucket.bucket == "tollgate-models-test-123456789012-eu-west-1" && output.models_bucket == module.models.bucket.bucket
    error_message = "The models' bucket is named models-{environment}-{account}."
  }

  assert {
    condition = alltrue([
      for deployed in [module.api_handler, module.fraud_scorer] :
      deployed.function.environment[0].variables["MODELS_BUCKET"] == module.models.bucket.bucket
    ])
    error_message = "A payment gets the same scores whichever way it comes."
  }
}

run "the_wait_for_history_is_a_variable" {
  command = plan

  variables {
    history_budget_ms = 40
  }

  assert {
    condition     = module.api_handler.function.environment[0].variables["HISTORY_BUDGET_MS"] == "40"
    error_message = "A caller waits longer for history than was set."
  }
}

run "fraud_detector_is_not_asked_by_default" {
  command = plan

  assert {
    condition = alltrue(flatten([
      for deployed in local.deployed_functions : [
        for name in keys(deployed.function.environment[0].variables) : !startswith(name, "AFD_")
      ]
    ]))
    error_message = "A function is told of a detector that nobody set."
  }

  assert {
    condition     = length([for pair in flatten(values(output.granted_permissions)) : pair if startswith(pair, "frauddetector:")]) == 0
    error_message = "A function may ask detectors though nobody set one."
  }
}

run "fraud_detector_is_asked_where_it_is_set" {
  command = plan

  variables {
    afd_detector_id = "payments"
    afd_event_type  = "card_payment"
    afd_variables   = ["order_price", "email_address"]
  }

  assert {
    condition = {
      for name, deployed in local.deployed_functions : name => {
        for variable, value in deployed.function.environment[0].variables : variable => value if startswith(variable, "AFD_")
      } if length([for variable in keys(deployed.function.environment[0].variables) : 1 if startswith(variable, "AFD_")]) > 0
      } == {
      for name in ["api-handler", "fraud-scorer"] : name => {
        AFD_DETECTOR_ID = "payments"
        AFD_EVENT_TYPE  = "card_payment"
        AFD_ENTITY_TYPE = "customer"
        AFD_VARIABLES   = "order_price,email_address"
        AFD_BUDGET_MS   = "300"
      }
    }
    error_message = "The two functions that decide are told of the detector, and no other."
  }

  assert {
    condition = {
      for name, granted in output.granted_permissions :
      name => sort([for pair in granted : pair if startswith(pair, "frauddetector:")])
      if anytrue([for pair in granted : startswith(pair, "frauddetector:")])
      } == {
      for name in ["api-handler", "fraud-scorer"] : name => tolist([
        "frauddetector:GetEventPrediction arn:aws:frauddetector:eu-west-1:123456789012:detector-version/payments/*",
        "frauddetector:GetEventPrediction arn:aws:frauddetector:eu-west-1:123456789012:detector/payments",
        "frauddetector:GetEventPrediction arn:aws:frauddetector:eu-west-1:123456789012:event-type/card_payment",
      ])
    }
    error_message = "A function may ask something else than this detector about this type of event."
  }

  assert {
    condition     = toset(keys(module.network[0].endpoints)) == toset(["dynamodb", "frauddetector", "s3", "secretsmanager", "sqs"])
    error_message = "A decider in the network cannot reach the detector."
  }
}
