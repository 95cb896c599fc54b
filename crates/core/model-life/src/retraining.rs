//! A challenger is trained, compared with the champion, and takes over or not.

use std::ops::Range;

use fraud::Timestamp;
use model::evaluation::Costs;
use model::{
    Evaluation, Model, Rows, Sample, TrainError, Verdict, compare, evaluate, train, train_unlabelled,
};
use serde::{Deserialize, Serialize};

use crate::calendar::{day, days_after};
use crate::plan::Plan;
use crate::settings::LifeSettings;

/// What becomes of what was trained.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It takes over.
    Promote,
    /// It is only watched.
    Shadow,
    /// There is nothing new.
    Nothing,
}

/// What came out of a retraining.
#[derive(Clone, Debug)]
pub struct Retraining {
    /// What goes into force.
    pub promoted: Option<Model>,
    /// What is only watched.
    pub shadow: Option<Model>,
    /// All that is to be said of it.
    pub report: TrainingReport,
}

/// What a retraining came to.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TrainingReport {
    /// When it was.
    pub at: String,
    /// Why it was done.
    pub reason: String,
    /// The model in force before.
    pub champion: Option<String>,
    /// The model that was trained.
    pub challenger: Option<String>,
    /// What becomes of it.
    pub decision: Decision,
    /// Why, in a sentence.
    pub why: String,
    /// What else is to be said.
    pub notes: Vec<String>,
    /// What was learned from.
    pub learned_from: Part,
    /// What both were compared on.
    pub compared_on: Part,
    /// How they compare.
    pub verdict: Option<Verdict>,
    /// How good the challenger is.
    pub evaluation: Option<Evaluation>,
}

/// A part of the payments.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Part {
    /// The first day.
    pub from: String,
    /// The day after the last one.
    pub to: String,
    /// Payments of which is known what they turned out to be.
    pub payments: usize,
    /// How many of them are fraud.
    pub fraud: usize,
}

impl Part {
    fn of(sample: &Sample<'_>, time: &Range<Timestamp>) -> Part {
        Part { from: day(time.start), to: day(time.end), payments: sample.len(), fraud: sample.fraud_count() }
    }
}

/// What is to be done, and what is said of it.
struct Outcome {
    promoted: Option<Model>,
    shadow: Option<Model>,
    why: String,
    verdict: Option<Verdict>,
}

impl Outcome {
    fn nothing(why: impl Into<String>) -> Outcome {
        Outcome { promoted: None, shadow: None, why: why.into(), verdict: None }
    }
}

/// Trains a challenger on rows of [`Plan::rows_in`] and decides what becomes of it.
pub fn retrain(
    rows: &Rows,
    champion: Option<&Model>,
    plan: &Plan,
    settings: &LifeSettings,
    (now, reason): (Timestamp, &str),
) -> Result<Retraining, TrainError> {
    let labelled = rows.all().labelled();
    let learned = labelled.received_in(plan.learn_from.clone());
    let compared = labelled.received_in(plan.compare_on.clone());
    let mut notes = plan.notes.clone();
    let outcome = match train_and_evaluate(&learned, &compared, plan, settings) {
        Ok(Some(challenger)) => match champion {
            Some(champion) if learned_from_labels(champion) => against(champion, challenger, &compared),
            _ => against_nothing(rows, champion, Some(challenger), &compared, settings)?,
        },
        Ok(None) => Outcome::nothing("there is nothing that a new model could be compared on"),
        Err(error @ TrainError::TooFew { .. }) => {
            notes.push(format!("No model of fraud: {error}."));
            match champion {
                Some(champion) if learned_from_labels(champion) => {
                    Outcome::nothing("there are too few labels to train on, so the champion stays")
                }
                _ => against_nothing(rows, champion, None, &compared, settings)?,
            }
        }
        Err(error) => return Err(error),
    };
    let Outcome { promoted, shadow, why, verdict } = outcome;
    let decision = match (&promoted, &shadow) {
        (Some(_), _) => Decision::Promote,
        (None, Some(_)) => Decision::Shadow,
        (None, None) => Decision::Nothing,
    };
    let shown = promoted.as_ref().or(shadow.as_ref());
    let report = TrainingReport {
        at: now.to_string(),
        reason: reason.to_owned(),
        champion: champion.map(|champion| champion.version().to_owned()),
        challenger: shown.map(|model| model.version().to_owned()),
        decision,
        why,
        notes,
        learned_from: Part::of(&learned, &plan.learn_from),
        compared_on: Part::of(&compared, &plan.compare_on),
        verdict,
        evaluation: shown.and_then(|model| model.about().evaluation.clone()),
    };
    Ok(Retraining { promoted, shadow, report })
}

