//! Which cases of a queue somebody wants to see, and in which order, beyond what an index of the table gives.

use std::cmp::Ordering;

use fraud::{Currency, Timestamp};

use crate::case::Case;

/// The order in which cases are shown. Of two that stand alike the older one comes first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SortBy {
    /// The highest risk first.
    Risk,
    /// The oldest first.
    Age,
    /// The largest amount first, as a number: of several currencies that says little, so narrow it to one.
    Amount,
}

/// What a case has to be like.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Narrowing {
    /// Has this among its reasons.
    pub reason: Option<String>,
    /// Is about at least so much, in major units.
    pub amount_min: Option<f64>,
    /// And in this currency.
    pub currency: Option<Currency>,
    /// Is put off. Without that, none that is put off is wanted.
    pub is_asleep: bool,
}

impl Narrowing {
    /// Whether it leaves out nothing but what is put off.
    pub fn is_open(&self) -> bool {
        *self == Narrowing::default()
    }

    /// Whether a case is wanted.
    pub fn wants(&self, case: &Case, now: Timestamp) -> bool {
        case.is_asleep(now) == self.is_asleep
            && self.reason.as_ref().is_none_or(|reason| case.reasons.contains(reason))
            && self.amount_min.is_none_or(|least| case.money.as_major_f64() >= least)
            && self.currency.is_none_or(|currency| case.money.currency() == currency)
    }
}

impl SortBy {
    /// Which of two comes first.
    pub fn compare(self, one: &Case, other: &Case) -> Ordering {
        let order = match self {
            SortBy::Risk => other.risk_score.as_f64().total_cmp(&one.risk_score.as_f64()),
            SortBy::Amount => other.money.as_major_f64().total_cmp(&one.money.as_major_f64()),
            SortBy::Age => Ordering::Equal,
        };
        order.then_with(|| (one.opened_at, one.case_id).cmp(&(other.opened_at, other.case_id)))
    }
}

#[cfg(test)]
mod tests {
    use fraud::{Alert, KeyId};
    use serde_json::json;

    use super::*;
    use crate::case::Snooze;

    const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

    fn case(number: u8, score: f64, amount_minor: i64, currency: &str) -> Case {
        let alert: Alert = serde_json::from_value(json!({
            "key_id": KeyId::new(NOW, [number; 10]),
            "assessment": {
                "risk_score": score, "outcome": "review", "policy_version": "1",
                "hits": [{ "code": format!("RULE_{number}"), "text": "Seen.", "contribution": score }],
            },
            "money": { "amount_minor": amount_minor, "currency": currency }, "merchant": "Shop",
            "card_masked": "411111******1111", "event_time": 1_772_368_200_000_i64,
        }))
        .unwrap();
        Case::open(&alert, NOW.plus_millis(i64::from(number)))
    }

    #[test]
    fn cases_are_wanted_for_reason_amount_and_currency_and_not_while_they_are_put_off() {
        let check = |narrowing: Narrowing, expected: [bool; 3]| {
            let mut asleep = case(3, 1.0, 500, "EUR");
            let until = NOW.plus_millis(1);
            asleep.snooze = Some(Snooze { until, reason: "r".to_owned(), by: "ana".to_owned() });
            let cases = [case(1, 1.0, 500, "EUR"), case(2, 1.0, 900, "JPY"), asleep];
            assert_eq!(cases.map(|case| narrowing.wants(&case, NOW)), expected, "{narrowing:?}");
        };
        let some = |text: &str| Some(text.to_owned());
        check(Narrowing::default(), [true, true, false]);
        check(Narrowing { is_asleep: true, ..Narrowing::default() }, [false, false, true]);
        check(Narrowing { reason: some("RULE_2"), ..Narrowing::default() }, [false, true, false]);
        check(Narrowing { reason: some("RULE"), ..Narrowing::default() }, [false; 3]);
        // A yen has no cents.
        check(Narrowing { amount_min: Some(5.0), ..Narrowing::default() }, [true, true, false]);
        check(Narrowing { amount_min: Some(5.01), ..Narrowing::default() }, [false, true, false]);
        check(Narrowing { currency: "EUR".parse().ok(), ..Narrowing::default() }, [true, false, false]);
    }

    #[test]
    fn cases_stand_in_order() {
        let check = |sort: SortBy, expected: [usize; 4]| {
            let cases = [
                case(1, 10.0, 500, "EUR"),
                case(2, 90.0, 100, "EUR"),
                case(3, 10.0, 900, "EUR"),
                case(4, 90.0, 500, "EUR"),
            ];
            let mut order = [0, 1, 2, 3];
            order.sort_by(|one: &usize, other: &usize| sort.compare(&cases[*one], &cases[*other]));
            assert_eq!(order, expected, "{sort:?}");
        };
        check(SortBy::Risk, [1, 3, 0, 2]);
        check(SortBy::Age, [0, 1, 2, 3]);
        check(SortBy::Amount, [2, 0, 3, 1]);
    }
}
