//! `GET /console/payments`: payments of a party, or of a day of the archive.
//!
//! What a search costs is bounded, whatever it asks for: it looks at so many entries or rows and then answers what it found
//! and where the next one goes on.

pub(crate) mod answer;
mod query;
pub(crate) mod wanted;

use std::collections::HashSet;

use aws_io::CallError;
use aws_io::decision_archive::{ArchiveReader, DayPlace, DecisionRow, FoundRow, Look, look_through};
use aws_io::payment_history::{IndexedPayment, PaymentIndex, Slice};
use aws_io::stored_transaction::StoredTransaction;
use aws_io::transaction_batch::{BATCH_MAX, TransactionBatch};
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use fraud::{KeyId, Outcome, PastTransaction, Timestamp};
use lambda_shell::{Problem, json};
use serde::Serialize;

use answer::{FoundPayment, of_past, of_stored};
use query::{Query, Within};
use wanted::Wanted;

/// So many entries of a party are looked at for one answer: some 20 read units, and up to 250 for their transactions.
const ENTRIES_MAX: u64 = 500;
/// No further object of the archive is begun once so many rows were read; Firehose puts some 40,000 into one at most.
const ROWS_MAX: u64 = 20_000;
/// So many objects are read for one answer: Firehose makes 288 a day where it gathers for five minutes.
const OBJECTS_MAX: usize = 100;
/// How often transactions are looked up for one answer to a search of the archive.
const BATCHES_MAX: usize = 5;
/// The latest time that a sort key can hold.
const LATEST: Timestamp = Timestamp::from_millis(9_999_999_999_999);

/// What a search works with.
#[derive(Debug)]
pub struct SearchDeps<Index, Batch, Archive> {
    /// What parties paid.
    pub index: Index,
    /// The transactions.
    pub batch: Batch,
    /// The archive.
    pub archive: Archive,
}

/// 200: some payments, the newest first.
#[derive(Serialize)]
struct Found {
    payments: Vec<FoundPayment>,
    /// How many entries or rows were looked at for them.
    looked_at: u64,
    /// For `after`, if there may be more.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A payment that may be wanted.
struct Candidate {
    /// Behind which the search goes on if this is the last one that is answered.
    place: String,
    past: PastTransaction,
    reasons: Vec<String>,
}

impl Candidate {
    /// Whether a payment without a mark was approved or never decided, an entry does not say.
    fn of_entry(IndexedPayment { place, past }: IndexedPayment) -> Candidate {
        let outcome = past.outcome.filter(|outcome| *outcome != Outcome::Approve);
        Candidate { place, past: PastTransaction { outcome, ..past }, reasons: Vec::new() }
    }

