//! The items of both tables.

use casework::{AuditEntry, Case};
use fraud::{Alert, Day, KeyId, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Order, View, end_of_case};

/// How long a closed case and its alerts are kept: five years, as 31 CFR 1010.430 and article 77 of Regulation (EU)
/// 2024/1624 ask of records about customers.
pub(crate) const KEPT_MILLIS: i64 = 5 * 366 * 24 * 60 * 60 * 1000;
/// How long an alert finds the open case of its party. Longer than a case stays open; if not, it opens another one.
pub(crate) const POINTER_MILLIS: i64 = 400 * 24 * 60 * 60 * 1000;
/// Stands where nobody has a case. No e-mail address or user name is like it.
const NOBODY: &str = "-";

/// The item of a case. What an index sorts by stands beside the case itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CaseItem {
    pub(crate) subject: String,
    pub(crate) part: String,
    pub(crate) version: u64,
    /// Which queue: `payments`, `closed payments`.
    pub(crate) queue: String,
    /// Which queue and whose; a closed case is on nobody's pile.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) pile: Option<String>,
    /// The risk in millionths of a point.
    pub(crate) priority: i64,
    pub(crate) opened_at_ms: i64,
    /// The case, as JSON.
    pub(crate) document: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) expires_at: Option<i64>,
}

/// The item of an alert, by which it is known to be in a case.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AlertItem {
    pub(crate) subject: String,
    pub(crate) part: String,
    pub(crate) case_id: KeyId,
    /// The alert, as JSON.
    pub(crate) document: String,
    pub(crate) expires_at: i64,
}

/// Which case the alerts of a party join.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PointerItem {
    pub(crate) subject: String,
    pub(crate) part: String,
    pub(crate) case_id: KeyId,
    pub(crate) expires_at: i64,
}

/// An entry of the trail.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AuditItem {
    pub(crate) day: String,
    pub(crate) entry_id: String,
    pub(crate) subject: String,
    pub(crate) at_ms: i64,
    /// The entry, as JSON.
    pub(crate) document: String,
}

pub(crate) fn case_subject(case_id: KeyId) -> String {
    format!("case {case_id}")
}

pub(crate) fn alert_subject(key_id: KeyId) -> String {
    format!("alert {key_id}")
}

impl CaseItem {
    pub(crate) const PART: &str = "case";

    pub(crate) fn new(case: &Case) -> CaseItem {
        let queue = case.queue().as_str();
        let is_open = case.closure.is_none();
        CaseItem {
            subject: case_subject(case.case_id),
            part: CaseItem::PART.to_owned(),
            version: case.version,
            queue: if is_open { queue.to_owned() } else { format!("closed {queue}") },
            pile: is_open.then(|| pile(queue, case.assignee.as_deref())),
            priority: millionths(case.risk_score.as_f64()),
            opened_at_ms: case.opened_at.as_millis(),
            document: serde_json::to_string(case).expect("plain data is JSON"),
            expires_at: case.closure.as_ref().map(|closure| end_of_case(closure.at)),
        }
    }

    pub(crate) fn case(&self) -> Result<Case, serde_json::Error> {
        serde_json::from_str(&self.document)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a risk score is from 0 to 100")]
fn millionths(points: f64) -> i64 {
    (points * 1e6).round() as i64
}

fn pile(queue: &str, assignee: Option<&str>) -> String {
    format!("{queue} {}", assignee.unwrap_or(NOBODY))
}

impl AlertItem {
    pub(crate) const PART: &str = "alert";

    pub(crate) fn new(alert: &Alert, case_id: KeyId, now: Timestamp) -> AlertItem {
        AlertItem {
            subject: alert_subject(alert.key_id),
            part: AlertItem::PART.to_owned(),
            case_id,
            document: serde_json::to_string(alert).expect("plain data is JSON"),
            expires_at: now.plus_millis(POINTER_MILLIS + KEPT_MILLIS).as_seconds(),
        }
    }
}

impl PointerItem {
    pub(crate) const PART: &str = "open case";

    pub(crate) fn new(party: &str, case_id: KeyId, now: Timestamp) -> PointerItem {
        PointerItem {
            subject: party.to_owned(),
            part: PointerItem::PART.to_owned(),
            case_id,
            expires_at: now.plus_millis(POINTER_MILLIS).as_seconds(),
        }
    }
}

impl AuditItem {
    pub(crate) fn new(entry: &AuditEntry, random: [u8; 10]) -> AuditItem {
        AuditItem {
            day: Day::of(entry.at).to_string(),
            // A time-ordered id: entries of a day stand in their order.
            entry_id: KeyId::new(entry.at, random).to_string(),
            subject: entry.subject.clone(),
            at_ms: entry.at.as_millis(),
            document: serde_json::to_string(entry).expect("plain data is JSON"),
        }
    }

    pub(crate) fn entry(&self) -> Result<AuditEntry, serde_json::Error> {
        serde_json::from_str(&self.document)
    }
}

/// A view as the index holds it: its name, the partition's key and value, the number that it sorts by, and whether the
/// largest comes first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Indexed {
    pub(crate) index: &'static str,
    pub(crate) key: &'static str,
    pub(crate) value: String,
    pub(crate) number: &'static str,
    pub(crate) descends: bool,
}

impl Indexed {
    pub(crate) fn new(view: &View, order: Order) -> Indexed {
        let of_queue = |value: String| match order {
            Order::Risk => {
                Indexed { index: "by_risk", key: "queue", value, number: "priority", descends: true }
            }
            Order::Age => {
                Indexed { index: "by_age", key: "queue", value, number: "opened_at_ms", descends: false }
            }
        };
        match view {
            View::Open(queue) => of_queue(queue.as_str().to_owned()),
            // What was opened last is most likely what was closed last.
            View::Closed(queue) => {
                let value = format!("closed {}", queue.as_str());
                Indexed { index: "by_age", key: "queue", value, number: "opened_at_ms", descends: true }
            }
            View::Of { queue, assignee } => Indexed {
                index: "by_pile",
                key: "pile",
                value: pile(queue.as_str(), assignee.as_deref()),
                number: "priority",
                descends: true,
            },
        }
    }
}

/// Where a page ended: the number that was sorted by, and the case.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Cursor {
    pub(crate) number: i64,
    pub(crate) case_id: KeyId,
}

impl Cursor {
    pub(crate) fn read(text: &str) -> Option<Cursor> {
        let (number, case_id) = text.split_once('.')?;
        Some(Cursor { number: number.parse().ok()?, case_id: case_id.parse().ok()? })
    }

    pub(crate) fn write(self) -> String {
        format!("{}.{}", self.number, self.case_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_text_and_nonsense_is_none() {
        let case_id = KeyId::new(Timestamp::from_millis(1_772_368_200_000), [3; 10]);
        for number in [0, 70_000_000, -1] {
            let cursor = Cursor { number, case_id };
            assert_eq!(Cursor::read(&cursor.write()), Some(cursor));
        }
        for text in ["", ".", "7", "7.x", &format!("x.{case_id}")] {
            assert_eq!(Cursor::read(text), None, "{text}");
        }
    }
}
