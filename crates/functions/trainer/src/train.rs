//! One training: from the champion that is there to the champion that is there afterwards.

use archived_payments::{GatherError, Survey, gather};
use aws_io::CallError;
use aws_io::decision_archive::ArchiveReader;
use aws_io::model_store::{Champion, ModelObjects, ModelStore, Move, Promoted, ReportKind};
use aws_io::model_topic::ModelTopic;
use aws_io::object_store::ObjectStore;
use fraud::Timestamp;
use lambda_shell::{ErrorChain, Scheduled};
use model::artifact::ModelFileError;
use model::feature_list::FeatureListError;
use model::scorer::ScorerError;
use model::{FeatureList, Model, Scorer, TrainError};
use model_life::{Decision, Gathering, LifeSettings, Plan, Retraining, joint_list, retrain, training_page};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::policy::standard_list;

/// What a training needs.
#[derive(Debug)]
pub struct Deps<Archive, Objects, Topic, Policy> {
    /// The decisions and their labels.
    pub archive: Archive,
    /// The models.
    pub store: ModelStore<Objects>,
    /// Who is told of promotions.
    pub topic: Topic,
    /// The policy in force.
    pub policy: Policy,
    /// The deployment's name.
    pub environment: String,
    /// How long things take and how much is looked at.
    pub settings: LifeSettings,
}

/// What a training is asked for. A schedule asks for nothing in particular.
#[derive(Clone, PartialEq, Debug, Default, Deserialize)]
pub struct Request {
    /// What stands for now: what came later is not looked at.
    #[serde(flatten)]
    pub when: Scheduled,
    /// Why, as it is told in the report and the log.
    #[serde(default)]
    pub reason: Option<String>,
    /// Learn from so many days at most.
    #[serde(default)]
    pub train_days: Option<u32>,
}

/// What became of the champion.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// What was trained is in force.
    Promoted,
    /// What was trained is only watched.
    Shadow,
    /// Nothing has changed.
    Unchanged,
    /// Somebody else put another model in force meanwhile; it stays.
    Lost,
}

impl Standing {
    fn as_str(self) -> &'static str {
        match self {
            Standing::Promoted => "promoted",
            Standing::Shadow => "shadow",
            Standing::Unchanged => "unchanged",
            Standing::Lost => "lost",
        }
    }
}

/// What a training came to.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Answer {
    /// What became of the champion.
    pub standing: Standing,
    /// The model in force before.
    pub before: Option<String>,
    /// The model that was trained.
    pub trained: Option<String>,
    /// Why, in a sentence.
    pub why: String,
    /// The page of the report.
    pub report: String,
}

