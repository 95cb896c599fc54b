//! `POST /transactions/{key_id}/label`: what a transaction turned out to be.

use aws_io::label_record::{LABELS_MAX, LabelRecord};
use aws_io::payment_history::{Mark, Payment};
use aws_io::stored_transaction::StoredTransaction;
use aws_io::transaction_table::{Labelling, TableError, TransactionTable};
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use decider::Decide;
use fraud::{KeyId, Timestamp, Verdict};
use lambda_shell::{ErrorChain, Problem, json, key_id_of, unknown_key_id, unreadable_transaction};
use serde::Serialize;

use crate::label_request::LabelRequest;
use crate::router::Deps;
use lambda_shell::json_request;

/// 200: the label that counts now. It is another one than was sent if a later one is known.
#[derive(Serialize)]
struct Labelled {
    transaction_id: KeyId,
    key_id: KeyId,
    label: Verdict,
    source: String,
    time: String,
}

pub(crate) async fn answer<Intake, Table: TransactionTable, Decides: Decide>(
    request: &ApiGatewayProxyRequest,
    deps: &Deps<Intake, Table, Decides>,
    now: Timestamp,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let key_id = key_id_of(request)?;
    let label = LabelRequest::parse(json_request::body(request)?, now)?;
    let stored = deps.table.find(key_id).await.map_err(|error| unavailable(key_id, &error))?;
    let stored = stored.ok_or_else(unknown_key_id)?;
    let counting = if label.is_said_by(&stored.labels) {
        tracing::info!(%key_id, "label repeated");
        stored.labels[0].clone()
    } else {
        add(&stored, label.into_record(now), &deps.table).await?
    };
    // Also of a repeat: the first one may have come no further than the table.
    let payment = Payment { key_id, received_at: stored.created_at, transaction: &stored.transaction };
    let mark = Mark::Label(counting.clone());
    deps.decider.mark(&payment, &mark, now).await.map_err(|error| {
        tracing::error!(%key_id, error = %ErrorChain(&error), "the history does not know of a label");
        Problem::unavailable()
    })?;
    Ok(labelled(key_id, &counting))
}

/// Adds a label and answers the one that counts then.
async fn add(
    stored: &StoredTransaction,
    record: LabelRecord,
    table: &impl TransactionTable,
) -> Result<LabelRecord, Problem> {
    let key_id = stored.key_id;
    if stored.labels.len() >= LABELS_MAX {
        return Err(too_many_labels());
    }
    // Others may have labelled it since it was read.
    match table.add_label(key_id, &record).await.map_err(|error| unavailable(key_id, &error.into()))? {
        Labelling::Added => {}
        Labelling::Full => return Err(too_many_labels()),
        Labelling::Missing => return Err(unknown_key_id()),
    }
    if !stored.transaction.made_up {
        metrics::counter!("Labels").increment(1);
    }
    let (label, known_at) = (record.label.as_str(), record.time);
    tracing::info!(%key_id, label, %known_at, "transaction labelled");
    let mut labels = stored.labels.clone();
    labels.push(record);
    aws_io::label_record::sort(&mut labels);
    Ok(labels.swap_remove(0))
}

fn labelled(key_id: KeyId, label: &LabelRecord) -> ApiGatewayProxyResponse {
    let labelled = Labelled {
        transaction_id: key_id,
        key_id,
        label: label.label,
        source: label.source.clone(),
        time: label.time.to_string(),
    };
    json(StatusCode::OK, &labelled)
}

fn unavailable(key_id: KeyId, error: &TableError) -> Problem {
    tracing::error!(%key_id, error = %ErrorChain(error), "a transaction could not be labelled");
    match error {
        TableError::Call(_) => Problem::unavailable(),
        TableError::Item(_) => unreadable_transaction(),
    }
}

fn too_many_labels() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "too-many-labels",
        "Too many labels",
        format!("The transaction has {LABELS_MAX} labels, and takes no more."),
    )
}
