//! Models and their drift, as people see them.

use model::{About, Evaluation, Model};
use model_life::card::MEASURES;
use model_life::{DriftFindings, day, feature_in_words};
use serde::Serialize;

/// So many features are shown of a model.
const FEATURES_SHOWN: usize = 20;

/// A model.
#[derive(Serialize)]
pub(super) struct ModelAnswer {
    version: String,
    /// Whether its file can't be read: deciders go on with the last good one.
    is_damaged: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<Card>,
}

/// What a model knows of itself.
#[derive(Serialize)]
struct Card {
    /// The days of the payments that it learned from.
    trained_from: String,
    trained_to: String,
    payments: usize,
    fraud: usize,
    /// Whether it learned from labels, and not only what is usual.
    knows_labels: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    evaluation: Option<EvaluationAnswer>,
}

/// How good it was on payments that it had not seen.
#[derive(Serialize)]
struct EvaluationAnswer {
    from: String,
    to: String,
    payments: usize,
    fraud: usize,
    figures: Vec<FigureAnswer>,
    /// What it looks at, and by how much each feature moves the score on average, as a part of all.
    features: Vec<FeatureAnswer>,
}

#[derive(Serialize)]
struct FigureAnswer {
    name: &'static str,
    meaning: &'static str,
    value: f64,
    /// 95 of 100 bootstrap samples of the cards lie between these.
    low: f64,
    high: f64,
}

#[derive(Serialize)]
struct FeatureAnswer {
    feature: String,
    part: f64,
}

/// What was found on a day.
#[derive(Serialize)]
pub(super) struct DriftDay {
    day: String,
    model: String,
    is_confirmed: bool,
    /// Payments of the newest window.
    payments: usize,
    /// Whether those were enough to say anything.
    is_enough: bool,
    /// How many features moved.
    moved: usize,
    /// By how many standard deviations the risk score did.
    #[serde(skip_serializing_if = "Option::is_none")]
    score_distance: Option<f64>,
    /// How well the model ordered the newest window whose labels are in.
    #[serde(skip_serializing_if = "Option::is_none")]
    average_precision: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    card_precision: Option<f64>,
}

/// How a feature moved.
#[derive(Serialize)]
pub(super) struct Moved {
    feature: String,
    sentence: String,
    has_drifted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    distance: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<f64>,
    /// How much it counts, as a part of all features.
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<f64>,
}

impl ModelAnswer {
    /// A model, or none where its file is damaged: of that one only the version is known, if anybody noted it.
    pub(super) fn new(model: Option<&Model>, noted: Option<&str>) -> ModelAnswer {
        match model {
            Some(model) => ModelAnswer {
                version: model.version().to_owned(),
                is_damaged: false,
                card: Some(Card::of(model.about(), model.calibration().is_some())),
            },
            None => {
                let version = noted.unwrap_or("unknown").to_owned();
                ModelAnswer { version, is_damaged: true, card: None }
            }
        }
    }
}

impl Card {
    fn of(about: &About, knows_labels: bool) -> Card {
        Card {
            trained_from: day(about.trained_on.0),
            trained_to: day(about.trained_on.1),
            payments: about.rows,
            fraud: about.fraud,
            knows_labels,
            evaluation: about.evaluation.as_ref().map(EvaluationAnswer::from),
        }
    }
}

impl From<&Evaluation> for EvaluationAnswer {
    fn from(evaluation: &Evaluation) -> EvaluationAnswer {
        let (low, high) = &evaluation.band;
        let figures = MEASURES.iter().map(|(name, meaning, of)| FigureAnswer {
            name,
            meaning,
            value: of(&evaluation.figures),
            low: of(low),
            high: of(high),
        });
        let features = evaluation.importance.iter().take(FEATURES_SHOWN);
        let features = features.map(|(feature, _)| FeatureAnswer {
            feature: feature.clone(),
            part: part_of(evaluation, feature).unwrap_or_default(),
        });
        EvaluationAnswer {
            from: day(evaluation.span.0),
            to: day(evaluation.span.1),
            payments: evaluation.rows,
            fraud: evaluation.fraud,
            figures: figures.collect(),
            features: features.collect(),
        }
    }
}

/// How much a feature counts, as a part of all.
fn part_of(evaluation: &Evaluation, feature: &str) -> Option<f64> {
    let all: f64 = evaluation.importance.iter().map(|(_, weight)| weight).sum();
    let (_, weight) = evaluation.importance.iter().find(|(name, _)| name == feature)?;
    (all > 0.0).then(|| weight / all)
}

impl From<&DriftFindings> for DriftDay {
    fn from(findings: &DriftFindings) -> DriftDay {
        let newest = findings.windows.first();
        let score = newest.and_then(|window| window.score.as_ref());
        let judged = findings.judged().and_then(|window| window.figures.as_ref());
        DriftDay {
            day: findings.day.clone(),
            model: findings.model.clone(),
            is_confirmed: findings.is_confirmed,
            payments: newest.map_or(0, |window| window.rows),
            is_enough: newest.is_some_and(|window| window.is_enough),
            moved: newest.map_or(0, |window| window.drifted().count()),
            score_distance: score.and_then(|score| score.distance),
            average_precision: judged.map(|figures| figures.average_precision),
            card_precision: judged.map(|figures| figures.card_precision),
        }
    }
}