/// Why there was no training.
#[derive(Debug, Error)]
pub enum TrainingError {
    /// A part of AWS does not answer.
    #[error("a call failed")]
    Call(#[from] CallError),
    /// The archive can't be read.
    #[error("the payments can't be gathered")]
    Gather(#[from] GatherError),
    /// The champion is damaged, so nothing can be compared with it.
    #[error("the champion can't be read; `tollgate model rollback` puts the one before it back")]
    Champion(#[from] ModelFileError),
    /// What features look back at would not fit into memory.
    #[error(
        "{daily} payments a day are too many to be replayed in this memory, which holds those of {daily_max} a day; raise \
         `trainer_memory_mb`, of which each megabyte holds 14 payments a day. The champion stays"
    )]
    TooMany {
        /// How many there are.
        daily: usize,
        /// How many there can be.
        daily_max: usize,
    },
    /// The champion's features are none.
    #[error("the features can't be computed")]
    Features(#[from] FeatureListError),
    /// Training failed.
    #[error("no model could be trained")]
    Training(#[from] TrainError),
    /// The deciders would refuse what was trained, so nothing was put in its place.
    #[error("the trained model can't be read back")]
    Unreadable(#[from] ScorerError),
}

impl TrainingError {
    /// The whole of it in one text, for the log and the queue of failures.
    pub fn told(self) -> String {
        ErrorChain(&self).to_string()
    }
}

/// Trains, and promotes what is better.
pub async fn handle<Archive, Objects, Topic, Policy>(
    request: Request,
    deps: &Deps<Archive, Objects, Topic, Policy>,
    clock: Timestamp,
) -> Result<Answer, TrainingError>
where
    Archive: ArchiveReader + Sync,
    Objects: ModelObjects + Sync,
    Topic: ModelTopic + Sync,
    Policy: ObjectStore + Sync,
{
    let now = request.when.time_or(clock);
    let reason = request.reason.as_deref().unwrap_or("the schedule");
    let mut settings = deps.settings.clone();
    settings.train_days = request.train_days.map_or(settings.train_days, i64::from);
    let before = champion(deps).await?;
    let list = standard_list(&deps.policy).await?;
    let model = before.as_ref().map(|(_, model)| model);
    let retraining = trained(&deps.archive, model, list, &settings, (now, reason)).await?;
    let report = write_report(deps, &retraining, now).await?;
    let standing = put_in_place(deps, &retraining, before.as_ref()).await?;
    metrics::counter!("ModelsTrained", "Standing" => standing.as_str()).increment(1);
    if let Some(evaluation) = &retraining.report.evaluation {
        metrics::gauge!("TrainedAveragePrecision").set(evaluation.figures.average_precision);
    }
    let told = retraining.report;
    tracing::info!(standing = standing.as_str(), trained = told.challenger, why = told.why, "trained");
    Ok(Answer { standing, before: told.champion, trained: told.challenger, why: told.why, report })
}

/// The champion; a promotion that somebody began is completed first, so that the log has it before the next one.
async fn champion<Archive, Objects: ModelObjects, Topic: ModelTopic, Policy>(
    deps: &Deps<Archive, Objects, Topic, Policy>,
) -> Result<Option<(Champion, Model)>, TrainingError> {
    let Some(champion) = deps.store.champion().await? else { return Ok(None) };
    let model = Model::from_bytes(&champion.bytes)?;
    deps.store.settle(&champion, model.version(), &deps.topic, &deps.environment).await?;
    Ok(Some((champion, model)))
}

/// Gathers the payments and trains on them.
async fn trained(
    archive: &impl ArchiveReader,
    champion: Option<&Model>,
    standard: FeatureList,
    settings: &LifeSettings,
    (now, reason): (Timestamp, &str),
) -> Result<Retraining, TrainingError> {
    // A model without labels says nothing of fraud: whatever it has seen, another one may be compared on.
    let labelled = champion.filter(|champion| champion.calibration().is_some());
    let mut plan = Plan::new(now, labelled.map(|champion| champion.about().trained_on.1), settings);
    let with_latest = labelled.is_none();
    let list = match champion {
        Some(champion) => {
            let context = standard.context.clone();
            FeatureList { context, ..joint_list(champion.feature_list(), &standard) }
        }
        None => standard,
    };
    let survey = Survey::take(archive, plan.read_from, now).await.map_err(GatherError::from)?;
    let daily = survey.daily(&(plan.read_from..plan.until));
    if daily > settings.daily_max {
        return Err(TrainingError::TooMany { daily, daily_max: settings.daily_max });
    }
    plan.fit(survey.payments_by_day(), settings, with_latest);
    let mut gathering = Gathering::by_replay(list, plan.rows_in(with_latest), plan.one_in)?;
    let left_out = gather(archive, &survey, plan.read_from, &mut gathering, None).await?;
    if left_out.unreadable > 0 {
        plan.notes.push(format!("{} rows of the archive could not be read.", left_out.unreadable));
    }
    drop(survey);
    let rows = gathering.finish(now, plan.mature_until, settings);
    Ok(retrain(&rows, champion, &plan, settings, (now, reason))?)
}

async fn write_report<Archive, Objects: ModelObjects, Topic, Policy>(
    deps: &Deps<Archive, Objects, Topic, Policy>,
    retraining: &Retraining,
    now: Timestamp,
) -> Result<String, TrainingError> {
    // What goes into force has to be kept before it does: a rollback needs it.
    for model in retraining.promoted.iter().chain(&retraining.shadow) {
        deps.store.keep(model.version(), &Scorer::file_of(model)?).await?;
    }
    let shown = retraining.promoted.as_ref().or(retraining.shadow.as_ref()).map(Model::about);
    let page = training_page(&retraining.report, shown);
    let json = serde_json::to_vec_pretty(&retraining.report)
        .map_err(|error| TrainingError::Call(CallError::new("writing the report", error)))?;
    Ok(deps.store.put_report(ReportKind::Training, &now.to_string(), &json, &page).await?)
}

async fn put_in_place<Archive, Objects: ModelObjects, Topic: ModelTopic, Policy>(
    deps: &Deps<Archive, Objects, Topic, Policy>,
    retraining: &Retraining,
    before: Option<&(Champion, Model)>,
) -> Result<Standing, TrainingError> {
    if let Some(model) = &retraining.promoted {
        let from = before.map(|(_, model)| model.version());
        let moved = Move::new(from, model.version(), "the trainer", &retraining.report.why);
        let expected = before.map(|(champion, _)| champion.etag.as_str());
        if deps.store.promote(&Scorer::file_of(model)?, &moved, expected).await? == Promoted::Lost {
            return Ok(Standing::Lost);
        }
        champion(deps).await?;
    }
    match (&retraining.shadow, &retraining.promoted) {
        (Some(model), _) => deps.store.put_challenger(&Scorer::file_of(model)?).await?,
        // What was watched until now has learned from older payments than the new champion.
        (None, Some(_)) => deps.store.remove_challenger().await?,
        (None, None) => {}
    }
    Ok(match retraining.report.decision {
        Decision::Promote => Standing::Promoted,
        Decision::Shadow => Standing::Shadow,
        Decision::Nothing => Standing::Unchanged,
    })
}