/// Whether a model orders payments by fraud; one that does not can have seen any rows.
fn learned_from_labels(model: &Model) -> bool {
    model.calibration().is_some()
}

/// The challenger; none if there is nothing that it could be compared on.
fn train_and_evaluate(
    learned: &Sample<'_>,
    compared: &Sample<'_>,
    plan: &Plan,
    settings: &LifeSettings,
) -> Result<Option<Model>, TrainError> {
    if !plan.can_compare() {
        return Ok(None);
    }
    let challenger = train(learned, &settings.training)?;
    let evaluation = evaluate(&challenger, compared, &Costs::default());
    Ok(Some(match evaluation {
        Some(evaluation) => challenger.evaluated(evaluation),
        None => challenger,
    }))
}

fn against(champion: &Model, challenger: Model, compared: &Sample<'_>) -> Outcome {
    if champion.version() == challenger.version() {
        return Outcome::nothing("the same model came out as is in force: there are no new labels");
    }
    let verdict = compare(champion, &challenger, compared);
    let (promoted, shadow) =
        if verdict.is_better { (Some(challenger), None) } else { (None, Some(challenger)) };
    Outcome { promoted, shadow, why: verdict.reason.clone(), verdict: Some(verdict) }
}

/// There is no champion that has learned from labels. The challenger has to be better than no order at all; if it is
/// not, a model that needs no labels says at least what is unusual.
fn against_nothing(
    rows: &Rows,
    champion: Option<&Model>,
    challenger: Option<Model>,
    compared: &Sample<'_>,
    settings: &LifeSettings,
) -> Result<Outcome, TrainError> {
    let all = rows.all();
    let Some((_, last)) = all.span() else { return Ok(Outcome::nothing("there are no payments yet")) };
    let latest = all.received_in(days_after(last, -settings.train_days)..last.plus_millis(1));
    let unlabelled = match train_unlabelled(&latest, &settings.training) {
        Ok(model) => model,
        Err(TrainError::TooFew { good, needed, .. }) => {
            let why = format!("{good} payments say nothing yet: {needed} are needed");
            return Ok(Outcome::nothing(why));
        }
        Err(error) => return Err(error),
    };
    let verdict = challenger.as_ref().map(|challenger| compare(&unlabelled, challenger, compared));
    if let (Some(challenger), Some(verdict)) = (&challenger, &verdict)
        && verdict.is_better
    {
        let why = format!("the first model that has learned from labels: {}", verdict.reason);
        let promoted = Some(challenger.clone());
        return Ok(Outcome { promoted, shadow: None, why, verdict: Some(verdict.clone()) });
    }
    // Nothing tells two models without labels apart but what they have seen.
    let is_newer = champion.is_none_or(|champion| {
        days_after(champion.about().trained_on.1, settings.window_days) <= unlabelled.about().trained_on.1
    });
    if !is_newer {
        let why =
            "the model in force knows what is usual now, and there are too few labels for more".to_owned();
        return Ok(Outcome { promoted: None, shadow: challenger, why, verdict });
    }
    let why = "it needs no labels, of which there are too few: it says what is unusual".to_owned();
    Ok(Outcome { promoted: Some(unlabelled), shadow: challenger, why, verdict })
}
