//! The handler with its resources in memory, requests as the gateway passes them, answers as clients see them.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test uses its part, and where one can't go on it says so"
)]

use std::sync::Arc;

use api_handler::Deps;
use aws_io::CallError;
use aws_io::memory::{
    MemoryClearances, MemoryObjectStore, MemoryPaymentHistory, MemoryRuleActivity, MemoryTransactionTable,
};
use aws_io::payment_history::{HistoryError, Mark, NewEntry, PaymentHistory, Place, Span};
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::encodings::Body;
use decider::{BUILT_IN_POLICY, Decider, LivePolicy, Models, WATCHLIST_OBJECT, live_watchlist};
use fraud::made_up::MarkKey;
use fraud::{CardKey, Entity, PastTransaction, Policy, Timestamp};
use serde_json::{Value, json};
use watchlist::{Index, ListInfo, read_plain_csv};

pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);
pub(crate) const GOOD: &str = r#"{"amount":125.50,"merchant":"Store Name","card_number":"1234567890123456","location":"New York, USA","customer_id":"CUST12345"}"#;
const EVENT: &str = include_str!("../../../../../test_data/events/post_transactions.json");

/// The one table behind all of the handler's resources.
pub(crate) type Table = Arc<MemoryTransactionTable>;

/// The history, but for entities that can't be read in time, and for those that have more payments than can be read.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    pub(crate) table: Arc<MemoryPaymentHistory>,
    pub(crate) too_slow: Vec<Entity>,
    pub(crate) crowded: Vec<Entity>,
}

pub(crate) type MemoryDecider = Decider<History, MemoryObjectStore, MemoryRuleActivity, MemoryClearances>;
pub(crate) type MemoryDeps = Deps<Table, Table, MemoryDecider>;

/// The handler under a policy.
pub(crate) fn deps_under(policy: &str) -> MemoryDeps {
    let store = MemoryObjectStore::default();
    store.put("policy.toml", policy);
    let table = Table::default();
    let policy =
        LivePolicy::new(store, MemoryRuleActivity::default(), Policy::parse(BUILT_IN_POLICY).unwrap());
    Deps {
        intake: table.clone(),
        table,
        decider: Decider {
            history: History::default(),
            policy,
            watchlist: live_watchlist(MemoryObjectStore::default()),
            models: Models::new(MemoryObjectStore::default()),
            clearances: MemoryClearances::default(),
            detector: None,
        },
        card_key: CardKey::new([7; 32]).unwrap(),
        mark_key: Some(MarkKey::new([8; 32]).unwrap()),
        retention_days: 365,
    }
}

/// A bucket with a watchlist on which there is one person.
pub(crate) fn watchlist_bucket() -> MemoryObjectStore {
    let list = b"id,type,name\n1,person,\"Quill, Adam Bertram\"\n";
    let list = read_plain_csv(ListInfo::named("house"), list).unwrap();
    let bucket = MemoryObjectStore::default();
    bucket.put(WATCHLIST_OBJECT, Index::build(&[list]).unwrap().to_bytes());
    bucket
}

pub(crate) fn deps() -> MemoryDeps {
    deps_under(BUILT_IN_POLICY)
}

/// A POST to a route; a `key_id` in the path is given as `/transactions/{key_id}/label`.
pub(crate) fn request(path: &str, body: &str, headers: &[(&'static str, &str)]) -> ApiGatewayProxyRequest {
    let mut request: ApiGatewayProxyRequest = serde_json::from_str(EVENT).unwrap();
    let key_id = path.strip_prefix("/transactions/").and_then(|rest| rest.strip_suffix("/label"));
    let resource = if key_id.is_some() { "/transactions/{key_id}/label" } else { path };
    request.resource = Some(resource.to_owned());
    request.path = Some(path.to_owned());
    request.request_context.path = Some(format!("/prod{path}"));
    request.path_parameters.extend(key_id.map(|key_id| ("key_id".to_owned(), key_id.to_owned())));
    request.body = Some(body.to_owned());
    for (name, value) in headers {
        request.headers.insert(*name, value.parse().unwrap());
    }
    request
}

/// Status, headers that matter, and body, as a client sees them.
pub(crate) fn shown(response: ApiGatewayProxyResponse) -> Value {
    let Some(Body::Text(body)) = response.body else { panic!("no text body") };
    json!({
        "status": response.status_code,
        "content_type": response.headers["content-type"].to_str().unwrap(),
        "retry_after": response.headers.get("retry-after").map(|value| value.to_str().unwrap()),
        "body": serde_json::from_str::<Value>(&body).unwrap(),
    })
}

impl PaymentHistory for History {
    async fn enter(&self, entry: &NewEntry<'_>) -> Result<(), HistoryError> {
        if self.crowded.contains(&entry.place.entity) {
            return Err(HistoryError::Crowded(CallError::new("dynamodb:UpdateItem", "throttled")));
        }
        self.table.enter(entry).await
    }

    async fn read(&self, span: &Span<'_>) -> Result<Vec<PastTransaction>, HistoryError> {
        if self.too_slow.contains(&span.entity) {
            return Err(HistoryError::TooSlow);
        }
        if self.crowded.contains(&span.entity) {
            return Err(HistoryError::Crowded(CallError::new("dynamodb:Query", "throttled")));
        }
        self.table.read(span).await
    }

    async fn mark(&self, place: &Place, mark: &Mark) -> Result<(), HistoryError> {
        self.table.mark(place, mark).await
    }
}
