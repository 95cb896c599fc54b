#!/bin/sh
# Puts the versions in use that the last apply published, where canary_rollouts is set: a tenth of the traffic first, all of it after ten
# minutes without an alarm. Run it in the folder of the environment. Takes aws and jq. Ends with 1 if a version was taken back.
set -eu

application=$(terraform output -raw rollout_application)
started=""
for function in $(terraform output -json rollouts | jq -r 'keys[]'); do
  group=$(terraform output -json rollouts | jq -r --arg function "$function" '.[$function].group')
  new=$(terraform output -json rollouts | jq -r --arg function "$function" '.[$function].version')
  old=$(aws lambda get-alias --function-name "$function" --name live --query FunctionVersion --output text)
  [ "$old" = "$new" ] && continue
  content=$(jq -cn --arg function "$function" --arg old "$old" --arg new "$new" '{version: 0.0, Resources: [{($function): {
    Type: "AWS::Lambda::Function", Properties: {Name: $function, Alias: "live", CurrentVersion: $old, TargetVersion: $new}}}]}')
  revision=$(jq -cn --arg content "$content" '{revisionType: "AppSpecContent", appSpecContent: {content: $content}}')
  deployment=$(aws deploy create-deployment --application-name "$application" --deployment-group-name "$group" \
    --revision "$revision" --query deploymentId --output text)
  echo "$function: version $old -> $new, $deployment"
  started="$started $deployment"
done

failed=0
for deployment in $started; do
  aws deploy wait deployment-successful --deployment-id "$deployment" || failed=1
  aws deploy get-deployment --deployment-id "$deployment" \
    --query 'deploymentInfo.[deploymentGroupName, status, errorInformation.message]' --output text
done
exit "$failed"
