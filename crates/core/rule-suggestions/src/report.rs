//! What is suggested, with its figures, and on what it rests.

use std::collections::BTreeMap;
use std::fmt;

use fraud::{Entity, KeyId, Timestamp, Verdict};
use serde::{Serialize, Serializer};

use crate::payments::{Passed, Payments, defrauded};
use crate::worth::precision_at_least;
use crate::{KNOWN_CARDS_MIN, LATER_CARDS_MIN};

/// The whole of it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Report {
    /// What was looked at.
    pub sample: Sample,
    /// The best first, by the earlier part.
    pub suggestions: Vec<Suggestion>,
    /// Conditions that the earlier part spoke for, and the later part did not: they hurt too many there, or caught nothing more.
    pub not_held: usize,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nothing: Option<Nothing>,
}

impl Report {
    pub(crate) fn nothing(sample: Sample, nothing: Nothing) -> Report {
        Report { sample, suggestions: Vec::new(), not_held: 0, nothing: Some(nothing) }
    }

    /// Why there is none, and what is needed, in sentences; nothing if there are some.
    pub fn nothing_in_words(&self) -> Option<String> {
        self.nothing.map(|nothing| Words(nothing, &self.sample).to_string())
    }
}

/// Why there is no suggestion.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Nothing {
    /// Too little fraud is known that the policy lets pass.
    TooFew,
    /// No condition tells it from good payments.
    NoneFound,
    /// None that was found held on the later payments.
    NoneHeld,
}

struct Words<'w>(Nothing, &'w Sample);

impl fmt::Display for Words<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Words(nothing, sample) = self;
        let Sample {
            payments,
            labelled,
            fraud,
            fraud_stopped,
            missed_cards,
            known_cards,
            later_missed_cards,
            ..
        } = sample;
        let needed = format!(
            "{KNOWN_CARDS_MIN} different cards whose fraud was known when the later part of the payments began, and {LATER_CARDS_MIN} with \
             fraud in that part"
        );
        match nothing {
            Nothing::TooFew if *payments == 0 => write!(out, "There are no payments to look at."),
            Nothing::TooFew if *fraud == 0 => write!(
                out,
                "None of the payments is known to be fraud ({labelled} of {payments} have a label). What is needed is fraud that the policy \
                 lets pass: {needed}."
            ),
            Nothing::TooFew if fraud == fraud_stopped => write!(
                out,
                "The policy stops every payment that is known to be fraud ({fraud} of them): there is nothing to suggest."
            ),
            Nothing::TooFew => write!(
                out,
                "The policy lets known fraud pass on {missed_cards} different cards. What is needed is {needed}; here these are at most \
                 {known_cards} and {later_missed_cards}. More labels, or payments of more days, may do."
            ),
            Nothing::NoneFound => write!(
                out,
                "No condition of up to three terms tells the fraud that the policy lets pass (on {missed_cards} different cards) from good \
                 payments well enough. Payments without a label count as good."
            ),
            Nothing::NoneHeld => write!(
                out,
                "The conditions that the earlier payments speak for did not hold on the later ones, so none is suggested."
            ),
        }
    }
}

/// What was looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Sample {
    /// Payments.
    pub payments: usize,
    /// Those of which it is known what they were.
    pub labelled: usize,
    /// Those known to be fraud.
    pub fraud: usize,
    /// Of these, those that the policy stops as it stands.
    pub fraud_stopped: usize,
    /// Different cards with fraud that it lets pass, or different customers if they are fewer.
    pub missed_cards: usize,
    /// When the first and the last payment were received.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_text")]
    pub from: Option<Timestamp>,
    /// The last.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_text")]
    pub to: Option<Timestamp>,
    /// From when on payments were kept for the figures.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_text")]
    pub figures_from: Option<Timestamp>,
    /// Payments that the policy lets pass: those that conditions were looked for in.
    pub earlier: usize,
    /// Payments that the policy lets pass: those that the figures are of.
    pub later: usize,
    /// Of these, in the earlier part, those that were known when the later one began.
    pub known_cards: usize,
    /// Of these, those in the later part.
    pub later_missed_cards: usize,
}

