//! The model that payments are scored by.

use std::sync::LazyLock;

use fraud::CardKey;
use model::{FeatureList, Model, Replay, Settings, train};
use traffic::Traffic;

/// As few as a model can be made of in no time.
const PAYMENTS: usize = 1_500;

/// The champion as it lies in the bucket.
pub(crate) static CHAMPION: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let settings = traffic::Settings { customers: 60, fraud_rate: 0.1, ..traffic::Settings::default() };
    let mut replay = Replay::new(FeatureList::standard()).expect("the standard features");
    let key = CardKey::new([7; 32]).expect("32 bytes are a key");
    for payment in Traffic::new(settings).take(PAYMENTS) {
        replay.observe(&payment.past(&key, 0, 0), true).expect("generated in order");
    }
    let mut small = Settings::default();
    (small.boost.trees, small.forest.trees, small.forest.points) = (10, 4, 16);
    train(&replay.finish().all(), &small).expect("enough to learn from").to_bytes()
});

/// Its version.
pub(crate) static CHAMPION_VERSION: LazyLock<String> =
    LazyLock::new(|| Model::from_bytes(&CHAMPION).expect("it was trained here").version().to_owned());
