//! The figures of a backtest that people ask for.

use backtest::{Report, RuleReport, Side, Tally};
use fraud::Day;

use crate::output::grouped;

/// What one policy did, in the figures that matter.
pub(super) struct Figures {
    pub(super) version: String,
    pub(super) review: u64,
    pub(super) block: u64,
    pub(super) fraud_caught: u64,
    pub(super) fraud: u64,
    pub(super) good_hurt: u64,
    pub(super) good: u64,
    pub(super) payments: u64,
    pub(super) alerts_a_day: f64,
    pub(super) money_saved: f64,
    pub(super) money_at_risk: f64,
}

impl Figures {
    pub(super) fn of(side: &Side) -> Figures {
        let outcomes = &side.outcomes;
        let all = [&outcomes.approve, &outcomes.review, &outcomes.block];
        let sum = |count: fn(&Tally) -> u64| all.iter().map(|tally| count(tally)).sum();
        Figures {
            version: side.policy_version.clone(),
            review: outcomes.review.count(),
            block: outcomes.block.count(),
            fraud_caught: outcomes.review.fraud + outcomes.block.fraud,
            fraud: sum(|tally| tally.fraud),
            good_hurt: side.good_payments_hurt(),
            good: sum(|tally| tally.legitimate),
            payments: sum(Tally::count),
            alerts_a_day: side.alerts_a_day(),
            money_saved: side.money_saved(),
            money_at_risk: all.iter().map(|tally| tally.fraud_amount).sum(),
        }
    }

    /// The part of the payments with an outcome other than approve that were fraud, of those with a label.
    pub(super) fn precision(&self) -> Option<f64> {
        part(self.fraud_caught, self.fraud_caught + self.good_hurt)
    }
}

/// A rule under both policies. A rule that only one of them has is missing from the other.
pub(super) struct RulePair<'a> {
    pub(super) code: &'a str,
    pub(super) old: Option<&'a RuleReport>,
    pub(super) new: Option<&'a RuleReport>,
}

impl<'a> RulePair<'a> {
    /// The tested policy's rules as they stand there, then those that it no longer has.
    pub(super) fn all(report: &'a Report) -> Vec<RulePair<'a>> {
        let old_rules = report.baseline.as_ref().map(|side| side.rules.as_slice()).unwrap_or_default();
        let new_rules = &report.candidate.rules;
        let find = |rules: &'a [RuleReport], code: &str| rules.iter().find(|rule| rule.code == code);
        let gone = old_rules.iter().filter(|rule| find(new_rules, &rule.code).is_none());
        new_rules
            .iter()
            .chain(gone)
            .map(|rule| RulePair {
                code: &rule.code,
                old: find(old_rules, &rule.code),
                new: find(new_rules, &rule.code),
            })
            .collect()
    }

    /// The rule as the tested policy has it, or as it was.
    pub(super) fn shown(&self) -> Option<&'a RuleReport> {
        self.new.or(self.old)
    }

    /// `live`, `shadow`, `off`, and what was changed: `new`, `gone`.
    pub(super) fn state(&self, has_baseline: bool) -> String {
        match (self.old, self.new) {
            (Some(_), None) => "gone".to_owned(),
            (None, Some(new)) if has_baseline => format!("{}, new", new.state.as_str()),
            (Some(old), Some(new)) if old.state != new.state => {
                format!("{}, was {}", new.state.as_str(), old.state.as_str())
            }
            (_, new) => new.map(|new| new.state.as_str()).unwrap_or_default().to_owned(),
        }
    }

    pub(super) fn points(&self) -> String {
        let points = |rule: Option<&RuleReport>| rule.and_then(|rule| rule.points);
        let shown =
            self.shown().and_then(|rule| rule.points).map(|points| points.to_string()).unwrap_or_default();
        match (points(self.old), points(self.new)) {
            (Some(old), Some(new)) if old != new => format!("{new} (was {old})"),
            _ => shown,
        }
    }
}

/// One number of the whole.
pub(super) fn part(count: u64, all: u64) -> Option<f64> {
    (all > 0).then(|| count as f64 / all as f64)
}

/// `12.3 %`, or nothing where there is nothing to be a part of.
pub(super) fn percent(part: Option<f64>) -> String {
    part.map(|part| format!("{:.1} %", 100.0 * part)).unwrap_or_else(|| "–".to_owned())
}

/// `12 of 40 (30.0 %)`
pub(super) fn share(count: u64, all: u64) -> String {
    format!("{} of {} ({})", grouped(count), grouped(all), percent(part(count, all)))
}

/// An amount in whole units: what was saved is not known to the cent.
pub(super) fn amount(amount: f64, currency: &str) -> String {
    // A float-to-integer cast saturates.
    format!("{} {currency}", grouped(amount.round().max(0.0) as u64))
}

/// A difference with its sign; nothing where there is none.
pub(super) fn difference(old: u64, new: u64) -> String {
    match new.abs_diff(old) {
        0 => String::new(),
        gap if new > old => format!("+{}", grouped(gap)),
        gap => format!("-{}", grouped(gap)),
    }
}

/// A day in words: `2026-03-01`.
pub(super) fn date(days_since_1970: i64) -> String {
    Day::from_number(days_since_1970).to_string()
}

/// `2026-03-01 to 2026-03-04 (3.5 days)`
pub(super) fn span(side: &Side) -> String {
    let Some((first, last)) = side.span else { return String::new() };
    let days = last.millis_since(first) as f64 / Day::MILLIS as f64;
    format!("{} to {} ({days:.1} days)", Day::of(first), Day::of(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        assert_eq!(share(12, 40), "12 of 40 (30.0 %)");
        assert_eq!(share(0, 0), "0 of 0 (–)");
        assert_eq!(amount(1_234_567.4, "USD"), "1,234,567 USD");
        assert_eq!(
            (difference(5, 7), difference(7, 5), difference(5, 5)),
            ("+2".into(), "-2".into(), String::new())
        );
        assert_eq!(date(20_513), "2026-03-01");
    }
}