/// How the features of the newest window moved: those that drifted first, and of them those that count most.
pub(super) fn moved(findings: &DriftFindings, about: &About) -> Vec<Moved> {
    let Some(window) = findings.windows.iter().find(|window| window.is_enough) else { return Vec::new() };
    let part = |words: &str| about.evaluation.as_ref().and_then(|evaluation| part_of(evaluation, words));
    let mut moved: Vec<Moved> = window
        .features
        .iter()
        .chain(&window.score)
        .map(|feature| Moved {
            feature: feature.words.clone(),
            sentence: feature_in_words(feature),
            has_drifted: feature.has_drifted,
            distance: feature.distance,
            limit: feature.distance_limit,
            part: part(&feature.words),
        })
        .collect();
    moved.sort_by(|one, other| {
        let weight = |moved: &Moved| moved.part.unwrap_or_default();
        let by_drift = other.has_drifted.cmp(&one.has_drifted);
        by_drift.then(weight(other).total_cmp(&weight(one)))
    });
    moved.truncate(FEATURES_SHOWN);
    moved
}

#[cfg(test)]
mod tests {
    use model::Settings;
    use serde_json::{Value, json};

    use super::*;

    /// A model that was evaluated: the hour counts most.
    fn about() -> About {
        let figures = |value: f64| json!({ "auc": value, "average_precision": value, "card_precision": value, "recall_at_1_percent": value });
        let evaluation = json!({
            "span": [0, 86_400_000], "rows": 900, "fraud": 40, "figures": figures(0.5), "band": [figures(0.4), figures(0.6)],
            "roc": [], "precision_recall": [], "calibration": [], "calibration_error": 0.01, "cost_curve": [],
            "costs": model::evaluation::Costs::default(), "histogram": [], "segments": [],
            "importance": [["hour", 3.0], ["amount", 1.0], ["country", 0.0]],
        });
        let about = json!({
            "version": "m-1", "trained_on": [0, 86_400_000], "rows": 5_000, "fraud": 200, "data_hash": "h",
            "settings": Settings::default(), "rates": {}, "utc_offset_minutes": 0, "evaluation": evaluation,
        });
        serde_json::from_value(about).unwrap_or_else(|error| panic!("{error}"))
    }

    fn findings(moved: &[&str]) -> DriftFindings {
        let feature = |name: &str| {
            json!({
                "feature": name, "words": name, "distance": 0.5, "distance_limit": 0.2, "psi": 0.3, "jensen_shannon": 0.2,
                "means": [10.0, 20.0], "missing": [0.0, 0.0], "has_drifted": moved.contains(&name),
            })
        };
        let window = |is_enough: bool| {
            json!({
                "model": "m-1", "window": [0, 1], "rows": 5_000, "is_enough": is_enough,
                "features": [feature("country"), feature("amount"), feature("hour")], "score": feature("risk score"),
            })
        };
        let findings = json!({
            "day": "2026-03-01", "model": "m-1", "window_days": 7, "windows": [window(false), window(true)], "is_confirmed": false,
        });
        serde_json::from_value(findings).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn what_drifted_comes_first_and_of_that_what_counts_most() {
        let check = |drifted: &[&str], expected: [&str; 4]| {
            let shown = moved(&findings(drifted), &about());
            let names: Vec<&str> = shown.iter().map(|moved| moved.feature.as_str()).collect();
            assert_eq!(names, expected, "{drifted:?}");
        };
        check(&[], ["hour", "amount", "country", "risk score"]);
        check(&["country", "amount"], ["amount", "country", "hour", "risk score"]);
        check(&["risk score"], ["risk score", "hour", "amount", "country"]);
        let first = &moved(&findings(&["hour"]), &about())[0];
        assert_eq!((first.part, first.limit), (Some(0.75), Some(0.2)));
        assert_eq!(
            first.sentence,
            "hour: 20.0 on average instead of 10.0, moved by 0.50 standard deviations"
        );
    }

    #[test]
    fn a_card_says_what_was_learned_and_how_good_it_is() {
        let card: Value = serde_json::to_value(Card::of(&about(), true)).unwrap_or_default();
        assert_eq!(card["trained_to"], "1970-01-02");
        let evaluation = &card["evaluation"];
        assert_eq!(evaluation["figures"][0]["name"], "average precision");
        assert_eq!(
            (&evaluation["figures"][0]["low"], &evaluation["figures"][0]["high"]),
            (&json!(0.4), &json!(0.6))
        );
        assert_eq!(evaluation["features"][0], json!({ "feature": "hour", "part": 0.75 }));
    }
}
