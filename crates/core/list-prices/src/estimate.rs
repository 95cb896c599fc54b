//! What some days cost, estimated from what was counted of them.
//!
//! Nobody meters a running deployment, so this is what the acts that were counted took where the meter watched them
//! (docs/SCALE.md, "Units for each call"), at list prices. It is no bill: a customer with a long past takes more reads, and
//! what nobody counts is not in it.

use crate::{LISTED, Taken};

/// What is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    /// A payment by `POST /transactions`, with its decision and its row in the archive.
    Payment,
    /// What an alert adds to its payment: queue, mail and case.
    Alert,
    /// A label, with its row in the archive.
    Label,
}

/// All of them.
pub const ACTS: [Act; 3] = [Act::Payment, Act::Alert, Act::Label];

impl Act {
    /// By which programs tell it from others.
    pub fn as_str(self) -> &'static str {
        match self {
            Act::Payment => "payments",
            Act::Alert => "alerts",
            Act::Label => "labels",
        }
    }

    /// What one takes. The units are those that `emulator-tests/tests/units.rs` holds down.
    pub fn taken(self) -> Taken {
        match self {
            // The API's function, the scorer and the archiver.
            Act::Payment => Taken {
                api_requests: 1.0,
                invocations: 3.0,
                write_units: 9.0,
                read_units: 6.0,
                kept_bytes: 3_935.0,
                firehose_records: 1.0,
                ..Taken::NOTHING
            },
            // Its message is sent, received and deleted.
            Act::Alert => Taken {
                invocations: 1.0,
                write_units: 25.0,
                read_units: 3.0,
                kept_bytes: 4_899.0,
                sqs_requests: 3.0,
                sns_requests: 1.0,
                ..Taken::NOTHING
            },
            Act::Label => Taken {
                api_requests: 1.0,
                invocations: 3.0,
                write_units: 9.0,
                read_units: 1.0,
                kept_bytes: 599.0,
                firehose_records: 1.0,
                ..Taken::NOTHING
            },
        }
    }
}

/// How many there were.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counted {
    /// Payments that were decided.
    pub payments: u64,
    /// Of those, alerts.
    pub alerts: u64,
    /// Labels.
    pub labels: u64,
}

/// What acts of one kind cost.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Estimate {
    /// The kind.
    pub act: Act,
    /// How many.
    pub count: u64,
    /// What they cost together.
    pub dollars: f64,
}

/// What they cost at list prices, in the order of [`ACTS`].
pub fn estimate(counted: &Counted) -> [Estimate; ACTS.len()] {
    let Counted { payments, alerts, labels } = *counted;
    ACTS.map(|act| {
        let count = match act {
            Act::Payment => payments,
            Act::Alert => alerts,
            Act::Label => labels,
        };
        Estimate { act, count, dollars: act.taken().dollars_a_million(&LISTED) * count as f64 / 1e6 }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_of_each_cost_what_the_documents_say() {
        let counted = Counted { payments: 1_000_000, alerts: 1_000_000, labels: 1_000_000 };
        let dollars = estimate(&counted).map(|one| format!("{} {:.2}", one.act.as_str(), one.dollars));
        assert_eq!(dollars, ["payments 16.85", "alerts 25.29", "labels 11.29"]);
        assert_eq!(estimate(&Counted::default()).map(|one| one.dollars), [0.0; 3]);
    }
}
