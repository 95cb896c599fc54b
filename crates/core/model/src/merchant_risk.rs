//! What became of a merchant's payments, by day: counts and fraud over the last 1, 7 and 30 days that labels can be
//! known of.
//!
//! Labels come late. So a day is counted once, when its labels have had the delay to come in, and a transaction sees
//! the days before that: with a delay of 7 days, those that lie 8 to 37 days back. A replay of past transactions keeps
//! the same counts ([`RiskLedger`]) as are merged for serving ([`RiskSnapshot`]).

use std::collections::{BTreeMap, HashMap, VecDeque};

use fraud::{Day, Label, PastTransaction, Timestamp, Transaction, Verdict};
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

use crate::sealed::{self, SealError};

/// How long labels take to come in, in days.
pub const LABEL_DELAY_DAYS: i64 = 7;
/// How many days a snapshot looks at.
pub const WINDOW_DAYS_MAX: i64 = 30;
/// How many days a snapshot is merged from, the delay included.
pub const SNAPSHOT_DAYS: i64 = WINDOW_DAYS_MAX + LABEL_DELAY_DAYS;
const SNAPSHOT_KIND: &[u8; 8] = b"TGRISK\0\x01";

/// A number that is known of a merchant's past.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskMeasure {
    /// Payments within so many days.
    Payments(i64),
    /// The part of them that was fraud; missing without any payment.
    FraudRate(i64),
    /// Days since the last one that had a fraud; missing without any.
    DaysSinceFraud,
    /// Good payments on the days after the last fraud: whether it ended. Missing without any fraud.
    GoodSinceFraud,
}

impl RiskMeasure {
    /// Every measure.
    pub const ALL: [RiskMeasure; 8] = [
        RiskMeasure::Payments(1),
        RiskMeasure::FraudRate(1),
        RiskMeasure::Payments(7),
        RiskMeasure::FraudRate(7),
        RiskMeasure::Payments(30),
        RiskMeasure::FraudRate(30),
        RiskMeasure::DaysSinceFraud,
        RiskMeasure::GoodSinceFraud,
    ];

    pub(crate) fn name(self) -> String {
        match self {
            RiskMeasure::Payments(days) => format!("merchant_payments_{days}d"),
            RiskMeasure::FraudRate(days) => format!("merchant_fraud_rate_{days}d"),
            RiskMeasure::DaysSinceFraud => "merchant_days_since_fraud".into(),
            RiskMeasure::GoodSinceFraud => "merchant_good_since_fraud".into(),
        }
    }

    pub(crate) fn words(self) -> String {
        let days = |days: i64| if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
        match self {
            RiskMeasure::Payments(window) => format!("the merchant's payments of {}", days(window)),
            RiskMeasure::FraudRate(window) => {
                format!("fraud among the merchant's payments of {}", days(window))
            }
            RiskMeasure::DaysSinceFraud => "days since the merchant's last known fraud".into(),
            RiskMeasure::GoodSinceFraud => "good payments to the merchant since its last known fraud".into(),
        }
    }

    /// How many days it looks at.
    pub(crate) fn days(self) -> i64 {
        match self {
            RiskMeasure::Payments(days) | RiskMeasure::FraudRate(days) => days,
            RiskMeasure::DaysSinceFraud | RiskMeasure::GoodSinceFraud => WINDOW_DAYS_MAX,
        }
    }

    /// Whether it says nothing without labels.
    pub(crate) fn needs_labels(self) -> bool {
        !matches!(self, RiskMeasure::Payments(_))
    }
}

/// What is counted of a merchant's day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Payments.
    pub payments: u32,
    /// Those known to be fraud.
    pub fraud: u32,
}

/// One day's counts, by merchant: written once, after the delay.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DayCounts {
    /// The day, counted from 1970-01-01 (UTC).
    pub day: i64,
    /// What was counted of each merchant.
    pub merchants: BTreeMap<String, Counts>,
}

impl DayCounts {
    /// Counts a day's payments. Others' are left out, and labels that came after the delay don't count.
    pub fn count<'a>(day: i64, payments: impl IntoIterator<Item = &'a PastTransaction>) -> DayCounts {
        let mut merchants: BTreeMap<String, Counts> = BTreeMap::new();
        for past in payments.into_iter().filter(|past| day_of(past.received_at) == day) {
            let counts = merchants.entry(merchant_of(&past.transaction).to_owned()).or_default();
            counts.payments += 1;
            counts.fraud += u32::from(is_known_fraud(past.label, day));
        }
        DayCounts { day, merchants }
    }
}

/// The day of an instant, counted from 1970-01-01 (UTC).
pub fn day_of(instant: Timestamp) -> i64 {
    Day::of(instant).number()
}

/// What a merchant is known by: its id if there is one, else its name.
pub fn merchant_of(transaction: &Transaction) -> &str {
    transaction.merchant_id.as_deref().unwrap_or(&transaction.merchant)
}

/// A day is counted when the delay is over since its end.
fn is_known_fraud(label: Option<Label>, day: i64) -> bool {
    let counted_at = Day::from_number(day + 1 + LABEL_DELAY_DAYS).start();
    label.is_some_and(|label| label.verdict == Verdict::Fraud && label.known_at <= counted_at)
}

