//! One record: parse it and store its transaction, or set the record aside.

use aws_io::CallError;
use aws_io::quarantine_queue::{QuarantinedRecord, RecordQuarantine};
use aws_io::stored_transaction::NewTransaction;
use aws_io::transaction_intake::{Acceptance, CallerKey, Claim, TransactionIntake};
use column_mapping::ColumnMapping;
use fraud::card::looks_like_card_number;
use fraud::made_up::{MARK_MEMBER, MarkKey, NotItsMark};
use fraud::request::{self, FieldError, Intake, RequestError};
use fraud::{CardKey, Day, Timestamp};
use lambda_shell::{ErrorChain, PANICKED, unless_it_panics};
use stream_record::ROUTE_BY_ID;

use crate::event::{Body, IncomingRecord};

/// The route of transactions that are known by their position in the stream. Like [`ROUTE_BY_ID`], it never changes.
const ROUTE_BY_POSITION: &str = "stream position";

/// What the handler works with.
#[derive(Debug)]
pub struct Deps<Store, Quarantine> {
    /// Stores transactions.
    pub intake: Store,
    /// Takes the records that are set aside.
    pub quarantine: Quarantine,
    /// Turns card numbers into tokens.
    pub card_key: CardKey,
    /// Knows the made-up payments of the deployment's own, where it puts some into a stream.
    pub mark_key: Option<MarkKey>,
    /// How long a transaction is kept.
    pub retention_days: u32,
    /// Turns a record into the body of a request to the API.
    pub mapping: ColumnMapping,
}

/// What came of the attempt to store a record's transaction.
enum StoreResult {
    /// The table has it: since now, or since an earlier delivery.
    InTable,
    /// The table will never have it, for this reason.
    Unstorable(String),
}

/// Stores a record's transaction. A record that can never succeed is set aside, because retrying it would hold up those behind it for
/// hours: one that can't be parsed, one that conflicts with a stored transaction, one that AWS refuses, and one on which the function panics.
///
/// # Errors
/// A call to AWS failed that may succeed later: the record has to be retried.
pub(crate) async fn store_or_set_aside<Store: TransactionIntake, Quarantine: RecordQuarantine>(
    record: &IncomingRecord,
    deps: &Deps<Store, Quarantine>,
    now: Timestamp,
) -> Result<(), CallError> {
    let reason = match unless_it_panics(store(record, deps, now)).await {
        Some(Ok(StoreResult::InTable)) => return Ok(()),
        Some(Ok(StoreResult::Unstorable(reason))) => reason,
        Some(Err(error)) if error.is_refusal() => {
            tracing::error!(position = %record.position, error = %ErrorChain(&error), "AWS refused a transaction");
            // Only the log has AWS's own message, which may repeat a value of the transaction.
            format!("{error}: AWS refused the transaction for good")
        }
        Some(Err(error)) => return Err(error),
        None => PANICKED.to_owned(),
    };
    set_aside(record, reason, deps).await
}

async fn store<Store: TransactionIntake, Quarantine>(
    record: &IncomingRecord,
    deps: &Deps<Store, Quarantine>,
    now: Timestamp,
) -> Result<StoreResult, CallError> {
    let Body::Decoded(body) = &record.body else {
        return Ok(StoreResult::Unstorable("the record's value is not in Base64".to_owned()));
    };
    let (intake, own_id) = match parse(body, record, deps) {
        Ok(parsed) => parsed,
        Err(error) => return Ok(StoreResult::Unstorable(without_values(&error))),
    };
    let known_by = if own_id.is_some() { "idempotency_key" } else { "position in the stream" };
    let new = new_transaction(record, intake, own_id, deps, now);
    match deps.intake.accept(&new).await? {
        Acceptance::Stored => {
            tracing::info!(key_id = %new.key_id, position = %record.position, "transaction taken from a stream");
            if !new.transaction.made_up {
                metrics::counter!("TransactionsAccepted").increment(1);
            }
            Ok(StoreResult::InTable)
        }
        Acceptance::Repeated { key_id, .. } => {
            tracing::info!(%key_id, position = %record.position, "transaction was stored before; nothing stored");
            Ok(StoreResult::InTable)
        }
        Acceptance::Conflicting => {
            Ok(StoreResult::Unstorable(format!("another transaction was stored under this {known_by}")))
        }
    }
}

/// The transaction, and the producer's id of it if there is one.
fn parse<Store, Quarantine>(
    body: &[u8],
    record: &IncomingRecord,
    deps: &Deps<Store, Quarantine>,
) -> Result<(Intake, Option<String>), RequestError> {
    let request = stream_record::read(body, &deps.mapping)?;
    // Parsed as of its arrival, not of this attempt: every delivery of a record has to give the same transaction.
    let intake = request::parse(&request.body, &deps.card_key, record.arrived_at)?;
    let intake = match &request.mark {
        None => intake,
        Some(mark) => with_mark(intake, &request.body, mark, record.arrived_at, deps.mark_key.as_ref())?,
    };
    Ok((intake, request.id))
}

/// A payment with a mark is made up if the mark is its own, and is refused otherwise: it is never taken for a real one.
fn with_mark(
    intake: Intake,
    body: &[u8],
    mark: &str,
    arrived_at: Timestamp,
    mark_key: Option<&MarkKey>,
) -> Result<Intake, RequestError> {
    let marked = mark_key.ok_or(NotItsMark).and_then(|key| key.marked(intake, body, mark, arrived_at));
    marked.map_err(|error| {
        let pointer = format!("#/{MARK_MEMBER}");
        RequestError::Invalid(vec![FieldError { pointer, detail: error.to_string() }])
    })
}

/// The `key_id` follows from the producer's id, or without one from the record's position. Either is the same at every delivery.
fn new_transaction<Store, Quarantine>(
    record: &IncomingRecord,
    intake: Intake,
    own_id: Option<String>,
    deps: &Deps<Store, Quarantine>,
    now: Timestamp,
) -> NewTransaction {
    let (route, key) = match own_id {
        Some(id) => (ROUTE_BY_ID, id),
        None => (ROUTE_BY_POSITION, record.position.place()),
    };
    let key = CallerKey { caller: record.position.source(), route: route.to_owned(), key };
    NewTransaction {
        key_id: key.key_id(),
        created_at: now,
        expires_at: now.plus_millis(i64::from(deps.retention_days) * Day::MILLIS),
        transaction: intake.transaction,
        assessment: None,
        claim: Some(Claim { key, fingerprint: intake.fingerprint }),
    }
}

async fn set_aside<Store, Quarantine: RecordQuarantine>(
    record: &IncomingRecord,
    reason: String,
    deps: &Deps<Store, Quarantine>,
) -> Result<(), CallError> {
    let position = &record.position;
    tracing::error!(%position, reason, "record set aside");
    metrics::counter!("RecordsQuarantined").increment(1);
    let quarantined = QuarantinedRecord {
        position: position.clone(),
        arrived_at: record.arrived_at,
        hash: deps.card_key.hash(record.body.bytes()),
        reason,
    };
    deps.quarantine.set_aside(&quarantined).await
}

/// The errors by field, for people to read. They repeat no value, but an unknown field's name may itself be a card number: such a name is
/// left out.
fn without_values(error: &RequestError) -> String {
    let RequestError::Invalid(errors) = error else { return error.to_string() };
    let by_field = errors.iter().map(|error| {
        let pointer = if looks_like_card_number(&error.pointer) { "#/…" } else { &error.pointer };
        format!("{pointer} {}", error.detail)
    });
    by_field.collect::<Vec<_>>().join("; ")
}
