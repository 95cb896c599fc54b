//! POST /transactions/{key_id}/label, from the gateway's event to its answer and to what it changes.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod world;

use api_handler::{Deps, handle};
use aws_io::CallError;
use aws_io::label_record::LabelRecord;
use aws_io::stored_transaction::StoredTransaction;
use aws_io::transaction_table::{Completion, Labelling, TableError, TransactionTable};
use fraud::{Assessment, KeyId, Timestamp};
use serde_json::{Value, json};
use world::{GOOD, MemoryDeps, NOW, Table, deps, deps_under, request, shown};

/// A card that fraud was seen on is blocked.
const FRAUD_BEFORE: &str = r#"
version = "labels"
thresholds = { review = 50, block = 80 }

[[rules]]
code = "FRAUD_BEFORE"
when = "count(card, 90d where $label == 'fraud') >= 1"
points = 90
reason = "This card was used for fraud."
"#;

async fn predict(deps: &MemoryDeps, random: u8) -> Value {
    let request = request("/predict", GOOD, &[]);
    shown(handle(request, deps, NOW.plus_millis(i64::from(random)), [random; 10]).await)["body"].clone()
}

async fn label(deps: &MemoryDeps, key_id: &Value, body: &Value, later_millis: i64) -> Value {
    let path = format!("/transactions/{}/label", key_id.as_str().unwrap());
    let now = NOW.plus_millis(later_millis);
    shown(handle(request(&path, &body.to_string(), &[]), deps, now, [9; 10]).await)
}

#[tokio::test]
async fn a_label_changes_a_later_decision_and_another_one_changes_it_back() {
    let deps = deps_under(FRAUD_BEFORE);
    let first = predict(&deps, 1).await;
    assert_eq!(first["outcome"], "approve");
    let fraud = json!({ "label": "fraud", "source": "chargeback" });
    insta::assert_json_snapshot!("labelled", label(&deps, &first["key_id"], &fraud, 100).await);
    assert_eq!(predict(&deps, 101).await["outcome"], "block");
    let mistaken = json!({ "label": "legitimate", "source": "analyst" });
    label(&deps, &first["key_id"], &mistaken, 110).await;
    assert_eq!(predict(&deps, 111).await["outcome"], "approve");
}