/// All that is known of a merchant on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct MerchantRisk {
    /// What was counted within 1, 7 and 30 days.
    windows: [Counts; 3],
    days_since_fraud: Option<u32>,
    good_since_fraud: u32,
}

const WINDOWS: [i64; 3] = [1, 7, WINDOW_DAYS_MAX];

impl MerchantRisk {
    /// From days in any order; those that a transaction of the day `today` can't know yet, or no longer, don't count.
    fn of(today: i64, days: impl Iterator<Item = (i64, Counts)> + Clone) -> MerchantRisk {
        let newest = today - LABEL_DELAY_DAYS - 1;
        let known = days.filter(|(day, _)| (newest - WINDOW_DAYS_MAX + 1..=newest).contains(day));
        let last_fraud = known.clone().filter(|(_, counts)| counts.fraud > 0).map(|(day, _)| day).max();
        let mut risk = MerchantRisk {
            days_since_fraud: last_fraud.and_then(|day| u32::try_from(newest - day).ok()),
            ..MerchantRisk::default()
        };
        for (day, counts) in known {
            for (window, within) in WINDOWS.iter().zip(&mut risk.windows) {
                if newest - day < *window {
                    within.payments += counts.payments;
                    within.fraud += counts.fraud;
                }
            }
            if last_fraud.is_some_and(|fraud| fraud < day) {
                risk.good_since_fraud += counts.payments;
            }
        }
        risk
    }

    /// What a measure comes to; nothing where it says nothing.
    pub fn value(&self, measure: RiskMeasure) -> Option<f64> {
        let within =
            |days: i64| WINDOWS.iter().position(|window| *window == days).map(|place| self.windows[place]);
        match measure {
            RiskMeasure::Payments(days) => within(days).map(|counts| f64::from(counts.payments)),
            RiskMeasure::FraudRate(days) => within(days)
                .filter(|counts| counts.payments > 0)
                .map(|counts| f64::from(counts.fraud) / f64::from(counts.payments)),
            RiskMeasure::DaysSinceFraud => self.days_since_fraud.map(f64::from),
            RiskMeasure::GoodSinceFraud => self.days_since_fraud.map(|_| f64::from(self.good_since_fraud)),
        }
    }
}

/// What is known of every merchant on one day: made once a day, and loaded like a model.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct RiskSnapshot {
    today: i64,
    merchants: BTreeMap<String, MerchantRisk>,
}

impl RiskSnapshot {
    /// Merges the counts of the days before `today`; days too old or too new don't matter.
    pub fn merge<'a>(today: i64, days: impl IntoIterator<Item = &'a DayCounts>) -> RiskSnapshot {
        let mut by_merchant: BTreeMap<&str, Vec<(i64, Counts)>> = BTreeMap::new();
        for counts in days {
            for (merchant, counted) in &counts.merchants {
                by_merchant.entry(merchant).or_default().push((counts.day, *counted));
            }
        }
        let risks = by_merchant
            .into_iter()
            .map(|(merchant, days)| (merchant.to_owned(), MerchantRisk::of(today, days.iter().copied())));
        let known = risks.filter(|(_, risk)| *risk != MerchantRisk::default());
        RiskSnapshot { today, merchants: known.collect() }
    }

    /// The day that it was made for.
    pub fn today(&self) -> i64 {
        self.today
    }

    /// What is known of a merchant; nothing of one that was not seen.
    pub fn of(&self, merchant: &str) -> MerchantRisk {
        self.merchants.get(merchant).copied().unwrap_or_default()
    }

    /// As a file with a checksum.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SealError> {
        let body = serde_json::to_vec(self).map_err(|error| SealError::Form(error.to_string()))?;
        Ok(sealed::seal(SNAPSHOT_KIND, &body))
    }

    /// Reads such a file; a damaged or foreign one is refused.
    pub fn from_bytes(bytes: &[u8]) -> Result<RiskSnapshot, SealError> {
        let body = sealed::open(SNAPSHOT_KIND, bytes)?;
        serde_json::from_slice(body).map_err(|error| SealError::Form(error.to_string()))
    }
}

/// The same, kept from one transaction to the next.
#[derive(Debug, Default)]
pub(crate) struct RiskLedger {
    merchants: HashMap<String, VecDeque<(i64, Counts)>, FxBuildHasher>,
}

impl RiskLedger {
    pub(crate) fn of(&self, transaction: &Transaction, now: Timestamp) -> MerchantRisk {
        self.merchants
            .get(merchant_of(transaction))
            .map_or_else(MerchantRisk::default, |days| MerchantRisk::of(day_of(now), days.iter().copied()))
    }

    /// Adds a payment, in the order in which they were received.
    pub(crate) fn remember(&mut self, past: &PastTransaction) {
        let day = day_of(past.received_at);
        let merchant = merchant_of(&past.transaction);
        if !self.merchants.contains_key(merchant) {
            self.merchants.insert(merchant.to_owned(), VecDeque::new());
        }
        let Some(days) = self.merchants.get_mut(merchant) else { return };
        if days.back().is_none_or(|(last, _)| *last != day) {
            days.push_back((day, Counts::default()));
        }
        while days.front().is_some_and(|(first, _)| *first < day - SNAPSHOT_DAYS) {
            days.pop_front();
        }
        if let Some((_, counts)) = days.back_mut() {
            counts.payments += 1;
            counts.fraud += u32::from(is_known_fraud(past.label, day));
        }
    }
}
