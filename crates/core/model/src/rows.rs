//! Rows to train and evaluate on: the features of past transactions, and what became of them.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use fraud::identity::{self, Merchant};
use fraud::{Entity, Timestamp, Transaction, Verdict};
use rustc_hash::FxBuildHasher;

use crate::feature_list::FeatureList;
use crate::features::{Features, Value};

/// The most different texts that are told apart in one column; what comes later is missing.
const TEXTS_MAX: usize = 10_000;

/// What is known of a row beside its features.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Fact {
    /// When the transaction was received.
    pub received_at: Timestamp,
    /// The card, see [`card_number_of`].
    pub card: u64,
    /// The amount, in dollars by the feature list's rates.
    pub amount: f64,
    /// What it turned out to be, if that is known.
    pub verdict: Option<Verdict>,
}

/// A number that stands for a card, the same on every machine (FNV-1a of its token).
pub fn card_number_of(transaction: &Transaction) -> u64 {
    number_of(transaction.card.token.as_str())
}

fn number_of(text: &str) -> u64 {
    text.bytes()
        .fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

/// Whom a row has in common with others beside its card, as numbers that are the same on every machine: payments to one
/// merchant are alike, and so are those of a wave from one address or device.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Parties {
    pub(crate) merchant: Option<u64>,
    pub(crate) address: Option<u64>,
    pub(crate) device: Option<u64>,
}

impl Parties {
    /// Those of a transaction.
    pub fn of(transaction: &Transaction) -> Parties {
        let number = |entity: Entity| entity.key_of(transaction).map(|key| number_of(&key));
        Parties {
            merchant: Some(match identity::merchant(transaction) {
                Merchant::Id(merchant) | Merchant::Name(merchant) => number_of(&merchant),
            }),
            address: number(Entity::Ip),
            device: number(Entity::Device),
        }
    }
}

/// Transactions with their features, column by column, in the order in which they were received.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    pub(crate) list: FeatureList,
    pub(crate) columns: Vec<Column>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) parties: Vec<Parties>,
}

/// One feature's values. A column is of numbers until it holds a text; then the numbers count as texts as well.
#[derive(Clone, Debug, Default)]
pub(crate) struct Column {
    /// Numbers, or places in `texts`; not a number where the value is missing.
    pub(crate) cells: Vec<f64>,
    /// The different texts, if it is a column of texts.
    pub(crate) texts: Vec<String>,
    places: HashMap<String, usize, FxBuildHasher>,
}

impl Rows {
    /// No rows yet.
    pub fn new(list: FeatureList) -> Rows {
        let columns = vec![Column::default(); list.len()];
        Rows { list, columns, facts: Vec::new(), parties: Vec::new() }
    }

    /// What the columns are.
    pub fn list(&self) -> &FeatureList {
        &self.list
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.facts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// Adds a row whose features are those of the list, and which has nobody in common with others but its card.
    pub fn push(&mut self, features: &Features, fact: Fact) {
        self.push_of(features, fact, Parties::default());
    }

    /// Adds a row of these parties.
    pub fn push_of(&mut self, features: &Features, fact: Fact, parties: Parties) {
        for (column, value) in self.columns.iter_mut().zip(&features.0) {
            column.push(value);
        }
        self.facts.push(fact);
        self.parties.push(parties);
    }

    /// A feature came up that the rows before did not have.
    pub(crate) fn add_column(&mut self, list: &FeatureList) {
        self.list = list.clone();
        let missing = Column { cells: vec![f64::NAN; self.facts.len()], ..Column::default() };
        self.columns.resize(list.len(), missing);
    }

    /// Says anew what each row turned out to be, by its place and what was known of it.
    pub fn judge(&mut self, verdict: impl Fn(usize, &Fact) -> Option<Verdict>) {
        for (place, fact) in self.facts.iter_mut().enumerate() {
            fact.verdict = verdict(place, fact);
        }
    }

    /// All rows.
    pub fn all(&self) -> Sample<'_> {
        Sample { rows: self, places: (0..self.facts.len()).collect() }
    }

    /// The features of a row, as they were pushed.
    pub fn features(&self, place: usize) -> Features {
        Features(self.columns.iter().map(|column| column.value(place)).collect())
    }

