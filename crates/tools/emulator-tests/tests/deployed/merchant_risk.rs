//! Merchants' risk of the deployed stack: past payments are imported, a day's run counts them, and deciders get a
//! snapshot.

use emulator_tests::Deployment;
use emulator_tests::cards::VISA;
use serde_json::{Value, json};

/// Long ago, so that no day of it is one of the other tests.
const TODAY: &str = "2020-03-20T03:00:00Z";
const COUNTED: &str = "merchant-risk/days/2020-03-12.json";

async fn object(deployment: &Deployment, name: &str) -> Option<Vec<u8>> {
    let get = deployment.s3().get_object().bucket(deployment.output("models_bucket")).key(name);
    Some(get.send().await.ok()?.body.collect().await.unwrap().to_vec())
}

fn roll_up(deployment: &Deployment) -> Value {
    deployment.stack.invoke("risk-rollup", &json!({ "time": TODAY })).unwrap()
}

#[tokio::test]
async fn imported_payments_are_counted_once() {
    let deployment = Deployment::connect().await;
    let file = deployment.folder.join("past.csv");
    let rows = [("m-1", "fraud"), ("m-1", "legitimate"), ("m-2", "legitimate")]
        .map(|(merchant, label)| format!("2020-03-12T10:00:00Z,1,Shop,{merchant},{VISA},{label}\n"));
    let header = "event_time,amount,merchant,merchant_id,card_number,label\n";
    std::fs::write(&file, header.to_owned() + &rows.concat()).unwrap();
    let imported = deployment.tollgate(&["archive", "import", file.to_str().unwrap()]);
    // What this test wrote itself is not a leak of the stack.
    std::fs::remove_file(&file).unwrap();
    assert!(
        imported.contains("3 payments from 2020-03-12 to 2020-03-12, 3 labelled, 1 of them fraud"),
        "{imported}"
    );

    let report = roll_up(&deployment);
    assert_eq!(report["counted"], json!(["2020-03-12"]));
    assert_eq!(report["payments"], 3);
    let counts: Value = serde_json::from_slice(&object(&deployment, COUNTED).await.unwrap()).unwrap();
    assert_eq!(counts["merchants"]["m-1"], json!({ "payments": 2, "fraud": 1 }));
    assert!(object(&deployment, "merchant-risk.tgr").await.is_some());
    assert_eq!(roll_up(&deployment)["counted"], json!([]));
}