/// A time as people and programs read it.
fn as_text<S: Serializer>(time: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&time.map(|time| time.to_string()).unwrap_or_default())
}

impl Sample {
    pub(crate) fn of(payments: &Payments<'_>) -> Sample {
        let known = |verdict: Option<Verdict>| verdict == Some(Verdict::Fraud);
        Sample {
            payments: payments.records.len(),
            labelled: payments.records.iter().filter(|record| record.verdict.is_some()).count(),
            fraud: payments.records.iter().filter(|record| known(record.verdict)).count(),
            fraud_stopped: payments.fraud_stopped,
            missed_cards: defrauded(payments.passed.iter()),
            from: payments.records.first().map(|record| record.received_at),
            to: payments.records.last().map(|record| record.received_at),
            ..Sample::default()
        }
    }

    pub(crate) fn split(&mut self, at: Timestamp, earlier: &[Passed], later: &[Passed]) {
        self.figures_from = Some(at);
        self.earlier = earlier.len();
        self.later = later.len();
        self.known_cards = defrauded(earlier.iter());
        self.later_missed_cards = defrauded(later.iter());
    }
}

/// A rule to start from.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Suggestion {
    /// Its code, which no rule of the policy has.
    pub code: String,
    /// Its condition.
    pub condition: String,
    /// The whole rule in TOML, to be put behind the policy's others.
    pub rule: String,
    /// What it would have added.
    pub figures: Figures,
    /// Some of the payments that it hits, fraud first.
    pub examples: Vec<Example>,
    /// What it looks back at that no rule of the policy does yet.
    pub new_history: Vec<NewHistory>,
}

/// What a rule would have added, by the later payments alone, of those that the policy lets pass.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Figures {
    /// Payments that it hits.
    pub payments: usize,
    /// Of these, known to be fraud.
    pub fraud_payments: usize,
    /// Of these, known to be good.
    pub good_payments: usize,
    /// Of these, without a label.
    pub unlabelled_payments: usize,
    /// Different cards with fraud that it catches.
    pub fraud_cards: usize,
    /// Different customers of theirs; a payment that names none counts under its card.
    pub fraud_customers: usize,
    /// Cards with fraud that no suggestion before it catches.
    pub fraud_cards_more: usize,
    /// Different customers with payments that are known to be good.
    pub good_customers: usize,
    /// Different customers with payments that are good or have no label: whom it hurts as far as anybody knows.
    pub hurt_customers: usize,
    /// The part that fraud is of whom it stops, by cards and customers; payments without a label count as good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<f64>,
    /// What that part is at least: the lower end of a 95 % interval.
    pub precision_at_least: f64,
    /// The fraud that it catches, in the policy's reference currency.
    pub fraud_amount: f64,
    /// Payments that it hits a day.
    pub alerts_a_day: f64,
    /// In generated data: by its kind, the payments of fraud that it hits.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub patterns: BTreeMap<String, usize>,
}

impl Figures {
    /// Cards with fraud, or customers if they are fewer.
    pub fn caught(&self) -> usize {
        self.fraud_cards.min(self.fraud_customers)
    }

    /// Whether it catches fraud that none before it does, on more than one card, and hurts no more good customers than is worth it.
    pub(crate) fn pays(&self, good_per_fraud: f64) -> bool {
        self.fraud_cards_more > 0
            && self.caught() > 1
            && self.hurt_customers as f64 <= good_per_fraud * self.caught() as f64
    }

    pub(crate) fn with_precision(self) -> Figures {
        let stopped = self.caught() + self.hurt_customers;
        let precision = (stopped > 0).then(|| self.caught() as f64 / stopped as f64);
        Figures {
            precision_at_least: precision_at_least(self.caught(), self.hurt_customers),
            precision,
            ..self
        }
    }
}

/// A payment that a suggestion hits.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Example {
    /// Its id.
    pub key_id: KeyId,
    /// Amount and merchant.
    pub payment: String,
    /// What it turned out to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<Verdict>,
}

/// History that a rule would be the first to ask for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct NewHistory {
    /// Whose.
    pub entity: Entity,
    /// How far back.
    pub minutes: i64,
}