#[tokio::test]
async fn the_latest_label_counts_however_late_an_earlier_one_comes() {
    let deps = deps();
    let key_id = &predict(&deps, 1).await["key_id"];
    let at = |label: &str, minute: u8| json!({ "label": label, "source": "analyst", "time": format!("2026-03-01T10:{minute:02}:00Z") });
    let later = label(&deps, key_id, &at("legitimate", 30), 10).await;
    let earlier = label(&deps, key_id, &at("fraud", 10), 20).await;
    assert_eq!(earlier, later);
    let stored = deps.table.find(key_id.as_str().unwrap().parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(stored.labels.len(), 2, "the audit keeps both");
}

#[tokio::test]
async fn a_label_that_is_sent_again_changes_nothing() {
    let deps = deps();
    let key_id = &predict(&deps, 1).await["key_id"];
    let fraud = json!({ "label": "fraud", "source": "chargeback" });
    let first = label(&deps, key_id, &fraud, 10).await;
    let before = deps.table.image(key_id.as_str().unwrap());
    assert_eq!(label(&deps, key_id, &fraud, 20).await, first);
    assert_eq!(deps.table.image(key_id.as_str().unwrap()), before);
}

#[tokio::test]
async fn a_source_may_change_its_mind_and_change_it_again() {
    let deps = deps();
    let key_id = &predict(&deps, 1).await["key_id"];
    for (later_millis, says) in [(10, "fraud"), (20, "legitimate"), (30, "fraud")] {
        let said = json!({ "label": says, "source": "analyst" });
        assert_eq!(label(&deps, key_id, &said, later_millis).await["body"]["label"], says);
    }
    let other = json!({ "label": "legitimate", "source": "customer" });
    assert_eq!(label(&deps, key_id, &other, 40).await["body"]["label"], "legitimate");
    // What is sent again after a while is not a change of mind.
    let said = json!({ "label": "fraud", "source": "analyst" });
    assert_eq!(label(&deps, key_id, &said, 50).await["body"]["label"], "legitimate");
}

#[tokio::test]
async fn labels_that_come_at_once_keep_the_limit_too() {
    let deps = deps();
    let key_id = &predict(&deps, 1).await["key_id"];
    let path = format!("/transactions/{}/label", key_id.as_str().unwrap());
    let table = ReadBySeveral(deps.table.clone());
    let deps = Deps {
        intake: deps.intake,
        table,
        decider: deps.decider,
        card_key: deps.card_key,
        mark_key: deps.mark_key,
        retention_days: deps.retention_days,
    };
    for (wave, refused) in [(0, 0), (1, 28), (2, 64)] {
        let post = async |label: i32| {
            let said = json!({ "label": "fraud", "source": format!("{wave} {label}") });
            let request = request(&path, &said.to_string(), &[]);
            shown(handle(request, &deps, NOW.plus_millis(10 + wave), [9; 10]).await)["status"].clone()
        };
        let statuses = futures::future::join_all((0..64).map(post)).await;
        assert_eq!(statuses.iter().filter(|status| **status == 409).count(), refused, "wave {wave}");
    }
    let stored = deps.table.find(key_id.as_str().unwrap().parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(stored.labels.len(), 100);
    // An attempt whose answer was lost is told that its label is there, though the transaction is full.
    let again = deps.table.add_label(stored.key_id, &stored.labels[0]).await.unwrap();
    assert_eq!(again, Labelling::Added);
}

/// The table, when others read a transaction before one of them has written.
struct ReadBySeveral(Table);

impl TransactionTable for ReadBySeveral {
    async fn find(&self, key_id: KeyId) -> Result<Option<StoredTransaction>, TableError> {
        let found = self.0.find(key_id).await;
        tokio::task::yield_now().await;
        found
    }

    async fn complete(
        &self,
        key_id: KeyId,
        assessment: &Assessment,
        decided_at: Timestamp,
    ) -> Result<Completion, TableError> {
        self.0.complete(key_id, assessment, decided_at).await
    }

    async fn fail(&self, key_id: &str, reason: &str, failed_at: Timestamp) -> Result<(), CallError> {
        self.0.fail(key_id, reason, failed_at).await
    }

    async fn add_label(&self, key_id: KeyId, label: &LabelRecord) -> Result<Labelling, CallError> {
        self.0.add_label(key_id, label).await
    }
}

#[tokio::test]
async fn a_source_that_shows_nothing_is_none() {
    let deps = deps();
    let key_id = &predict(&deps, 1).await["key_id"];
    for blank in ["", " ", "\u{200b}", "\u{feff}\u{200d}", "\u{3164}", "\u{2800} \u{ad}"] {
        let said = json!({ "label": "fraud", "source": blank });
        let answer = label(&deps, key_id, &said, 10).await;
        assert_eq!(answer["body"]["errors"][0]["pointer"], "#/source", "{blank:?}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_told() {
    let deps = deps();
    let key_id = predict(&deps, 1).await["key_id"].clone();
    let wrong =
        json!({ "label": "maybe", "source": "card 4111 1111 1111 1111", "time": "yesterday", "a/b": 1 });
    insta::assert_json_snapshot!("wrong", label(&deps, &key_id, &wrong, 1).await);
    for source in
        ["4111.1111.1111.1111", "case 4111  1111  1111  1111", "٤١١١١١١١١١١١١١١١", "4111\u{200b}111111111111"]
    {
        let body = json!({ "label": "fraud", "source": source });
        assert_eq!(label(&deps, &key_id, &body, 1).await["status"], 400, "{source}");
    }
    let named = json!({ "label": "fraud", "source": "x", "4111111111111111": 1 });
    assert_eq!(label(&deps, &key_id, &named, 1).await["body"]["errors"][0]["pointer"], "#/****************");
    let future = json!({ "label": "fraud", "source": "x", "time": "2026-03-01T12:36:00Z" });
    assert_eq!(label(&deps, &key_id, &future, 1).await["status"], 400);
    assert_eq!(label(&deps, &key_id, &json!([]), 1).await["status"], 400);
    let good = json!({ "label": "fraud", "source": "x" });
    assert_eq!(label(&deps, &"4111".into(), &good, 1).await["status"], 400);
    assert_eq!(label(&deps, &"01a1f72f-b3ab-797f-89de-458500bcbd06".into(), &good, 1).await["status"], 404);
}
