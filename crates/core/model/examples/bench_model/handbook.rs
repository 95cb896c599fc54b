//! The features of the Fraud Detection Handbook, as its book computes them: amount, weekend, night, and over 1, 7 and
//! 30 days the customer's payments and mean amount, and the terminal's payments and fraud rate 7 days ago.

use std::collections::{HashMap, VecDeque};

use fraud::{Day, PastTransaction, Verdict};
use model::feature_list::{Feature, FeatureList, Source};
use model::rows::card_number_of;
use model::{Fact, Features, Rows};

const WINDOWS_DAYS: [i64; 3] = [1, 7, 30];
const DELAY_DAYS: i64 = 7;

/// A payment as later ones look at it.
struct Past {
    millis: i64,
    amount: f64,
    is_fraud: bool,
}

/// Rows under way.
pub(crate) struct Handbook {
    rows: Rows,
    customers: HashMap<u64, VecDeque<Past>>,
    terminals: HashMap<String, VecDeque<Past>>,
}

impl Handbook {
    pub(crate) fn new() -> Handbook {
        let mut names: Vec<String> = ["amount", "is_weekend", "is_night"].map(String::from).into();
        for of in ["customer_payments", "customer_mean", "terminal_payments", "terminal_fraud_rate"] {
            names.extend(WINDOWS_DAYS.map(|days| format!("{of}_{days}d")));
        }
        let feature =
            |name: String| Feature { words: name.clone(), source: Source::Attribute(name.clone()), name };
        let features = names.into_iter().map(feature).collect();
        let list = FeatureList { features, ..FeatureList::default() };
        Handbook { rows: Rows::new(list), customers: HashMap::new(), terminals: HashMap::new() }
    }

    pub(crate) fn observe(&mut self, payment: &PastTransaction, is_row: bool) {
        let transaction = &payment.transaction;
        let millis = transaction.event_time.as_millis();
        let amount = transaction.money.as_major_f64();
        let verdict = payment.label.map(|label| label.verdict);
        let is_fraud = verdict == Some(Verdict::Fraud);
        let card = card_number_of(transaction);
        let terminal = transaction.merchant_id.clone().unwrap_or_else(|| transaction.merchant.clone());
        let customer = self.customers.entry(card).or_default();
        let terminal = self.terminals.entry(terminal).or_default();
        for past in [&mut *customer, &mut *terminal] {
            past.push_back(Past { millis, amount, is_fraud });
            while past.front().is_some_and(|first| first.millis <= millis - (30 + DELAY_DAYS) * Day::MILLIS) {
                past.pop_front();
            }
        }
        if is_row {
            let mut values = vec![amount];
            let (day, hour) = (millis.div_euclid(Day::MILLIS), millis.rem_euclid(Day::MILLIS) / 3_600_000);
            // 1970-01-01 was a Thursday.
            values.extend([f64::from((day + 3) % 7 >= 5), f64::from(hour <= 6)]);
            let of_customer = WINDOWS_DAYS.map(|days| counted(customer, millis - days * Day::MILLIS, millis));
            values.extend(of_customer.map(|counted| counted.payments));
            values.extend(of_customer.map(|counted| counted.amount / counted.payments));
            let until = millis - DELAY_DAYS * Day::MILLIS;
            let of_terminal = WINDOWS_DAYS.map(|days| counted(terminal, until - days * Day::MILLIS, until));
            values.extend(of_terminal.map(|counted| counted.payments));
            values.extend(of_terminal.map(|counted| counted.fraud / counted.payments.max(1.0)));
            let named = self.rows.list().features.iter().map(|feature| feature.name.clone());
            let named = named.zip(values.into_iter().map(model::Value::Number)).collect();
            let features = Features::of_named(self.rows.list(), &named);
            self.rows.push(&features, Fact { received_at: payment.received_at, card, amount, verdict });
        }
    }

    pub(crate) fn finish(self) -> Rows {
        self.rows
    }
}

#[derive(Clone, Copy, Default)]
struct Counted {
    payments: f64,
    amount: f64,
    fraud: f64,
}

/// What lies after one time and up to another one.
fn counted(past: &VecDeque<Past>, after: i64, until: i64) -> Counted {
    let start = past.partition_point(|past| past.millis <= after);
    let end = past.partition_point(|past| past.millis <= until);
    past.range(start..end).fold(Counted::default(), |counted, past| Counted {
        payments: counted.payments + 1.0,
        amount: counted.amount + past.amount,
        fraud: counted.fraud + f64::from(u8::from(past.is_fraud)),
    })
}
