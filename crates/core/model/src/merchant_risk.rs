//! What became of a merchant's payments, by day: counts and fraud over the last 1, 7 and 30 days that labels can be
//! known of.
//!
//! Labels come late. So a day is counted once, when its labels have had the delay to come in, and a transaction sees
//! the days before that: with a delay of 7 days, those that lie 8 to 37 days back. A replay of past transactions keeps
//! the same counts ([`RiskLedger`]) as are merged for serving ([`RiskSnapshot`]).

use std::collections::{BTreeMap, HashMap, VecDeque};

use fraud::identity::{self, Merchant};
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

impl Counts {
    fn add(&mut self, other: Counts) {
        self.payments += other.payments;
        self.fraud += other.fraud;
    }
}

/// One day's counts, by merchant: written once, after the delay. A payment counts for its merchant's id, if it names one, and for
/// its merchant's name: a payment without the id was not made elsewhere.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(from = "StoredDayCounts")]
pub struct DayCounts {
    /// The day, counted from 1970-01-01 (UTC).
    pub day: i64,
    /// What was counted of each merchant that is known by an id.
    pub merchants: BTreeMap<String, Counts>,
    /// What was counted of each name, in the form of [`identity::name`].
    pub names: BTreeMap<String, Counts>,
}

/// Counts as they are stored. Those of before names were counted have one key of each merchant, its id or its name as it was sent.
#[derive(Deserialize)]
struct StoredDayCounts {
    day: i64,
    merchants: BTreeMap<String, Counts>,
    names: Option<BTreeMap<String, Counts>>,
}

impl From<StoredDayCounts> for DayCounts {
    fn from(StoredDayCounts { day, merchants, names }: StoredDayCounts) -> DayCounts {
        let names = names.unwrap_or_else(|| {
            let mut names: BTreeMap<String, Counts> = BTreeMap::new();
            for (merchant, counts) in &merchants {
                names.entry(identity::name(merchant).into_owned()).or_default().add(*counts);
            }
            names
        });
        DayCounts { day, merchants, names }
    }
}

impl DayCounts {
    /// Nothing counted yet.
    pub fn new(day: i64) -> DayCounts {
        DayCounts { day, merchants: BTreeMap::new(), names: BTreeMap::new() }
    }

    /// Counts a day's payments. Others' are left out, and labels that came after the delay don't count.
    pub fn count<'a>(day: i64, payments: impl IntoIterator<Item = &'a PastTransaction>) -> DayCounts {
        let mut counts = DayCounts::new(day);
        for past in payments.into_iter().filter(|past| day_of(past.received_at) == day) {
            let fraud = u32::from(is_known_fraud(past.label, day));
            let Transaction { merchant_id, merchant, .. } = &past.transaction;
            counts.add(merchant_id.as_deref(), merchant, Counts { payments: 1, fraud });
        }
        counts
    }

    /// Adds what was counted of a merchant, as payments name it.
    pub fn add(&mut self, merchant_id: Option<&str>, merchant: &str, counts: Counts) {
        self.names.entry(identity::name(merchant).into_owned()).or_default().add(counts);
        if let Merchant::Id(id) = identity::merchant_of(merchant_id, merchant) {
            self.merchants.entry(id.into_owned()).or_default().add(counts);
        }
    }

    /// How many payments were counted.
    pub fn payments(&self) -> u64 {
        self.names.values().map(|counts| u64::from(counts.payments)).sum()
    }
}

