//! Those who look transactions up, while they are on their way and afterwards.

use aws_lambda_events::apigw::ApiGatewayProxyResponse;
use aws_lambda_events::encodings::Body;
use fraud::KeyId;
use serde_json::Value;

use crate::faults::FaultRates;
use crate::functions;
use crate::journal::Occurrence;
use crate::witness::{self, StoredDecision};
use crate::world::World;

/// A read, and how the world stood when it began.
pub(crate) struct Reading {
    pub(crate) key_id: String,
    was_done: bool,
    may_fail: bool,
}

impl Reading {
    fn begin(world: &World, key_id: String) -> Reading {
        let was_done = witness::decision(&key_id, &world.cloud.table).is_some();
        let may_fail = world.cloud.state().rates.calls_fail();
        Reading { key_id, was_done, may_fail }
    }
}

/// Starts a read of something: a known id, an unknown one, or what is not an id.
pub(crate) fn read_some(world: &mut World) {
    let key_id = {
        let mut state = world.cloud.state();
        let known = world.cloud.table.key_ids();
        match state.random.below(8) {
            0 => KeyId::new(state.now, state.random.bytes()).to_string(),
            1 => "4111".to_owned(),
            _ if known.is_empty() => return,
            _ => state.random.choose(&known).clone(),
        }
    };
    let reading = Reading::begin(world, key_id);
    world.read(reading);
}

/// Checks what a read answered.
pub(crate) fn check(world: &mut World, reading: &Reading, response: &ApiGatewayProxyResponse) {
    let Some(Body::Text(body)) = &response.body else { return };
    world.clients.answers.push(body.clone());
    let result = compare(world, reading, response.status_code, body);
    let mut state = world.cloud.state();
    state.happened(Occurrence::StatusRead, || {
        format!("{} is {}: {body}", reading.key_id, response.status_code)
    });
    state.check(result);
}

/// Reads everything once more when all is at rest: every answer agrees with the table.
pub(crate) fn read_all(world: &mut World) {
    world.cloud.state().rates = FaultRates::NONE;
    for key_id in world.cloud.table.key_ids() {
        let mut handling = world.functions.get(&key_id);
        let response = loop {
            match functions::poll(&mut handling) {
                Some(functions::Answer::Http(response)) => break response,
                Some(_) => unreachable!("the status checker answers HTTP"),
                None => {}
            }
        };
        let reading = Reading::begin(world, key_id);
        check(world, &reading, &response);
    }
}

fn compare(world: &World, reading: &Reading, code: i64, body: &str) -> Result<(), String> {
    let (key_id, was_done) = (reading.key_id.as_str(), reading.was_done);
    let answer: Value =
        serde_json::from_str(body).map_err(|error| format!("an answer is not JSON: {error}"))?;
    let problem = |what: &str| Err(format!("{key_id} {what}, and is answered {code}: {body}"));
    let is_poison = world.poison.iter().any(|poison| poison == key_id);
    match (code, key_id.parse::<KeyId>().is_ok(), world.cloud.table.image(key_id).is_some()) {
        (503, true, _) if reading.may_fail => Ok(()),
        (400, false, _) | (404, true, false) => Ok(()),
        (500, true, true) if is_poison => Ok(()),
        (200, true, true) => match (answer["status"].as_str(), witness::decision(key_id, &world.cloud.table))
        {
            (Some("Done"), Some(stored)) if is_shown(&stored, &answer["assessment"]) => Ok(()),
            (Some("Done"), Some(_)) => problem("was decided otherwise"),
            (Some("Pending"), _) if !was_done => Ok(()),
            (Some("Failed"), None) if is_poison => Ok(()),
            _ => problem(if was_done { "is Done" } else { "is not Done" }),
        },
        _ => problem("is none of what may be answered so"),
    }
}

/// Whether an answer shows the stored decision: all that it names is as stored, and what matters is named.
fn is_shown(stored: &StoredDecision, shown: &Value) -> bool {
    let (Ok(stored), Some(shown)) = (serde_json::to_value(stored.assessment()), shown.as_object()) else {
        return false;
    };
    let said = &stored["basis"]["model"]["prediction"];
    ["risk_score", "outcome", "hits", "versions"].iter().all(|name| shown.contains_key(*name))
        && shown.iter().all(|(name, value)| match name.as_str() {
            // These are told of what the decision was made on.
            "versions" => {
                stored["policy_version"] == value["policy"]
                    && stored["basis"]["policy_hash"] == value["policy_hash"]
                    && stored["basis"]["model"]["version"] == value["model"]
            }
            "model" => stored["basis"]["model"].is_object() == (*value == "scored"),
            "anomaly_detector" => said["anomaly"] == value["score"],
            "fraud_classifier" => said["fraud"]["probability"] == value["pred_proba"],
            "watchlist" => stored["basis"]["screened"]["version"] == value["version"],
            "history" => value.is_string(),
            _ => stored[name] == *value,
        })
}
