//! The model that payments are scored by.

use std::sync::LazyLock;

use fraud::{CardKey, KeyId, Label, PastTransaction, Verdict};
use model::{FeatureList, Replay, Settings, train};
use traffic::{Payment, Traffic};

/// As few as a model can be made of in no time.
const PAYMENTS: usize = 1_500;

/// The champion as it lies in the bucket.
pub(crate) static CHAMPION: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let settings = traffic::Settings { customers: 60, fraud_rate: 0.1, ..traffic::Settings::default() };
    let mut replay = Replay::new(FeatureList::standard()).expect("the standard features");
    for payment in Traffic::new(settings).take(PAYMENTS) {
        replay.observe(&past(&payment), true).expect("generated in order");
    }
    let mut small = Settings::default();
    (small.boost.trees, small.forest.trees, small.forest.points) = (10, 4, 16);
    train(&replay.finish().all(), &small).expect("enough to learn from").to_bytes()
});

fn past(payment: &Payment) -> PastTransaction {
    let verdict = if payment.pattern.is_some() { Verdict::Fraud } else { Verdict::Legitimate };
    PastTransaction {
        key_id: KeyId::new(payment.event_time, [0; 10]),
        received_at: payment.event_time,
        transaction: payment.transaction(&CardKey::new([7; 32]).expect("a key")),
        outcome: None,
        label: Some(Label { verdict, known_at: payment.event_time }),
    }
}