/// The day of an instant, counted from 1970-01-01 (UTC).
pub fn day_of(instant: Timestamp) -> i64 {
    Day::of(instant).number()
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
#[serde(from = "StoredRiskSnapshot")]
pub struct RiskSnapshot {
    today: i64,
    merchants: BTreeMap<String, MerchantRisk>,
    names: BTreeMap<String, MerchantRisk>,
}

/// A snapshot as it is stored. In one of before names were counted, a merchant's name stands where its id would.
#[derive(Deserialize)]
struct StoredRiskSnapshot {
    today: i64,
    merchants: BTreeMap<String, MerchantRisk>,
    names: Option<BTreeMap<String, MerchantRisk>>,
}

impl From<StoredRiskSnapshot> for RiskSnapshot {
    fn from(StoredRiskSnapshot { today, merchants, names }: StoredRiskSnapshot) -> RiskSnapshot {
        let of_name =
            |(merchant, risk): (&String, &MerchantRisk)| (identity::name(merchant).into_owned(), *risk);
        let names = names.unwrap_or_else(|| merchants.iter().map(of_name).collect());
        RiskSnapshot { today, merchants, names }
    }
}

impl RiskSnapshot {
    /// Merges the counts of the days before `today`; days too old or too new don't matter.
    pub fn merge<'a>(
        today: i64,
        days: impl IntoIterator<Item = &'a DayCounts, IntoIter: Clone>,
    ) -> RiskSnapshot {
        let days = days.into_iter();
        let merchants = merged(today, days.clone().map(|counts| (counts.day, &counts.merchants)));
        let names = merged(today, days.map(|counts| (counts.day, &counts.names)));
        RiskSnapshot { today, merchants, names }
    }

    /// The day that it was made for.
    pub fn today(&self) -> i64 {
        self.today
    }

    /// What is known of the merchant of a transaction; nothing of one that was not seen.
    pub fn of(&self, transaction: &Transaction) -> MerchantRisk {
        let risk = match identity::merchant(transaction) {
            Merchant::Id(id) => self.merchants.get(id.as_ref()),
            Merchant::Name(name) => self.names.get(name.as_ref()),
        };
        risk.copied().unwrap_or_default()
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

fn merged<'a>(
    today: i64,
    days: impl Iterator<Item = (i64, &'a BTreeMap<String, Counts>)>,
) -> BTreeMap<String, MerchantRisk> {
    let mut by_merchant: BTreeMap<&str, Vec<(i64, Counts)>> = BTreeMap::new();
    for (day, counts) in days {
        for (merchant, counted) in counts {
            by_merchant.entry(merchant).or_default().push((day, *counted));
        }
    }
    let risks = by_merchant
        .into_iter()
        .map(|(merchant, days)| (merchant.to_owned(), MerchantRisk::of(today, days.iter().copied())));
    risks.filter(|(_, risk)| *risk != MerchantRisk::default()).collect()
}

type DaysOf = HashMap<String, VecDeque<(i64, Counts)>, FxBuildHasher>;

/// The same, kept from one transaction to the next.
#[derive(Debug, Default)]
pub(crate) struct RiskLedger {
    merchants: DaysOf,
    names: DaysOf,
}

impl RiskLedger {
    pub(crate) fn of(&self, transaction: &Transaction, now: Timestamp) -> MerchantRisk {
        let days = match identity::merchant(transaction) {
            Merchant::Id(id) => self.merchants.get(id.as_ref()),
            Merchant::Name(name) => self.names.get(name.as_ref()),
        };
        days.map_or_else(MerchantRisk::default, |days| MerchantRisk::of(day_of(now), days.iter().copied()))
    }

    /// Adds a payment, in the order in which they were received.
    pub(crate) fn remember(&mut self, past: &PastTransaction) {
        let day = day_of(past.received_at);
        let counted = Counts { payments: 1, fraud: u32::from(is_known_fraud(past.label, day)) };
        if let Merchant::Id(id) = identity::merchant(&past.transaction) {
            count_on(&mut self.merchants, &id, day, counted);
        }
        count_on(&mut self.names, &identity::name(&past.transaction.merchant), day, counted);
    }
}

fn count_on(merchants: &mut DaysOf, merchant: &str, day: i64, counted: Counts) {
    if !merchants.contains_key(merchant) {
        merchants.insert(merchant.to_owned(), VecDeque::new());
    }
    let Some(days) = merchants.get_mut(merchant) else { return };
    if days.back().is_none_or(|(last, _)| *last != day) {
        days.push_back((day, Counts::default()));
    }
    while days.front().is_some_and(|(first, _)| *first < day - SNAPSHOT_DAYS) {
        days.pop_front();
    }
    if let Some((_, counts)) = days.back_mut() {
        counts.add(counted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::payments;

    fn risk(merchants: &str) -> RiskSnapshot {
        let day: DayCounts = serde_json::from_str(&format!("{{\"day\":100,{merchants}}}")).unwrap();
        RiskSnapshot::merge(100 + LABEL_DELAY_DAYS + 1, [&day])
    }

    fn payments_known(snapshot: &RiskSnapshot, merchant_id: Option<&str>, merchant: &str) -> Option<f64> {
        let mut transaction = payments(1, 1).remove(0).transaction;
        (transaction.merchant_id, transaction.merchant) =
            (merchant_id.map(str::to_owned), merchant.to_owned());
        snapshot.of(&transaction).value(RiskMeasure::Payments(30))
    }

    #[test]
    fn counts_and_snapshots_of_before_names_were_counted_still_count() {
        let of_before = risk(
            r#""merchants":{"Caf\u00e9":{"payments":2,"fraud":1},"CAFE":{"payments":3,"fraud":0},"M-7":{"payments":4,"fraud":0}}"#,
        );
        for (merchant_id, merchant, expected) in
            [(None, "Café", 5.0), (None, "cafe.", 5.0), (Some("M-7"), "Books", 4.0), (None, "Books", 0.0)]
        {
            assert_eq!(payments_known(&of_before, merchant_id, merchant), Some(expected), "{merchant}");
        }
        let stored = r#"{"today":108,"merchants":{"Caf\u00e9":{"windows":[{"payments":2,"fraud":1},{"payments":2,"fraud":1},{"payments":2,"fraud":1}],"days_since_fraud":0,"good_since_fraud":0}}}"#;
        let snapshot = RiskSnapshot::from_bytes(&sealed::seal(SNAPSHOT_KIND, stored.as_bytes())).unwrap();
        assert_eq!(payments_known(&snapshot, None, "CAFE"), Some(2.0));
    }

    #[test]
    fn an_id_and_a_name_that_read_the_same_are_two_merchants() {
        let mut day = DayCounts::new(100);
        day.add(Some("cafe"), "Books", Counts { payments: 1, fraud: 0 });
        day.add(None, "Café", Counts { payments: 2, fraud: 0 });
        assert_eq!(day.payments(), 3);
        let kept = serde_json::to_string(&day).unwrap();
        assert_eq!(serde_json::from_str::<DayCounts>(&kept).unwrap(), day);
        let snapshot = RiskSnapshot::merge(108, [&day]);
        for (merchant_id, merchant, expected) in [
            (Some("cafe"), "Books", 1.0),
            (Some("cafe "), "Another", 1.0),
            (None, "BOOKS", 1.0),
            (None, "cafe", 2.0),
            (Some("Cafe"), "Café", 0.0),
        ] {
            assert_eq!(payments_known(&snapshot, merchant_id, merchant), Some(expected), "{merchant}");
        }
    }
}
