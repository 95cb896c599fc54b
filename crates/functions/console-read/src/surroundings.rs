//! `GET /console/surroundings/{key_id}`: what the card, the customer, the device, the address and the e-mail of a payment paid
//! besides, whom that links them with, and the cases that it made.
//!
//! Everything comes from the entries that decisions are made on: five bounded queries, and what they name looked up at once.

use std::collections::{BTreeMap, BTreeSet};

use aws_io::CallError;
use aws_io::case_table::CaseFinder;
use aws_io::payment_history::{PaymentIndex, Slice};
use aws_io::stored_transaction::StoredTransaction;
use aws_io::transaction_batch::{BATCH_MAX, TransactionBatch};
use aws_io::transaction_table::{TableError, TransactionTable};
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use fraud::{Entity, KeyId, Outcome, PastTransaction, Timestamp, Transaction};
use futures::future::try_join_all;
use lambda_shell::{Problem, json, key_id_of, unknown_key_id, unreadable_transaction};
use serde::Serialize;

use crate::case_answer::CaseAnswer;
use crate::search::SearchDeps;
use crate::search::answer::{FoundPayment, of_past, of_stored};
use crate::search::wanted::{PARTIES, Wanted};

/// So many payments of each party are looked at, the newest.
const OF_A_PARTY_MAX: usize = 50;
/// So many others of a kind are named beside a party, those with most payments.
const OTHERS_MAX: usize = 10;
/// The latest time that a sort key can hold.
const LATEST: Timestamp = Timestamp::from_millis(9_999_999_999_999);

/// 200: the surroundings.
#[derive(Serialize)]
struct Surroundings {
    parties: Vec<PartyAnswer>,
    /// The newest first.
    timeline: Vec<Neighbour>,
    /// The one that was opened last first.
    cases: Vec<CaseAnswer>,
}

/// A party of the payment.
#[derive(Serialize)]
struct PartyAnswer {
    kind: Entity,
    name: String,
    /// How many payments of it were looked at.
    payments: usize,
    /// Whether there are more.
    is_more: bool,
    /// With whom it shares payments, by kind.
    others: Vec<Other>,
}

/// Another party that shares payments with one of this payment's.
#[derive(Serialize)]
struct Other {
    kind: Entity,
    name: String,
    /// How many they share.
    payments: usize,
    /// The newest of them.
    key_id: KeyId,
}

/// A payment that shares a party.
#[derive(Serialize)]
struct Neighbour {
    /// Which parties it shares.
    shares: Vec<Entity>,
    #[serde(flatten)]
    payment: FoundPayment,
}

/// What was read of a party.
struct Read {
    entity: Entity,
    key: String,
    past: Vec<PastTransaction>,
    is_more: bool,
}

pub(crate) async fn answer<Index: PaymentIndex, Batch: TransactionBatch, Archive>(
    request: &ApiGatewayProxyRequest,
    cases: &impl CaseFinder,
    transactions: &impl TransactionTable,
    search: &SearchDeps<Index, Batch, Archive>,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let key_id = key_id_of(request)?;
    let stored = match transactions.find(key_id).await {
        Ok(found) => found.ok_or_else(unknown_key_id)?,
        Err(TableError::Call(error)) => return Err(unavailable(error)),
        Err(TableError::Item(_)) => return Err(unreadable_transaction()),
    };
    Ok(json(StatusCode::OK, &around(&stored, cases, search).await.map_err(unavailable)?))
}

