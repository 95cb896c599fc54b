//! One look at the last windows.

use std::ops::Range;

use archived_payments::{GatherError, Survey, gather};
use aws_io::CallError;
use aws_io::decision_archive::ArchiveReader;
use aws_io::model_store::{ModelObjects, ModelStore, ReportKind};
use aws_io::model_topic::{ModelMail, ModelNews, ModelTopic};
use aws_io::trainer_function::TrainerFunction;
use fraud::{Day, Timestamp};
use lambda_shell::{ErrorChain, Scheduled};
use model::artifact::ModelFileError;
use model::feature_list::FeatureListError;
use model::{Model, Rows};
use model_life::{DriftFindings, Gathering, LifeSettings, drift_in_words, drift_page, find_drift};
use serde::Serialize;
use thiserror::Error;

/// What a look needs.
#[derive(Debug)]
pub struct Deps<Archive, Objects, Topic, Trainer> {
    /// The decisions and their labels.
    pub archive: Archive,
    /// The name of the models' bucket, for people.
    pub bucket: String,
    /// The models.
    pub store: ModelStore<Objects>,
    /// Who is told of drift.
    pub topic: Topic,
    /// Who trains.
    pub trainer: Trainer,
    /// The deployment's name.
    pub environment: String,
    /// How long things take and how much is looked at.
    pub settings: LifeSettings,
}

/// What a look came to.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Answer {
    /// The champion.
    pub champion: Option<String>,
    /// Whether drift is confirmed.
    pub is_confirmed: bool,
    /// What was found, in words.
    pub found: String,
    /// Whether a mail was sent.
    pub was_mailed: bool,
    /// Whether the trainer was asked for a challenger.
    pub trainer_was_asked: bool,
    /// The page of the report.
    pub report: Option<String>,
}

