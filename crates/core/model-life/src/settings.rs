//! How long things take and how much is looked at.

use model::merchant_risk::{LABEL_DELAY_DAYS, SNAPSHOT_DAYS};
use model::{DriftSettings, Settings};

/// What a model's life goes by.
#[derive(Clone, PartialEq, Debug)]
pub struct LifeSettings {
    /// How long labels take to come in: what is older is mature.
    pub label_delay_days: i64,
    /// How many days of payments a model learns from at most.
    pub train_days: i64,
    /// How many days make a window: the one that models are compared on, and those that drift is looked for in.
    pub window_days: i64,
    /// How many days before that are replayed for what features look back at.
    pub history_days: i64,
    /// How many payments are held in memory as rows at most.
    pub payments_max: usize,
    /// How many payments one training goes through at most, those of the time that features look back at included.
    pub replayed_max: usize,
    /// How many payments a day can be replayed at most: what features look back at is held in memory.
    pub daily_max: usize,
    /// Whether a mature payment counts as good that was approved and that nobody has labelled.
    pub unlabelled_is_good: bool,
    /// How a model is trained.
    pub training: Settings,
    /// What counts as drift.
    pub drift: DriftSettings,
}

impl Default for LifeSettings {
    fn default() -> LifeSettings {
        LifeSettings {
            label_delay_days: LABEL_DELAY_DAYS,
            train_days: 56,
            window_days: 7,
            history_days: SNAPSHOT_DAYS + 1,
            payments_max: 600_000,
            replayed_max: 10_000_000,
            daily_max: 42_000,
            unlabelled_is_good: true,
            training: Settings::default(),
            drift: DriftSettings::default(),
        }
    }
}
