//! Decides one transaction after the other by one policy, or by two to compare them.

use std::collections::BTreeMap;

use fraud::{
    Assessment, Case, Day, ModelOpinion, Outcome, PastTransaction, Policy, RollingHistory, Timestamp, Verdict,
};
use model::{RollingScorer, Scorer, weigh};

use crate::record::Record;
use crate::report::{Example, Report, Side, day_of};
use fraud::policy::RuleState;

/// How a backtest treats what a file does not say.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How long it takes until a label is known to the rules, where the file does not say since when it is; `None` if
    /// they never see one.
    pub label_delay_millis: Option<i64>,
    /// How many transactions of each change between the policies are shown.
    pub examples_max: usize,
}

impl Default for Settings {
    fn default() -> Settings {
        // Chargebacks take weeks; the first reports of a cardholder about one.
        Settings { label_delay_millis: Some(7 * Day::MILLIS), examples_max: 10 }
    }
}

/// A backtest that is under way.
#[derive(Debug)]
pub struct Backtest {
    settings: Settings,
    candidate: Decider,
    baseline: Option<Decider>,
    /// Who is asked beside the policies, each of which says what that weighs.
    model: Option<RollingScorer>,
    report: Report,
}

/// A policy with its own past: what it blocked before is what its rules see.
#[derive(Debug)]
struct Decider {
    policy: Policy,
    history: RollingHistory,
    side: Side,
    /// By code, the place of each rule in the side's report.
    places: BTreeMap<String, usize>,
}

impl Backtest {
    /// Starts a backtest of a policy, against another one if there is one.
    pub fn new(candidate: Policy, baseline: Option<Policy>, settings: Settings) -> Backtest {
        Backtest {
            settings,
            candidate: Decider::new(candidate),
            baseline: baseline.map(Decider::new),
            model: None,
            report: Report::default(),
        }
    }

    /// Has both policies hear a trained model, as deployed functions do.
    #[must_use]
    pub fn with_model(self, scorer: Scorer) -> Backtest {
        Backtest { model: Some(RollingScorer::new(scorer)), ..self }
    }

    /// Decides the next transaction and answers how. Records come in the order in which they were received.
    pub fn observe(&mut self, record: &Record) -> Assessment {
        let known = record.known(self.settings.label_delay_millis);
        let opinion = self.model.as_mut().map(|model| model.observe(&known));
        let assessment = self.candidate.decide(record, &known, opinion.as_ref());
        self.report.observe(day_of(record.transaction.event_time), record, &assessment);
        if let Some(baseline) = &mut self.baseline {
            let before = baseline.decide(record, &known, opinion.as_ref());
            if before.outcome != assessment.outcome {
                let amount = self.candidate.policy.in_reference_currency(record.transaction.money);
                let change = self.report.change(before.outcome, assessment.outcome);
                change.tally.add(record.verdict, amount);
                if change.examples.len() < self.settings.examples_max {
                    change.examples.push(Example::new(record, &before, &assessment));
                }
            }
        }
        assessment
    }

    /// How many past transactions are held in memory.
    pub fn held(&self) -> usize {
        let baseline = self.baseline.as_ref().map_or(0, |baseline| baseline.history.len());
        let model = self.model.as_ref().map_or(0, RollingScorer::held);
        self.candidate.history.len() + baseline + model
    }

    /// What came out.
    pub fn finish(self) -> Report {
        Report {
            candidate: self.candidate.side,
            baseline: self.baseline.map(|baseline| baseline.side),
            ..self.report
        }
    }
}

impl Decider {
    fn new(policy: Policy) -> Decider {
        let side = Side::new(&policy);
        let places =
            policy.rules().iter().enumerate().map(|(place, rule)| (rule.code().to_owned(), place)).collect();
        Decider { history: policy.rolling_history(), policy, side, places }
    }

    fn decide(
        &mut self,
        record: &Record,
        known: &PastTransaction,
        opinion: Option<&ModelOpinion>,
    ) -> Assessment {
        let opinion = opinion.filter(|_| self.policy.model() != RuleState::Off);
        let weighed = opinion.map(|opinion| weigh(opinion, self.policy.model())).unwrap_or_default();
        let case = Case {
            key_id: Some(record.key_id),
            signals: weighed.signals,
            evidence: weighed.evidence.into_iter().collect(),
            model: opinion.cloned(),
            ..Case::new(&record.transaction, record.received_at)
        };
        let assessment = self.policy.assess_rolling(&case, &self.history);
        self.history.remember(&PastTransaction { outcome: Some(assessment.outcome), ..known.clone() });
        let amount = self.policy.in_reference_currency(record.transaction.money);
        self.side.outcomes.add(assessment.outcome, record.verdict, amount);
        self.side.scores.add(assessment.risk_score.as_f64(), record.verdict);
        self.side.extend_to(record.transaction.event_time);
        let is_alone = assessment.hits.len() == 1;
        let codes = assessment.hits.iter().map(|hit| hit.code.as_str());
        for code in codes.chain(assessment.shadow_hits.iter().map(|hit| hit.code.as_str())) {
            if let Some(rule) = self.places.get(code).and_then(|place| self.side.rules.get_mut(*place)) {
                rule.hits.add(record.verdict, amount);
                if assessment.outcome != Outcome::Approve {
                    rule.stopped.add(record.verdict, amount);
                }
                if is_alone {
                    rule.alone.add(record.verdict, amount);
                }
            }
        }
        assessment
    }
}

impl Side {
    fn extend_to(&mut self, time: Timestamp) {
        let (first, last) = self.span.unwrap_or((time, time));
        self.span = Some((first.min(time), last.max(time)));
    }

    /// Alerts a day: payments that were not simply approved.
    pub fn alerts_a_day(&self) -> f64 {
        let alerts = self.outcomes.of(Outcome::Review).count() + self.outcomes.of(Outcome::Block).count();
        let days = self
            .span
            .map_or(1.0, |(first, last)| (last.millis_since(first) as f64 / Day::MILLIS as f64).max(1.0));
        alerts as f64 / days
    }

    /// The part of the fraud, by number of payments, that was not simply approved; `None` without any known fraud.
    pub fn recall(&self) -> Option<f64> {
        let fraud = |outcome| self.outcomes.of(outcome).fraud;
        let caught = fraud(Outcome::Review) + fraud(Outcome::Block);
        let all = caught + fraud(Outcome::Approve);
        (all > 0).then(|| caught as f64 / all as f64)
    }

    /// Fraud that was not let through, in the reference currency.
    pub fn money_saved(&self) -> f64 {
        [Outcome::Review, Outcome::Block].iter().map(|outcome| self.outcomes.of(*outcome).fraud_amount).sum()
    }

    /// Good payments that were not let through.
    pub fn good_payments_hurt(&self) -> u64 {
        [Outcome::Review, Outcome::Block].iter().map(|outcome| self.outcomes.of(*outcome).legitimate).sum()
    }
}

impl crate::report::Tally {
    pub(crate) fn add(&mut self, verdict: Option<Verdict>, amount: f64) {
        match verdict {
            Some(Verdict::Fraud) => {
                self.fraud += 1;
                self.fraud_amount += amount;
            }
            Some(Verdict::Legitimate) => {
                self.legitimate += 1;
                self.legitimate_amount += amount;
            }
            None => {
                self.unlabelled += 1;
                self.unlabelled_amount += amount;
            }
        }
    }
}