/// Why there was no look.
#[derive(Debug, Error)]
pub enum MonitorError {
    /// A part of AWS does not answer.
    #[error("a call failed")]
    Call(#[from] CallError),
    /// The archive can't be read.
    #[error("the payments can't be gathered")]
    Gather(#[from] GatherError),
    /// The champion is damaged.
    #[error("the champion can't be read; `tollgate model rollback` puts the one before it back")]
    Champion(#[from] ModelFileError),
    /// The champion's features are none.
    #[error("the features can't be computed")]
    Features(#[from] FeatureListError),
    /// The findings make no report.
    #[error("a report can't be written")]
    Report(#[from] serde_json::Error),
}

impl MonitorError {
    /// The whole of it in one text, for the log and the queue of failures.
    pub fn told(self) -> String {
        ErrorChain(&self).to_string()
    }
}

/// The report before this one, unless another version of this program wrote it otherwise: it only tells what is news.
fn read_findings(json: &[u8]) -> Option<DriftFindings> {
    let read = serde_json::from_slice(json);
    read.inspect_err(|error| tracing::warn!(%error, "the report before this one can't be read")).ok()
}

/// Looks for drift, and sees to what follows from it.
pub async fn handle<Archive, Objects, Topic, Trainer>(
    when: Scheduled,
    deps: &Deps<Archive, Objects, Topic, Trainer>,
    clock: Timestamp,
) -> Result<Answer, MonitorError>
where
    Archive: ArchiveReader + Sync,
    Objects: ModelObjects + Sync,
    Topic: ModelTopic + Sync,
    Trainer: TrainerFunction + Sync,
{
    let now = when.time_or(clock);
    let Some(champion) = deps.store.champion().await? else {
        // A new deployment: as soon as there are payments there is a model that says what is unusual.
        deps.trainer.ask(now, "there is no model yet").await?;
        return Ok(Answer {
            champion: None,
            is_confirmed: false,
            found: "there is no champion whose payments could be compared with".to_owned(),
            was_mailed: false,
            trainer_was_asked: true,
            report: None,
        });
    };
    let model = Model::from_bytes(&champion.bytes)?;
    let rows = gathered(deps, &model, now).await?;
    let mut findings = find_drift(&model, &rows, now, &deps.settings);
    drop(rows);
    let before = deps.store.newest_report(ReportKind::Drift).await?;
    let before = before.and_then(|(_, json)| read_findings(&json));
    // What could not be sent was not written down either, and is sent with the next look.
    let is_news = findings.add_to(before.as_ref(), now);
    record(&findings);
    if is_news {
        deps.topic.publish(&mail(deps, &findings)).await?;
    }
    let (json, page) = (serde_json::to_vec_pretty(&findings)?, drift_page(&findings));
    let report = deps.store.put_report(ReportKind::Drift, &findings.day, &json, &page).await?;
    if findings.is_confirmed {
        deps.trainer.ask(now, "drift was confirmed").await?;
    }
    tracing::info!(
        champion = findings.model,
        is_confirmed = findings.is_confirmed,
        is_news,
        "looked for drift"
    );
    Ok(Answer {
        champion: Some(findings.model.clone()),
        is_confirmed: findings.is_confirmed,
        found: drift_in_words(&findings),
        was_mailed: is_news,
        trainer_was_asked: findings.is_confirmed,
        report: Some(report),
    })
}

/// The payments of the last windows, with the features that the champion looked at. They are computed again where it was
/// not asked about all of them.
async fn gathered<Archive: ArchiveReader, Objects, Topic, Trainer>(
    deps: &Deps<Archive, Objects, Topic, Trainer>,
    model: &Model,
    now: Timestamp,
) -> Result<Rows, MonitorError> {
    let settings = &deps.settings;
    let windows = DriftFindings::begin(now, settings)..Day::of(now).start();
    let mut from = windows.start;
    let mut survey = Survey::take(&deps.archive, from, now).await.map_err(GatherError::from)?;
    // Distributions need no more payments than this, and one in so many is drawn without regard to what it is.
    let one_in = survey.payments_in(&windows).div_ceil(settings.payments_max.max(1)) as u64;
    let list = model.feature_list();
    let mut gathering = if survey.has_asked_only(model.version(), &windows) {
        Gathering::of_stored(list, windows, one_in)
    } else if survey.daily(&windows) > settings.daily_max {
        // What features look back at would not fit into memory: what another model was asked about is not looked at.
        tracing::warn!(
            daily = survey.daily(&windows),
            daily_max = settings.daily_max,
            "too many payments to be replayed"
        );
        Gathering::of_stored(list, asked_windows(&survey, model, windows, settings), one_in)
    } else {
        from = Day::of(from).plus(-settings.history_days).start();
        survey = Survey::take(&deps.archive, from, now).await.map_err(GatherError::from)?;
        Gathering::by_replay(list, windows, one_in)?
    };
    gather(&deps.archive, &survey, from, &mut gathering, Some(model.version())).await?;
    let mature_until = Day::of(now).plus(-settings.label_delay_days).start();
    Ok(gathering.finish(now, mature_until, settings))
}

/// The last windows in which the model was asked about nearly every payment.
fn asked_windows(
    survey: &Survey,
    model: &Model,
    windows: Range<Timestamp>,
    settings: &LifeSettings,
) -> Range<Timestamp> {
    let mut from = windows.end;
    while from > windows.start {
        let earlier = Day::of(from).plus(-settings.window_days).start();
        if !survey.has_asked_mostly(model.version(), &(earlier..from)) {
            break;
        }
        from = earlier;
    }
    from..windows.end
}

fn record(findings: &DriftFindings) {
    metrics::counter!("DriftChecks").increment(1);
    metrics::counter!("DriftConfirmed").increment(u64::from(findings.is_confirmed));
    let Some(newest) = findings.windows.iter().find(|window| window.is_enough) else {
        metrics::counter!("DriftTooLittleData").increment(1);
        return;
    };
    metrics::gauge!("DriftedFeatures").set(newest.drifted().count() as f64);
    if let Some(distance) = newest.score.as_ref().and_then(|score| score.distance) {
        metrics::gauge!("RiskScoreDistance").set(distance);
    }
    if let Some(figures) = findings.judged().and_then(|window| window.figures) {
        metrics::gauge!("AveragePrecision").set(figures.average_precision);
        metrics::gauge!("CardPrecision").set(figures.card_precision);
    }
}

fn mail<Archive, Objects, Topic, Trainer>(
    deps: &Deps<Archive, Objects, Topic, Trainer>,
    findings: &DriftFindings,
) -> ModelMail {
    let Deps { environment, bucket, .. } = deps;
    ModelMail {
        about: ModelNews::Drift,
        subject: format!("[Tollgate {environment}] Drift: payments have changed"),
        body: format!(
            "{}\n\nA challenger is being trained; it takes over if it is better, and you hear of it.\n\n\
             The whole report: s3://{bucket}/reports/drift/{}.html\n\n  tollgate model show --environment \
             {environment}\n",
            drift_in_words(findings),
            findings.day
        ),
    }
}