async fn around<Index: PaymentIndex, Batch: TransactionBatch, Archive>(
    stored: &StoredTransaction,
    cases: &impl CaseFinder,
    search: &SearchDeps<Index, Batch, Archive>,
) -> Result<Surroundings, CallError> {
    let named =
        PARTIES.iter().filter_map(|entity| Some((*entity, entity.key_of(&stored.transaction)?.into_owned())));
    let reads: Vec<Read> =
        try_join_all(named.map(async |(entity, key)| read(&search.index, entity, key).await)).await?;
    let mut neighbours: BTreeMap<KeyId, (Vec<Entity>, &PastTransaction)> = BTreeMap::new();
    for Read { entity, past, .. } in &reads {
        for past in past {
            let shares = &mut neighbours.entry(past.key_id).or_insert((Vec::new(), past)).0;
            if !shares.contains(entity) {
                shares.push(*entity);
            }
        }
    }
    let mut neighbours: Vec<_> = neighbours.into_values().collect();
    neighbours.sort_by_key(|(_, past)| std::cmp::Reverse((past.moment(), past.key_id)));
    neighbours.truncate(BATCH_MAX);
    let key_ids: Vec<KeyId> = neighbours.iter().map(|(_, past)| past.key_id).collect();
    let known = if key_ids.is_empty() { Vec::new() } else { search.batch.find_all(&key_ids).await? };
    let mut cases = if key_ids.is_empty() { Vec::new() } else { cases.cases_of(&key_ids).await? };
    cases.sort_by_key(|case| std::cmp::Reverse(case.opened_at));
    let parties = reads.iter().map(|read| party(read, stored, &known)).collect();
    let timeline =
        neighbours.into_iter().filter_map(|(shares, past)| neighbour(shares, past, &known)).collect();
    Ok(Surroundings { parties, timeline, cases: cases.into_iter().map(CaseAnswer::from).collect() })
}

async fn read(index: &impl PaymentIndex, entity: Entity, key: String) -> Result<Read, CallError> {
    let slice = Slice {
        entity,
        key,
        from: Timestamp::from_millis(0),
        to: LATEST,
        after: None,
        limit: OF_A_PARTY_MAX,
    };
    let page = index.page(&slice).await?;
    let mut seen = BTreeSet::new();
    let past = page.payments.into_iter().map(|indexed| indexed.past).filter(|past| seen.insert(past.key_id));
    Ok(Read { entity, past: past.collect(), key: slice.key, is_more: page.next.is_some() })
}

fn neighbour(shares: Vec<Entity>, past: &PastTransaction, known: &[StoredTransaction]) -> Option<Neighbour> {
    let anything = Wanted::default();
    let payment = match known.iter().find(|stored| stored.key_id == past.key_id) {
        Some(stored) => of_stored(stored, &anything)?,
        None => {
            // Without a mark it was approved, or never decided.
            let outcome = past.outcome.filter(|outcome| *outcome != Outcome::Approve);
            of_past(&PastTransaction { outcome, ..past.clone() }, &[], &anything)?
        }
    };
    Some(Neighbour { shares, payment })
}

fn party(read: &Read, stored: &StoredTransaction, known: &[StoredTransaction]) -> PartyAnswer {
    let mut others: BTreeMap<(Entity, String), (usize, &PastTransaction)> = BTreeMap::new();
    for past in &read.past {
        for entity in PARTIES.into_iter().filter(|entity| *entity != read.entity) {
            let Some(key) = entity.key_of(&past.transaction) else { continue };
            // Whom the payment itself names stands there as a party of its own.
            if entity.key_of(&stored.transaction).as_deref() == Some(&*key) {
                continue;
            }
            others.entry((entity, key.into_owned())).or_insert((0, past)).0 += 1;
        }
    }
    let mut others: Vec<Other> = others
        .into_iter()
        .filter_map(|((kind, key), (payments, past))| {
            let name = name(kind, key, past.key_id, known)?;
            Some(Other { kind, name, payments, key_id: past.key_id })
        })
        .collect();
    others.sort_by(|one, other| {
        (one.kind, other.payments, &one.name).cmp(&(other.kind, one.payments, &other.name))
    });
    let mut of_kind: BTreeMap<Entity, usize> = BTreeMap::new();
    others.retain(|other| {
        let count = of_kind.entry(other.kind).or_default();
        *count += 1;
        *count <= OTHERS_MAX
    });
    PartyAnswer {
        kind: read.entity,
        name: shown(read.entity, &read.key, &stored.transaction),
        payments: read.past.len(),
        is_more: read.is_more,
        others,
    }
}

/// What people call a party. A card's token is shown to nobody, so a card that nothing is left of but its token has no name.
fn name(kind: Entity, key: String, key_id: KeyId, known: &[StoredTransaction]) -> Option<String> {
    if kind != Entity::Card {
        return Some(key);
    }
    let stored = known.iter().find(|stored| stored.key_id == key_id)?;
    Some(stored.transaction.card.masked())
}

fn shown(kind: Entity, key: &str, transaction: &Transaction) -> String {
    if kind == Entity::Card { transaction.card.masked() } else { key.to_owned() }
}

fn unavailable(error: CallError) -> Problem {
    Problem::unanswered(&error, "the surroundings of a payment could not be read")
}
