//! What the tests of this crate begin with: generated payments, made-up rows, small models.

use fraud::{CardKey, Day, PastTransaction, Timestamp, Verdict};
use traffic::Traffic;

use crate::feature_list::{Feature, FeatureList, Source};
use crate::features::{Features, Value};
use crate::model::Model;
use crate::random::Seeded;
use crate::rows::{Fact, Rows};
use crate::training::{Settings, train};

/// Generated payments with labels that come a week later.
pub(crate) fn payments(seed: u64, count: usize) -> Vec<PastTransaction> {
    let settings =
        traffic::Settings { seed, customers: 120, fraud_rate: 0.05, ..traffic::Settings::default() };
    let key = CardKey::new([7; 32]).unwrap();
    let past =
        |(number, payment): (usize, traffic::Payment)| payment.past(&key, number as u64, 7 * Day::MILLIS);
    Traffic::new(settings).take(count).enumerate().map(past).collect()
}

pub(crate) fn list(names: &[&str]) -> FeatureList {
    let feature = |name: &&str| Feature {
        name: (*name).to_owned(),
        words: name.replace('_', " "),
        source: Source::Attribute((*name).to_owned()),
    };
    FeatureList { features: names.iter().map(feature).collect(), ..FeatureList::default() }
}

/// Rows whose fraud depends on amount, speed and channel, with missing values and rare texts; `noise` says nothing.
pub(crate) fn rows(seed: u64, count: usize) -> Rows {
    let mut seeded = Seeded::new(seed);
    let mut rows = Rows::new(list(&["amount", "speed", "channel", "noise", "is_new"]));
    for number in 0..count {
        let amount = libm::exp(1.0 + seeded.part() * 5.0);
        let speed = (seeded.part() < 0.8).then(|| seeded.part() * 900.0);
        let channel = ["pos", "web", "atm", "phone"][seeded.below(4)];
        let is_new = seeded.part() < 0.3;
        let mut log_odds = -5.0 + libm::log(amount) * 0.6 + speed.map_or(0.5, |speed| speed / 250.0);
        log_odds += match channel {
            "web" => 1.5,
            "phone" => -1.0,
            _ => 0.0,
        };
        log_odds += if is_new && amount > 50.0 { 1.5 } else { 0.0 };
        let is_fraud = seeded.part() < crate::calibration::logistic(log_odds);
        let channel = match seeded.below(40) {
            0 => Value::Missing,
            1 => Value::Text(format!("rare {number}")),
            _ => Value::Text(channel.to_owned()),
        };
        let features = Features(vec![
            Value::Number(amount),
            speed.map_or(Value::Missing, Value::Number),
            channel,
            Value::Number(seeded.part()),
            Value::Number(f64::from(u8::from(is_new))),
        ]);
        let fact = Fact {
            received_at: Timestamp::from_millis(number as i64 * 60_000),
            card: seeded.below(count / 8 + 1) as u64,
            amount,
            verdict: Some(if is_fraud { Verdict::Fraud } else { Verdict::Legitimate }),
        };
        rows.push(&features, fact);
    }
    rows
}

/// Settings under which training takes no time.
pub(crate) fn small() -> Settings {
    let mut settings = Settings::default();
    (settings.boost.trees, settings.boost.learning_rate) = (30, 0.2);
    (settings.forest.trees, settings.forest.points) = (8, 32);
    settings
}

pub(crate) fn model(rows: &Rows) -> Model {
    train(&rows.all(), &small()).unwrap()
}
