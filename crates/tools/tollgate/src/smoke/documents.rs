//! A document of each class, from the form to the bucket where it belongs.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::api::{Api, text};
use super::deployment::Deployment;
use super::leftovers::Leftovers;
use super::report::{Found, Report};

/// Made-up documents: a wage statement, a letter to everybody, and one that can't be read.
const DOCUMENTS: [(&str, &[u8]); 3] = [
    ("pii", include_bytes!("../../../../../test_data/documents/w2.pdf")),
    ("non_pii", include_bytes!("../../../../../test_data/documents/privacy_notice.pdf")),
    ("quarantine", b"%PDF-1.7\nnothing follows"),
];

pub(super) async fn check(
    api: &Api,
    deployment: &Deployment,
    report: &mut Report,
    leftovers: &mut Leftovers,
) {
    for (class, document) in DOCUMENTS {
        let uploaded =
            report.check(format!("a document is uploaded ({class})"), async { upload(api, document) }).await;
        let Some(key_id) = uploaded else { continue };
        leftovers.documents.push(key_id.clone());
        let done =
            report.check(format!("it ends as {class}"), classified(api, deployment, &key_id, class)).await;
        if let Some(done) = done {
            leftovers.add_places(&done["places"]);
        }
    }
}

fn upload(api: &Api, document: &[u8]) -> Result<Found<String>> {
    let permitted = api.post("documents", &json!({ "file_name": "tollgate-smoke.pdf" }), 201)?;
    api.upload(&permitted["upload"], document)?;
    let key_id = text(&permitted, "key_id")?;
    Ok(Found { what: key_id.clone(), value: key_id })
}

async fn classified(api: &Api, deployment: &Deployment, key_id: &str, class: &str) -> Result<Found<Value>> {
    let route = format!("documents/{key_id}");
    let look = async || {
        let found = api.get(&route)?;
        Ok((found["status"] == "Done").then_some(found))
    };
    let done = deployment.eventually("a classification", look).await?;
    ensure!(done["classification"] == class, "it is {}", done["classification"]);
    Ok(Found { what: text(&done["places"], "bucket")?, value: done })
}