    fn of_row(found: &FoundRow) -> Option<Candidate> {
        let reasons = found.row.hits.iter().map(|hit| hit.code.clone()).collect();
        Some(Candidate { place: found.place.write(), past: found.row.past().ok()?, reasons })
    }
}

/// Whether a row may be of a wanted payment. What costs least is asked first.
fn is_wanted(row: &DecisionRow, wanted: &Wanted) -> bool {
    wanted.outcome.is_none_or(|outcome| row.outcome == Some(outcome))
        && wanted.reason.as_ref().is_none_or(|code| row.hits.iter().any(|hit| hit.code == *code))
        && row.past().is_ok_and(|past| wanted.may_be(&past))
}

/// Some of them.
struct Candidates {
    candidates: Vec<Candidate>,
    looked_at: u64,
    next: Option<String>,
}

pub(crate) async fn answer<Index: PaymentIndex, Batch: TransactionBatch, Archive: ArchiveReader>(
    request: &ApiGatewayProxyRequest,
    deps: &SearchDeps<Index, Batch, Archive>,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let query = query::read(request)?;
    let found = match query.within {
        Within::Party { .. } => among_a_partys(query, deps).await,
        Within::Day { .. } => in_a_day(query, deps).await,
    };
    Ok(json(StatusCode::OK, &found.map_err(unavailable)?))
}

async fn among_a_partys<Index: PaymentIndex, Batch: TransactionBatch, Archive>(
    query: Query,
    deps: &SearchDeps<Index, Batch, Archive>,
) -> Result<Found, CallError> {
    let Query { wanted, within, limit } = query;
    let Within::Party { entity, key, after } = within else { unreachable!("the search is of a party") };
    let mut slice = Slice {
        entity,
        key,
        from: wanted.from.unwrap_or(Timestamp::from_millis(0)),
        to: wanted.to.unwrap_or(LATEST).min(LATEST),
        after,
        limit: BATCH_MAX,
    };
    let mut found = Found { payments: Vec::new(), looked_at: 0, next: None };
    if slice.from > slice.to {
        return Ok(found);
    }
    while found.looked_at < ENTRIES_MAX {
        let page = deps.index.page(&slice).await?;
        let looked_at = page.payments.len() as u64;
        let candidates = page.payments.into_iter().filter(|indexed| wanted.may_be(&indexed.past));
        let candidates = candidates.map(Candidate::of_entry).collect();
        let some = Candidates { candidates, looked_at, next: page.next };
        if take(some, &wanted, limit, &deps.batch, &mut found).await? {
            break;
        }
        slice.after.clone_from(&found.next);
    }
    Ok(found)
}

async fn in_a_day<Index, Batch: TransactionBatch, Archive: ArchiveReader>(
    query: Query,
    deps: &SearchDeps<Index, Batch, Archive>,
) -> Result<Found, CallError> {
    let Query { wanted, within, limit } = query;
    let Within::Day { day, after } = within else { unreachable!("the search is of a day") };
    let mut look = Look { day, after, found_max: BATCH_MAX, rows_max: ROWS_MAX, objects_max: OBJECTS_MAX };
    let mut found = Found { payments: Vec::new(), looked_at: 0, next: None };
    for _ in 0..BATCHES_MAX {
        // A later label makes another row, on the day when it comes; the payment was found by its first one.
        let looked =
            look_through(&deps.archive, &look, |row| row.may_be_first() && is_wanted(row, &wanted)).await?;
        let candidates = looked.found.iter().filter_map(Candidate::of_row).collect();
        let next = looked.next.as_ref().map(DayPlace::write);
        let some = Candidates { candidates, looked_at: looked.rows, next };
        let is_enough = take(some, &wanted, limit, &deps.batch, &mut found).await?;
        if is_enough || found.looked_at >= ROWS_MAX {
            break;
        }
        look.after = looked.next;
    }
    Ok(found)
}

/// Looks the candidates up and takes what is wanted. Whether that is enough, or there are no more.
async fn take(
    some: Candidates,
    wanted: &Wanted,
    limit: usize,
    batch: &impl TransactionBatch,
    found: &mut Found,
) -> Result<bool, CallError> {
    found.looked_at += some.looked_at;
    found.next = some.next;
    let mut seen: HashSet<KeyId> = found.payments.iter().map(|payment| payment.key_id).collect();
    let mut key_ids = Vec::new();
    for candidate in &some.candidates {
        if !key_ids.contains(&candidate.past.key_id) {
            key_ids.push(candidate.past.key_id);
        }
    }
    let stored = if key_ids.is_empty() { Vec::new() } else { batch.find_all(&key_ids).await? };
    let count = some.candidates.len();
    for (number, candidate) in some.candidates.into_iter().enumerate() {
        if !seen.insert(candidate.past.key_id) {
            continue;
        }
        let Some(payment) = looked_up(&candidate, &stored, wanted) else { continue };
        found.payments.push(payment);
        if found.payments.len() >= limit {
            // Behind the last candidate is where the next ones are anyway.
            if number + 1 < count {
                found.next = Some(candidate.place);
            }
            return Ok(true);
        }
    }
    Ok(found.next.is_none())
}

fn looked_up(candidate: &Candidate, stored: &[StoredTransaction], wanted: &Wanted) -> Option<FoundPayment> {
    match stored.iter().find(|stored| stored.key_id == candidate.past.key_id) {
        Some(stored) => of_stored(stored, wanted),
        None => of_past(&candidate.past, &candidate.reasons, wanted),
    }
}

fn unavailable(error: CallError) -> Problem {
    Problem::unanswered(&error, "payments could not be searched")
}
