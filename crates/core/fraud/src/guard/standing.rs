//! What becomes of a rule over time: demoted for an hour, then judged anew by what it hit in shadow, and live again
//! once that is within its band. A person may end a demotion, and is believed for a day.

use serde::{Deserialize, Serialize};

use super::{Figures, TrialVerdict, Verdict};
use crate::Timestamp;
use crate::policy::{Rule, RuleState};

/// How long a demotion holds before the rule is judged anew.
pub const DEMOTED_MILLIS: i64 = 60 * 60 * 1000;
/// How long a rule is left alone that a person put back.
pub const REARMED_MILLIS: i64 = 24 * 60 * 60 * 1000;
/// How long it takes until it is said again that a rule hits too few.
const SILENT_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// How a rule, or a model, stands with the guard.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// In shadow, because it hit too many.
    Demoted,
    /// Live again, because in shadow it did not.
    Restored,
    /// Live, because a person said so.
    Rearmed,
    /// Live, and it hits fewer than it should.
    Silent,
    /// A model in shadow, until enough people have shown that it keeps its promise.
    Trial,
    /// A model that is live, because they have.
    Trusted,
}

/// What was found of a rule last. Each one has the next generation, and evidence is counted by generation: what a
/// rule hit before a finding says nothing about it afterwards.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Finding {
    /// How it stands.
    pub standing: Standing,
    /// 1 for the first one.
    pub generation: u32,
    /// Since when.
    pub since: Timestamp,
    /// Until when it is left as it is.
    pub until: Timestamp,
    /// Of a demotion: since when without interruption.
    pub demoted_since: Option<Timestamp>,
    /// What led to it.
    pub figures: Figures,
    /// Who put it back, and why.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub by: Option<String>,
    /// Whether the analysts were told.
    pub is_told: bool,
}

impl Finding {
    /// Whether the rule is in shadow by it.
    pub fn is_demotion(&self) -> bool {
        self.standing == Standing::Demoted
    }

    /// Whether a model weighs in by it.
    pub fn is_model_live(&self) -> bool {
        matches!(self.standing, Standing::Trusted | Standing::Rearmed)
    }

    /// The analysts were told.
    #[must_use]
    pub fn told(&self) -> Finding {
        Finding { is_told: true, ..self.clone() }
    }

    /// A person puts the rule back.
    pub fn rearmed(earlier: Option<&Finding>, by: &str, now: Timestamp) -> Finding {
        Finding {
            standing: Standing::Rearmed,
            generation: generation_after(earlier),
            since: now,
            until: now.plus_millis(REARMED_MILLIS),
            demoted_since: None,
            figures: earlier.map(|finding| finding.figures).unwrap_or_default(),
            by: Some(by.to_owned()),
            // Whoever did it knows.
            is_told: true,
        }
    }
}

/// How a rule stands, in a word: its state, or `demoted`; and what was found of it, if the guard looks after it at all.
pub fn rule_standing<'f>(rule: &Rule, found: Option<&'f Finding>) -> (&'static str, Option<&'f Finding>) {
    let found = found.filter(|_| rule.state() == RuleState::Live && rule.hit_rate().is_some());
    match found {
        Some(finding) if finding.is_demotion() => ("demoted", found),
        _ => (rule.state().as_str(), found),
    }
}

fn generation_after(earlier: Option<&Finding>) -> u32 {
    earlier.map_or(1, |finding| finding.generation.saturating_add(1))
}

/// What follows from a verdict, if anything changes. The evidence behind it is that of the rule's generation.
pub fn next_finding(earlier: Option<&Finding>, verdict: Verdict, now: Timestamp) -> Option<Finding> {
    if earlier.is_some_and(|finding| now < finding.until && finding.standing != Standing::Restored) {
        // A rule that begins to hit too many is no longer one that hits too few.
        let is_silent = earlier.is_some_and(|finding| finding.standing == Standing::Silent);
        if !(is_silent && matches!(verdict, Verdict::TooMany(_))) {
            return None;
        }
    }
    let was_demoted = earlier.is_some_and(Finding::is_demotion);
    let (standing, lasts_millis, figures) = match verdict {
        Verdict::TooMany(figures) => (Standing::Demoted, DEMOTED_MILLIS, figures),
        _ if was_demoted => {
            let figures = earlier.map(|finding| finding.figures).unwrap_or_default();
            (Standing::Restored, 0, figures)
        }
        Verdict::TooFew(figures) => (Standing::Silent, SILENT_MILLIS, figures),
        Verdict::Keep => return None,
    };
    let demoted_since = match (standing, earlier) {
        (Standing::Demoted, Some(finding)) if was_demoted => finding.demoted_since,
        (Standing::Demoted, _) => Some(now),
        _ => None,
    };
    Some(Finding {
        standing,
        generation: generation_after(earlier),
        since: now,
        until: now.plus_millis(lasts_millis),
        demoted_since,
        figures,
        by: None,
        is_told: false,
    })
}

/// The same of a model: on trial first, then trusted; demoted where it breaks its promise, and on trial again an hour
/// later. `of_window` judges what it flagged lately, `of_trial` what it flagged since its trial began.
pub fn next_model_finding(
    earlier: Option<&Finding>,
    of_trial: TrialVerdict,
    of_window: Verdict,
    now: Timestamp,
) -> Option<Finding> {
    let next = |standing, lasts_millis, figures, is_told| Finding {
        standing,
        generation: generation_after(earlier),
        since: now,
        until: now.plus_millis(lasts_millis),
        demoted_since: (standing == Standing::Demoted).then_some(now),
        figures,
        by: None,
        is_told,
    };
    let Some(finding) = earlier else {
        // Its promotion was mailed, and the mail says that it is on trial.
        return Some(next(Standing::Trial, 0, Figures::default(), true));
    };
    match (finding.standing, of_trial, of_window) {
        (Standing::Demoted, ..) if now < finding.until => None,
        (Standing::Demoted | Standing::Restored | Standing::Silent, ..) => {
            Some(next(Standing::Trial, 0, finding.figures, true))
        }
        (Standing::Trial, TrialVerdict::Kept(figures), _) => Some(next(Standing::Trusted, 0, figures, false)),
        (Standing::Trial, TrialVerdict::Broken(figures), _) => {
            Some(next(Standing::Demoted, DEMOTED_MILLIS, figures, false))
        }
        (Standing::Rearmed, ..) if now < finding.until => None,
        (Standing::Trusted | Standing::Rearmed, _, Verdict::TooMany(figures)) => {
            Some(next(Standing::Demoted, DEMOTED_MILLIS, figures, false))
        }
        _ => None,
    }
}
