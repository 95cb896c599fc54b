//! Every command that a document or a help text shows and that asks a deployment: it runs as it is written, against this one.
//!
//! Words that stand for somebody's own (a key_id, a model's version, the name of the deployment) are replaced by this
//! deployment's. It runs after the other tests: they leave a watchlist, models and an archive.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]
#![recursion_limit = "256"]

use std::path::Path;

use documented_commands::{Documented, Runs, Workbench, of_documents, of_program, said};
use emulator_tests::{Deployment, now};
use fraud::Day;
use local_cloud::Workspace;
use serde_json::{Value, json};

/// What only AWS itself answers: the emulator has no Comprehend and no Textract.
const OF_AWS_ITSELF: [&str; 1] = ["--backend comprehend"];
/// Commands that may rightly end with an error here, and what it says then.
const MAY_FAIL: [(&str, &str); 5] = [
    // Messages that other tests have poisoned can't be processed.
    ("dlq redrive scorer-failures", ""),
    ("dlq redrive archiver-failures", ""),
    ("dlq redrive intake-failures", ""),
    // No attack has demoted a rule of this deployment.
    ("policy rearm CARD_TESTING", "CARD_TESTING is live: there is no demotion to end"),
    // The command before it has rolled back already.
    ("model rollback", "is in force already"),
];
/// How many days of labelled payments the archive gets, which end today: as many as the examples of training need.
const DAYS: i64 = 60;

#[tokio::test]
async fn every_command_that_asks_a_deployment_works_as_it_is_written() {
    let deployment = Deployment::connect().await;
    let workspace = Workspace::locate();
    let program = workspace.target().join("debug/tollgate");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("documented-on-a-deployment");
    let bench = Workbench::prepare(&folder, &program, &workspace.path("")).unwrap();

    import_recent_payments(&deployment, &folder);
    let payment = json!({
        "amount": 15000, "merchant": "Unknown Store", "card_number": "1234567890123456", "location": "Nigeria",
    });
    let key_id = deployment.predict(&payment)["key_id"].as_str().unwrap().to_owned();
    let document = deployment.stack.post_to("documents", "{}", &[]).unwrap().body;
    let bench = bench
        .with("API", deployment.output("api_url"))
        .with("KEY", deployment.output("api_key"))
        .with("KEY_ID", document["key_id"].as_str().unwrap())
        .with("TOLLGATE_ENVIRONMENT", "local")
        .with("AWS_ENDPOINT_URL", &deployment.stack.endpoint)
        .with("AWS_ACCESS_KEY_ID", "test")
        .with("AWS_SECRET_ACCESS_KEY", "test")
        .with("AWS_REGION", "us-east-1");

    let mut commands = of_documents(&workspace.path("")).unwrap();
    commands.extend(of_program(&program).unwrap());
    let asking = commands.iter().filter(|command| {
        command.runs() == Runs::WithDeployment
            && !OF_AWS_ITSELF.iter().any(|only| command.text.contains(only))
    });
    let mut failed = Vec::new();
    let mut count = 0;
    for command in asking {
        count += 1;
        let other_model = other_model(&deployment);
        let mut changes = vec![
            ("--environment prod", "--environment local"),
            ("2026-03-01-1a2b3c4d", other_model.as_str()),
            ("TOLLGATE_API_KEY=...", "TOLLGATE_API_KEY=$KEY"),
        ];
        changes.extend(key_ids(&command.text).map(|example| (example, key_id.as_str())));
        let output = bench.run(command, &changes).unwrap();
        let said = said(&output);
        let may_fail = MAY_FAIL.iter().any(|(text, why)| command.text.contains(text) && said.contains(why));
        if !output.status.success() && !may_fail {
            let Documented { place, line, text } = command;
            failed.push(format!("{place}, line {line}: {text}\n{said}"));
        }
    }
    assert!(failed.is_empty(), "{} of {count} commands:\n{}", failed.len(), failed.join("\n"));
    assert!(count > 25, "only {count} commands were found");
}

/// Labelled payments of the last days into the archive: training looks no further back from its newest row, and other
/// tests archive payments of today.
fn import_recent_payments(deployment: &Deployment, folder: &Path) {
    let start = Day::of(now()).plus(-DAYS).start();
    let file = folder.join("recent.jsonl");
    let (days, start, file) = (DAYS.to_string(), start.to_string(), file.to_str().unwrap());
    let simulate =
        ["simulate", "--customers", "150", "--fraud-rate", "0.06", "--days", &days, "--start", &start];
    deployment.tollgate(&[&simulate[..], &["--output", file]].concat());
    deployment.tollgate(&["archive", "import", file]);
}

/// The key_ids that a command names.
fn key_ids(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|character: char| !character.is_ascii_hexdigit() && character != '-');
    words.filter(|word| word.len() == 36 && word.matches('-').count() == 4)
}

/// A model that is not in force, so that it can be put there.
fn other_model(deployment: &Deployment) -> String {
    let listed = deployment.tollgate(&["model", "list", "--json"]);
    let models = listed.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut others = models.filter(|model| model["role"] != "champion");
    others.next().map(|model| model["model"].as_str().unwrap().to_owned()).unwrap_or_default()
}
