//! One record: read, store, or set aside.

use aws_io::CallError;
use aws_io::quarantine_queue::{QuarantinedRecord, RecordQuarantine};
use aws_io::stored_transaction::NewTransaction;
use aws_io::transaction_intake::{Acceptance, CallerKey, Claim, TransactionIntake};
use column_mapping::ColumnMapping;
use fraud::card::looks_like_card_number;
use fraud::request::{self, Intake, RequestError};
use fraud::{CardKey, Timestamp};
use lambda_shell::{BROKEN, ErrorChain, unless_it_panics};

use crate::event::{Body, Incoming};

const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// What the handler works with.
#[derive(Debug)]
pub struct Deps<Intake, Quarantine> {
    /// Where transactions go.
    pub intake: Intake,
    /// Where records go that nothing can be made of.
    pub quarantine: Quarantine,
    /// What card numbers are turned into tokens with.
    pub card_key: CardKey,
    /// How long a transaction is kept.
    pub retention_days: u32,
    /// What makes a record a request of the API.
    pub mapping: ColumnMapping,
}

/// Stores a record's transaction, or sets the record aside: also one that AWS refuses, or that breaks the program, which
/// would hold up those behind it for hours. An error means that it is retried.
pub(crate) async fn handle<Store: TransactionIntake, Quarantine: RecordQuarantine>(
    incoming: &Incoming,
    deps: &Deps<Store, Quarantine>,
    now: Timestamp,
) -> Result<(), CallError> {
    let reason = match unless_it_panics(store(incoming, deps, now)).await {
        Some(Ok(None)) => return Ok(()),
        Some(Ok(Some(reason))) => reason,
        Some(Err(error)) if error.is_refusal() => {
            tracing::error!(position = %incoming.position, error = %ErrorChain(&error), "a transaction is refused");
            // Why, is the service's own text, which may repeat a value.
            format!("{error}: the service does not take it")
        }
        Some(Err(error)) => return Err(error),
        None => BROKEN.to_owned(),
    };
    quarantine(incoming, reason, deps).await
}

/// Stores a record's transaction, or answers why nothing can be made of the record.
async fn store<Store: TransactionIntake, Quarantine>(
    incoming: &Incoming,
    deps: &Deps<Store, Quarantine>,
    now: Timestamp,
) -> Result<Option<String>, CallError> {
    let Body::Read(body) = &incoming.body else {
        return Ok(Some("the record's value is not in Base64".to_owned()));
    };
    let read = match read(body, incoming, deps) {
        Ok(read) => read,
        Err(error) => return Ok(Some(reason(&error))),
    };
    let new = new_transaction(incoming, read, deps, now);
    match deps.intake.accept(&new).await? {
        Acceptance::Stored => {
            tracing::info!(key_id = %new.key_id, position = %incoming.position, "transaction taken from a stream");
            metrics::counter!("TransactionsAccepted").increment(1);
            Ok(None)
        }
        Acceptance::Repeated { key_id, .. } => {
            tracing::info!(%key_id, position = %incoming.position, "transaction repeated");
            Ok(None)
        }
        Acceptance::Conflicting => Ok(Some("another transaction came under this idempotency_key".to_owned())),
    }
}

/// The transaction, and the client's id of it.
fn read<Store, Quarantine>(
    body: &[u8],
    incoming: &Incoming,
    deps: &Deps<Store, Quarantine>,
) -> Result<(Intake, Option<String>), RequestError> {
    let request = stream_record::read(body, &deps.mapping)?;
    // The time of arrival, not of this attempt: a record says the same however late it is read.
    let intake = request::parse(&request.body, &deps.card_key, incoming.arrived_at)?;
    Ok((intake, request.id))
}

/// Under the client's id, or else under the record's place: in either case the same however often it is delivered.
fn new_transaction<Store, Quarantine>(
    incoming: &Incoming,
    (intake, id): (Intake, Option<String>),
    deps: &Deps<Store, Quarantine>,
    now: Timestamp,
) -> NewTransaction {
    let (route, key) = match id {
        Some(id) => ("stream", id),
        None => ("stream position", incoming.position.place()),
    };
    let key = CallerKey { caller: incoming.position.source(), route: route.to_owned(), key };
    NewTransaction {
        key_id: key.key_id(),
        created_at: now,
        expires_at: now.plus_millis(i64::from(deps.retention_days) * DAY_MILLIS),
        transaction: intake.transaction,
        assessment: None,
        claim: Some(Claim { key, fingerprint: intake.fingerprint }),
    }
}

async fn quarantine<Store, Quarantine: RecordQuarantine>(
    incoming: &Incoming,
    reason: String,
    deps: &Deps<Store, Quarantine>,
) -> Result<(), CallError> {
    let position = &incoming.position;
    tracing::error!(%position, reason, "a record can't be read and is quarantined");
    metrics::counter!("RecordsQuarantined").increment(1);
    let record = QuarantinedRecord {
        position: position.clone(),
        arrived_at: incoming.arrived_at,
        hash: deps.card_key.hash(incoming.body.bytes()),
        reason,
    };
    deps.quarantine.set_aside(&record).await
}

/// What is wrong, for people. Never a value: but the name of a field that nobody knows may be one.
fn reason(error: &RequestError) -> String {
    let RequestError::Invalid(errors) = error else { return error.to_string() };
    let told = errors.iter().map(|error| {
        let pointer = if looks_like_card_number(&error.pointer) { "#/…" } else { &error.pointer };
        format!("{pointer} {}", error.detail)
    });
    told.collect::<Vec<_>>().join("; ")
}
