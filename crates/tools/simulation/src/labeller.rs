//! Those who find out afterwards what a transaction was. They say so late, twice, in any order and at the same time, and send
//! again what was not answered.

use aws_io::label_record::LabelRecord;
use aws_io::stored_transaction::StoredTransaction;
use aws_lambda_events::apigw::ApiGatewayProxyResponse;
use aws_lambda_events::encodings::Body;
use fraud::{KeyId, Timestamp, Verdict};
use serde_json::{Value, json};

use crate::cloud::Cloud;
use crate::journal::Occurrence;
use crate::world::World;

/// Something that somebody found out.
pub(crate) struct GivenLabel {
    pub(crate) key_id: String,
    verdict: Verdict,
    /// Who says so: everybody says one thing, by which it is known again in the table.
    source: String,
    /// Since when that is known.
    time: Timestamp,
    /// Whether whoever gave it knows that it was taken.
    is_acknowledged: bool,
    /// Whether it may fail to be taken for a reason of this moment.
    may_fail: bool,
}

impl GivenLabel {
    /// The body of the request.
    pub(crate) fn body(&self) -> String {
        let (label, time) = (self.verdict.as_str(), self.time.to_string());
        json!({ "label": label, "source": self.source, "time": time }).to_string()
    }

    fn is(&self, record: &LabelRecord) -> bool {
        (self.verdict, &self.source, self.time) == (record.label, &record.source, record.time)
    }

    /// What makes one label count rather than another.
    fn rank(&self) -> (Timestamp, bool) {
        (self.time, self.verdict == Verdict::Fraud)
    }
}

/// Somebody gives a label, or one again that was given before.
pub(crate) fn give_some(world: &mut World) {
    let number = {
        let mut state = world.cloud.state();
        let known = world.cloud.table.key_ids();
        let given = world.labels.len();
        if given > 0 && state.random.happens(400) {
            state.random.below(given)
        } else {
            let key_id = match state.random.below(10) {
                0 => KeyId::new(state.now, state.random.bytes()).to_string(),
                _ if known.is_empty() => return,
                _ => state.random.choose(&known).clone(),
            };
            // Few times, so that some labels are of one time.
            let age_millis = state.random.between(0, 5) * 60_000;
            let label = GivenLabel {
                key_id,
                verdict: *state.random.choose(&[Verdict::Fraud, Verdict::Legitimate]),
                source: format!("analyst {given}"),
                time: Timestamp::from_millis(state.now.as_millis() / 60_000 * 60_000 - age_millis),
                is_acknowledged: false,
                may_fail: false,
            };
            world.labels.push(label);
            given
        }
    };
    let may_fail = world.cloud.state().rates.calls_fail();
    world.labels[number].may_fail |= may_fail;
    world.label(number);
}

/// Checks what a label was answered.
pub(crate) fn answered(world: &mut World, number: usize, response: &ApiGatewayProxyResponse) {
    let Some(Body::Text(body)) = &response.body else { return };
    world.clients.answers.push(body.clone());
    let result = match response.status_code {
        200 => acknowledge(world, number, body),
        code => refused(world, number, code, body),
    };
    let mut state = world.cloud.state();
    state.tell(|| format!("label {number} is answered {}: {body}", response.status_code));
    state.check(result);
}

fn acknowledge(world: &mut World, number: usize, body: &str) -> Result<(), String> {
    let answer: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let counting = (answer["time"].as_str().and_then(|time| time.parse().ok()), answer["label"] == "fraud");
    let given = &mut world.labels[number];
    let mut state = world.cloud.state();
    state.journal.count(Occurrence::LabelTaken);
    if std::mem::replace(&mut given.is_acknowledged, true) {
        state.journal.count(Occurrence::LabelRepeated);
    }
    let rank = given.rank();
    match counting {
        (Some(time), is_fraud) if (time, is_fraud) > rank => {
            state.journal.count(Occurrence::LabelLate);
            Ok(())
        }
        (Some(time), is_fraud) if (time, is_fraud) == rank => Ok(()),
        _ => Err(format!("label {number} is answered an older one: {body}")),
    }
}

fn refused(world: &World, number: usize, code: i64, body: &str) -> Result<(), String> {
    let given = &world.labels[number];
    let is_stored = world.cloud.table.image(&given.key_id).is_some();
    let is_poison = world.poison.contains(&given.key_id);
    world.cloud.state().journal.count(Occurrence::LabelNotTaken);
    match code {
        503 if given.may_fail => Ok(()),
        400 if given.key_id.parse::<KeyId>().is_err() => Ok(()),
        404 if !is_stored => Ok(()),
        500 if is_poison => Ok(()),
        _ => Err(format!("label {number} of {} is answered {code}: {body}", given.key_id)),
    }
}

/// What was acknowledged is there for good, and of all that is there the latest counts.
pub(crate) fn are_kept(world: &World) -> Result<(), String> {
    for key_id in world.cloud.table.key_ids() {
        if world.poison.contains(&key_id) {
            continue;
        }
        let kept = kept_labels(&world.cloud, &key_id)?;
        let given = || world.labels.iter().filter(|label| label.key_id == key_id);
        if let Some(lost) =
            given().find(|label| label.is_acknowledged && !kept.iter().any(|record| label.is(record)))
        {
            return Err(format!("the label of {} on {key_id} was taken and is lost", lost.source));
        }
        let counting = kept.first().map(|record| (record.time, record.label == Verdict::Fraud));
        if given().filter(|label| label.is_acknowledged).any(|label| Some(label.rank()) > counting) {
            return Err(format!("of the labels on {key_id} the latest does not count"));
        }
        if let Some(record) = kept.iter().find(|record| !world.labels.iter().any(|label| label.is(record))) {
            return Err(format!("nobody gave the label of {} on {key_id}", record.source));
        }
    }
    Ok(())
}

fn kept_labels(cloud: &Cloud, key_id: &str) -> Result<Vec<LabelRecord>, String> {
    let Some(image) = cloud.table.image(key_id) else { return Ok(Vec::new()) };
    match StoredTransaction::from_image(image) {
        Ok(stored) => Ok(stored.labels),
        Err(error) => Err(format!("{key_id} can't be read: {error}")),
    }
}
