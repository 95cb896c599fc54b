//! Least privilege, from what happened: the emulator enforced the roles, so what was missing would have failed;
//! and what a role grants but the run never used is a permission too many.

use std::collections::BTreeSet;
use std::fs;

use emulator_tests::Deployment;
use serde::Deserialize;
use serde_json::Value;

/// What AWS needs itself, which no code of ours calls and the emulator does not ask for.
const OF_THE_SERVICE: [(&str, &str); 11] = [
    ("kms:", "the services decrypt for the role"),
    ("logs:", "Lambda writes the function's log"),
    ("xray:", "Lambda sends the function's traces"),
    ("s3:ListBucket arn:aws:s3:::tollgate-documents-", "S3 asks for it where an object is gone"),
    ("s3:ListBucketVersions arn:aws:s3:::tollgate-documents-", "likewise"),
    ("s3:ListBucket arn:aws:s3:::tollgate-pii-", "likewise"),
    ("s3:ListBucket arn:aws:s3:::tollgate-non-pii-", "likewise"),
    ("s3:ListBucket arn:aws:s3:::tollgate-quarantine-", "likewise"),
    ("s3:ListBucket arn:aws:s3:::tollgate-models-", "S3 asks for it where an object is not there"),
    ("s3:PutObjectTagging", "S3 asks for it where a copy has tags"),
    ("dynamodb:ListStreams", "Lambda's stream mapping asks for it on AWS"),
];

/// A line of the emulator's call record.
#[derive(Deserialize)]
struct Call {
    caller: String,
    action: String,
    resource: String,
    allowed: bool,
}

#[tokio::test]
async fn the_roles_grant_what_the_functions_call_and_no_more() {
    let deployment = Deployment::connect().await;
    let record = fs::read_to_string(deployment.folder.join("call-record.jsonl")).unwrap();
    let calls: Vec<Call> = record.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let functions = deployment.stack.value("function_names").as_object().unwrap();
    assert!(functions.len() > 10, "{functions:?}");
    let mut faults = Vec::new();
    for name in functions.values().map(|name| name.as_str().unwrap()) {
        let role = format!("tollgate-{name}-us-east-1");
        let calls = || calls.iter().filter(|call| call.caller == role);
        let denied = calls().filter(|call| !call.allowed);
        faults.extend(denied.map(|call| format!("{role} was denied {}", call.action)));
        let mut used: BTreeSet<_> = calls().map(|call| grant(&call.action, &call.resource)).collect();
        used.retain(|grant| !is_of_the_service(grant));
        let granted = granted(&deployment, &role).await;
        faults.extend(granted.difference(&used).map(|grant| format!("{role} may, but never did: {grant}")));
        faults.extend(used.difference(&granted).map(|grant| format!("{role} did, but may not: {grant}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The actions on resources that a role's policies allow, but for those of the service itself.
async fn granted(deployment: &Deployment, role: &str) -> BTreeSet<String> {
    let iam = aws_sdk_iam::Client::new(&deployment.sdk);
    let policies = iam.list_role_policies().role_name(role).send().await.unwrap().policy_names;
    let attached = iam.list_attached_role_policies().role_name(role).send().await.unwrap();
    assert!(attached.attached_policies.unwrap_or_default().is_empty(), "{role} has managed policies");
    let mut granted = BTreeSet::new();
    for policy in policies {
        let document =
            iam.get_role_policy().role_name(role).policy_name(policy).send().await.unwrap().policy_document;
        let document: Value = serde_json::from_str(&percent_decoded(&document)).unwrap();
        for statement in document["Statement"].as_array().unwrap() {
            assert_eq!(statement["Effect"], "Allow");
            for (action, resource) in texts(&statement["Action"])
                .flat_map(|action| texts(&statement["Resource"]).map(move |resource| (action, resource)))
            {
                granted.insert(grant(action, resource));
            }
        }
    }
    granted.retain(|grant| !is_of_the_service(grant));
    granted
}

fn is_of_the_service(grant: &str) -> bool {
    OF_THE_SERVICE.iter().any(|(prefix, _)| grant.starts_with(prefix))
}

/// One line for an action on a resource. The indexes of a table are one, and so are the objects of a bucket: which of them a run
/// needs is up to the policy in force.
fn grant(action: &str, resource: &str) -> String {
    let resource = match action {
        "dynamodb:Query" => resource.split_once("/index/").map_or(resource, |(table, _)| table),
        action if action.starts_with("s3:") => {
            resource.split_once('/').map_or(resource, |(bucket, _)| bucket)
        }
        _ => resource,
    };
    format!("{action} {resource}")
}

fn texts(array: &Value) -> impl Iterator<Item = &str> {
    array.as_array().unwrap().iter().map(|text| text.as_str().unwrap())
}

/// IAM answers a policy document URL-encoded (RFC 3986).
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let code: String = rest.by_ref().take(2).map(char::from).collect();
                bytes.push(u8::from_str_radix(&code, 16).unwrap());
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).unwrap()
}
