//! One new transaction: gather, decide, act.

use aws_io::CallError;
use aws_io::alert_queue::AlertQueue;
use aws_io::payment_history::{HistoryError, Mark, Payment};
use aws_io::quarantine_queue::{QuarantineQueue, Quarantined};
use aws_io::stored_transaction::{Decision, StoredTransaction};
use aws_io::transaction_table::{Completion, TableError, TransactionTable};
use decider::{Decide, Decided};
use fraud::{Alert, Assessment, Outcome, Timestamp};
use lambda_shell::{ErrorChain, PANICKED, record_decision, record_latency, unless_it_panics};
use serde_dynamo::{AttributeValue, Item};

/// What the handler works with.
#[derive(Debug)]
pub struct Deps<Table, Alerts, Quarantine, Decides> {
    /// Where decisions are stored.
    pub table: Table,
    /// Where alerts go.
    pub alerts: Alerts,
    /// Where records go that can't be assessed.
    pub quarantine: Quarantine,
    /// Makes the decisions.
    pub decider: Decides,
    /// The outcomes to alert about, if the policy does not name them.
    pub notify_outcomes: Vec<Outcome>,
}

/// Handles the image of a new item. An error means that the record is to be retried: it can succeed once the cause is gone. A
/// record that can never succeed, because AWS refuses what is made of it or because the program panics on it, would hold up
/// those behind it for hours: it is set aside.
pub(crate) async fn handle<Table, Alerts, Quarantine, Decides>(
    image: Item,
    deps: &Deps<Table, Alerts, Quarantine, Decides>,
    now: Timestamp,
) -> Result<(), CallError>
where
    Table: TransactionTable,
    Alerts: AlertQueue,
    Quarantine: QuarantineQueue,
    Decides: Decide,
{
    let key_id = key_of(&image);
    let reason = match unless_it_panics(deal_with(image, deps, now)).await {
        Some(Ok(())) => return Ok(()),
        Some(Err(TableError::Call(error))) if !error.is_refusal() => return Err(error),
        Some(Err(TableError::Call(error))) => ErrorChain(&error).to_string(),
        Some(Err(TableError::Item(error))) => ErrorChain(&error).to_string(),
        None => PANICKED.to_owned(),
    };
    quarantine(key_id, reason, deps, now).await
}

/// Decides the transaction of an image, and queues the alert if one is wanted.
async fn deal_with<Table, Alerts, Quarantine, Decides>(
    image: Item,
    deps: &Deps<Table, Alerts, Quarantine, Decides>,
    now: Timestamp,
) -> Result<(), TableError>
where
    Table: TransactionTable,
    Alerts: AlertQueue,
    Quarantine: QuarantineQueue,
    Decides: Decide,
{
    match decide(StoredTransaction::from_image(image)?, deps, now).await? {
        Some(alert) => Ok(deps.alerts.send(&alert).await?),
        None => Ok(()),
    }
}

/// Decides a transaction, unless it was decided before, and returns the alert if one is wanted.
async fn decide<Table: TransactionTable, Alerts, Quarantine, Decides: Decide>(
    stored: StoredTransaction,
    deps: &Deps<Table, Alerts, Quarantine, Decides>,
    now: Timestamp,
) -> Result<Option<Alert>, TableError> {
    let payment =
        Payment { key_id: stored.key_id, received_at: stored.created_at, transaction: &stored.transaction };
    let assessment = match &stored.decision {
        Decision::Done { assessment, .. } => {
            let basis = assessment.basis.as_ref();
            if basis.is_some_and(|basis| !basis.missing_history.is_empty()) {
                deps.decider.enter(&payment).await.map_err(unwritten)?;
            }
            assessment.clone()
        }
        Decision::Pending | Decision::Failed { .. } => {
            let assessment = assess(&payment, &deps.decider, now).await?;
            match deps.table.complete(stored.key_id, &assessment, now).await? {
                Completion::Stored => {
                    deps.decider.count(&stored.transaction, &assessment);
                    record(&stored, &assessment);
                    assessment
                }
                // An earlier delivery of this record decided. Its alert may or may not have been queued.
                Completion::AlreadyDone(earlier) => earlier,
                Completion::Missing => {
                    tracing::warn!(key_id = %stored.key_id, "transaction deleted before it was assessed");
                    return Ok(None);
                }
            }
        }
    };
    // The payment's history entries are written already, but not that it was not approved.
    if assessment.outcome != Outcome::Approve {
        let mark = Mark::Outcome(assessment.outcome);
        deps.decider.mark(&payment, &mark, now).await.map_err(unwritten)?;
    }
    // A made-up payment happened to nobody.
    if stored.transaction.made_up {
        return Ok(None);
    }
    let wanted = deps.decider.notify_outcomes();
    let is_wanted = wanted.as_ref().unwrap_or(&deps.notify_outcomes).contains(&assessment.outcome);
    Ok(is_wanted.then(|| Alert::new(stored.key_id, &stored.transaction, &assessment)))
}

/// Nobody waits for this decision, so it is made on the whole history and all clearances, or retried. A crowded history is no
/// reason to retry: it may stay crowded for hours, and the decision says so.
async fn assess(
    payment: &Payment<'_>,
    decider: &impl Decide,
    now: Timestamp,
) -> Result<Assessment, CallError> {
    let Decided { assessment, missing, missing_clearances } = decider.decide(payment, now).await;
    if let Some(error) = missing_clearances {
        return Err(error);
    }
    match missing.into_iter().find(|(_, error)| !matches!(error, HistoryError::Crowded(_))) {
        None => Ok(assessment),
        Some((_, error)) => Err(unread(error)),
    }
}

fn unwritten(error: HistoryError) -> TableError {
    TableError::Call(unread(error))
}

fn unread(error: HistoryError) -> CallError {
    match error {
        HistoryError::Call(error) | HistoryError::Crowded(error) => error,
        HistoryError::TooSlow => CallError::new("history", error),
    }
}

fn record(stored: &StoredTransaction, assessment: &Assessment) {
    record_decision(&stored.transaction, assessment);
    if !stored.transaction.made_up {
        record_latency("EndToEndLatencyMs", stored.created_at);
    }
    tracing::info!(
        key_id = %stored.key_id,
        outcome = %assessment.outcome,
        risk_score = assessment.risk_score.as_f64(),
        policy_version = assessment.policy_version,
        "transaction assessed"
    );
}

async fn quarantine<Table: TransactionTable, Alerts, Quarantine: QuarantineQueue, Decides>(
    key_id: String,
    reason: String,
    deps: &Deps<Table, Alerts, Quarantine, Decides>,
    now: Timestamp,
) -> Result<(), CallError> {
    tracing::error!(key_id, reason, "record quarantined: it can't be assessed");
    metrics::counter!("Quarantined").increment(1);
    match deps.table.fail(&key_id, &reason, now).await {
        // Then only the queue says that the transaction failed.
        Err(error) if error.is_refusal() => {
            tracing::error!(key_id, error = %ErrorChain(&error), "the transaction could not be marked as failed");
        }
        noted => noted?,
    }
    deps.quarantine.send(&Quarantined { key_id, reason }).await
}

fn key_of(image: &Item) -> String {
    match image.get("key_id") {
        Some(AttributeValue::S(key_id)) => key_id.clone(),
        _ => String::new(),
    }
}