    /// The same features as another list orders them.
    pub fn features_for(&self, list: &FeatureList, place: usize) -> Features {
        let value = |name: &str| {
            self.list.place(name).map_or(Value::Missing, |column| self.columns[column].value(place))
        };
        Features(list.features.iter().map(|feature| value(&feature.name)).collect())
    }
}

impl Column {
    fn push(&mut self, value: &Value) {
        let cell = match value {
            Value::Missing => f64::NAN,
            Value::Number(number) if self.texts.is_empty() => *number,
            Value::Number(number) => self.place(&number.to_string()),
            Value::Text(text) => {
                if self.texts.is_empty() {
                    self.turn_to_texts();
                }
                self.place(text)
            }
        };
        self.cells.push(cell);
    }

    fn place(&mut self, text: &str) -> f64 {
        if let Some(place) = self.places.get(text) {
            return *place as f64;
        }
        if self.texts.len() >= TEXTS_MAX {
            return f64::NAN;
        }
        self.texts.push(text.to_owned());
        self.places.insert(text.to_owned(), self.texts.len() - 1);
        (self.texts.len() - 1) as f64
    }

    fn turn_to_texts(&mut self) {
        for at in 0..self.cells.len() {
            let number = self.cells[at];
            if !number.is_nan() {
                self.cells[at] = self.place(&number.to_string());
            }
        }
    }

    fn value(&self, place: usize) -> Value {
        let cell = self.cells[place];
        if cell.is_nan() {
            return Value::Missing;
        }
        self.texts.get(cell as usize).map_or(Value::Number(cell), |text| Value::Text(text.clone()))
    }
}

/// Some of the rows.
#[derive(Clone, Debug)]
pub struct Sample<'a> {
    pub(crate) rows: &'a Rows,
    pub(crate) places: Vec<usize>,
}

impl<'a> Sample<'a> {
    /// The rows that it is of.
    pub fn rows(&self) -> &'a Rows {
        self.rows
    }

    /// Their places among all rows.
    pub fn places(&self) -> &[usize] {
        &self.places
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Those that fulfil a condition.
    #[must_use]
    pub fn only(&self, condition: impl Fn(&Fact) -> bool) -> Sample<'a> {
        let holds = |place: &&usize| condition(&self.rows.facts[**place]);
        Sample { rows: self.rows, places: self.places.iter().filter(holds).copied().collect() }
    }

    /// Those that were received within a time.
    #[must_use]
    pub fn received_in(&self, time: Range<Timestamp>) -> Sample<'a> {
        self.only(|fact| time.contains(&fact.received_at))
    }

    /// Those whose label is known.
    #[must_use]
    pub fn labelled(&self) -> Sample<'a> {
        self.only(|fact| fact.verdict.is_some())
    }

    /// Those of other cards.
    #[must_use]
    pub fn without_cards(&self, cards: &HashSet<u64>) -> Sample<'a> {
        self.only(|fact| !cards.contains(&fact.card))
    }

    /// What is known of them.
    pub fn facts(&self) -> impl Iterator<Item = &'a Fact> + '_ {
        self.places.iter().map(|place| &self.rows.facts[*place])
    }

    pub(crate) fn parties(&self) -> impl Iterator<Item = &'a Parties> + '_ {
        self.places.iter().map(|place| &self.rows.parties[*place])
    }

    /// Whether each is fraud; what is not known to be fraud is not.
    pub fn labels(&self) -> Vec<bool> {
        self.facts().map(|fact| fact.verdict == Some(Verdict::Fraud)).collect()
    }

    /// How many are fraud.
    pub fn fraud_count(&self) -> usize {
        self.facts().filter(|fact| fact.verdict == Some(Verdict::Fraud)).count()
    }

    /// From when to when they were received, the end included.
    pub fn span(&self) -> Option<(Timestamp, Timestamp)> {
        let times = || self.facts().map(|fact| fact.received_at);
        times().min().zip(times().max())
    }

    /// Those at places that fulfil a condition.
    #[must_use]
    pub fn at(&self, condition: impl Fn(usize) -> bool) -> Sample<'a> {
        let holds = |place: &&usize| condition(**place);
        Sample { rows: self.rows, places: self.places.iter().filter(holds).copied().collect() }
    }
}
