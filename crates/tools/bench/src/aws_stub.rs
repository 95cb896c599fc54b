//! AWS as a function alone needs it: every call is answered at once. What is measured against it is the function.

use std::net::SocketAddr;
use std::sync::LazyLock;

use anyhow::Result;
use fraud::CardKey;
use http_body_util::Full;
use hyper::{Method, Response, StatusCode};
use model::{FeatureList, Replay, Settings, train};
use serde_json::{Value, json};
use traffic::Traffic;
use watchlist::{Index, ListInfo, read_plain_csv};

use crate::http_server::{Answer, Asked, serve};

pub(crate) async fn start() -> Result<SocketAddr> {
    LazyLock::force(&CHAMPION);
    serve(async |request: Asked| answer(&request)).await
}

fn answer(request: &Asked) -> Answer {
    // Only S3 is asked by GET.
    if request.method() == Method::GET {
        let object = request.uri().path().rsplit('/').next().unwrap_or_default();
        return match object {
            "policy.toml" => Response::new(Full::from(POLICY)),
            "watchlist.idx" => Response::new(Full::from(WATCHLIST.clone())),
            "champion.tgm" => Response::new(Full::from(CHAMPION.clone())),
            _ => {
                let mut absent = Response::new(Full::default());
                *absent.status_mut() = StatusCode::NOT_FOUND;
                absent
            }
        };
    }
    let target = request.headers().get("x-amz-target").and_then(|target| target.to_str().ok());
    let operation = target.and_then(|target| target.rsplit('.').next()).unwrap_or("Publish");
    let body = match operation {
        "Publish" => PUBLISHED.to_owned(),
        "GetSecretValue" => {
            json!({ "SecretString": "a card key for measuring, of no other value" }).to_string()
        }
        "GetItem" => json!({ "Item": done_item() }).to_string(),
        "SendMessage" => json!({ "MessageId": "1" }).to_string(),
        _ => "{}".to_owned(),
    };
    Response::new(Full::from(body))
}

/// The index of the house list of the samples.
static WATCHLIST: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let list = include_bytes!("../../../../test_data/watchlists/house.csv");
    let list = read_plain_csv(ListInfo::named("house"), list).expect("the sample list is good");
    Index::build(&[list]).expect("an index").to_bytes()
});
/// A model of the usual size.
static CHAMPION: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let settings = traffic::Settings { customers: 300, fraud_rate: 0.05, ..traffic::Settings::default() };
    let mut replay = Replay::new(FeatureList::standard()).expect("the standard features");
    let key = CardKey::new([7; 32]).expect("32 bytes are a key");
    for payment in Traffic::new(settings).take(6_000) {
        replay.observe(&payment.past(&key, 0, 0), true).expect("generated in order");
    }
    train(&replay.finish().all(), &Settings::default()).expect("enough to learn from").to_bytes()
});

const POLICY: &str = include_str!("../../../../policies/default.toml");
const PUBLISHED: &str =
    "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>";

/// What the status-checker finds: a decided transaction.
fn done_item() -> Value {
    let transaction = json!({
        "event_time": 0, "money": { "amount_minor": 1_500_000, "currency": "USD" }, "merchant": "Unknown Store",
        "card": { "token": "33ec", "bin": "411111", "last_four": "1111", "luhn_valid": true },
    });
    let hit =
        json!({ "code": "LARGE_AMOUNT", "text": "The amount is over the limit.", "contribution": 50.0 });
    let assessment = json!({ "risk_score": 50.0, "outcome": "review", "hits": [hit], "policy_version": "1" });
    json!({
        "key_id": { "S": "019ca960-8140-7101-8101-010101010101" },
        "status": { "S": "Done" },
        "created_at_ms": { "N": "1772368200000" },
        "event_time_ms": { "N": "1772368200000" },
        "decided_at_ms": { "N": "1772368200080" },
        "card_token": { "S": "33ec" },
        "expires_at": { "N": "1803904200" },
        "transaction": { "S": transaction.to_string() },
        "assessment": { "S": assessment.to_string() },
    })
}
