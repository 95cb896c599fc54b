//! Where the planted bugs sit: each function does what it ought to, unless its bug was planted.

use aws_io::CallError;
use aws_io::alert_ledger::{AlertLedger, Claim};
use aws_io::alert_topic::AlertMail;
use aws_io::label_record::LabelRecord;
use aws_io::stored_transaction::{NewTransaction, StoredTransaction};
use aws_io::transaction_intake::{Acceptance, TransactionIntake};
use aws_io::transaction_table::{Completion, Labelling, TableError, TransactionTable};
use fraud::{Assessment, KeyId, Timestamp};
use serde_dynamo::AttributeValue;

use crate::cloud::Cloud;
use crate::flaw::Flaw;
use crate::witness;

/// Stores a transaction.
pub(crate) async fn accept(cloud: &Cloud, new: &NewTransaction) -> Result<Acceptance, CallError> {
    if new.claim.is_none() || !cloud.has(Flaw::IdempotencyKeyIgnored) {
        return cloud.table.accept(new).await;
    }
    let key_id = KeyId::new(new.created_at, cloud.state().random.bytes());
    let new = NewTransaction { key_id, claim: None, ..new.clone() };
    cloud.table.accept(&new).await?;
    Ok(Acceptance::Repeated { key_id, created_at: new.created_at })
}

/// Stores a decision.
pub(crate) async fn complete(
    cloud: &Cloud,
    key_id: KeyId,
    assessment: &Assessment,
    decided_at: Timestamp,
) -> Result<Completion, TableError> {
    if cloud.has(Flaw::AlertBeforeDecision) {
        return Ok(Completion::Stored);
    }
    let completion = cloud.table.complete(key_id, assessment, decided_at).await?;
    match completion {
        Completion::AlreadyDone(_) if cloud.has(Flaw::AlertForgottenAfterCrash) => Ok(Completion::Missing),
        Completion::AlreadyDone(_) if cloud.has(Flaw::DecisionOverwritten) => {
            overwrite(cloud, &key_id.to_string(), assessment, decided_at);
            Ok(Completion::Stored)
        }
        _ => Ok(completion),
    }
}

fn overwrite(cloud: &Cloud, key_id: &str, assessment: &Assessment, decided_at: Timestamp) {
    let Some(mut image) = cloud.table.image(key_id) else { return };
    let document = serde_json::to_string(assessment).expect("an assessment is plain data");
    image.insert("assessment".to_owned(), AttributeValue::S(document));
    image.insert("decided_at_ms".to_owned(), AttributeValue::N(decided_at.as_millis().to_string()));
    cloud.table.replace_image(key_id, image);
}

/// Adds a label.
pub(crate) async fn add_label(
    cloud: &Cloud,
    key_id: KeyId,
    label: &LabelRecord,
) -> Result<Labelling, CallError> {
    let key = key_id.to_string();
    if cloud.has(Flaw::LabelsOverwritten)
        && let Some(mut image) = cloud.table.image(&key)
        && image.remove("labels").is_some()
    {
        cloud.table.replace_image(&key, image);
    }
    cloud.table.add_label(key_id, label).await
}

/// What a read found.
pub(crate) fn found(cloud: &Cloud, found: Option<StoredTransaction>) -> Option<StoredTransaction> {
    let is_stale = cloud.has(Flaw::StaleRead) && cloud.state().random.happens(100);
    found.filter(|_| !is_stale)
}

/// What a claim at `now` met.
pub(crate) fn claimed(cloud: &Cloud, key_id: KeyId, claim: Claim, now: Timestamp) -> Claim {
    if matches!(claim, Claim::Granted | Claim::GrantedAfterInterruption) {
        cloud.state().latest_claims.insert(key_id, now);
    }
    match claim {
        _ if cloud.has(Flaw::LedgerGrantsAlways) => Claim::Granted,
        Claim::GrantedAfterInterruption if cloud.has(Flaw::RepeatNotMarked) => Claim::Granted,
        _ => claim,
    }
}

/// A mail was refused.
pub(crate) async fn refused(cloud: &Cloud, mail: &AlertMail) {
    if !cloud.has(Flaw::RefusedRepeatForgotten) {
        return;
    }
    for of in witness::told_by(mail) {
        let Ok(key_id) = of.key_id.parse() else { continue };
        let claimed_at = cloud.state().latest_claims.get(&key_id).copied();
        if let Some(claimed_at) = claimed_at {
            let released = cloud.ledger.release(key_id, claimed_at).await;
            released.expect("a ledger in memory answers");
        }
    }
}

/// A mail on its way.
pub(crate) fn mail(cloud: &Cloud, mail: &AlertMail) -> AlertMail {
    let mut mail = mail.clone();
    if cloud.has(Flaw::CardNumberMailed) {
        // In its first line: lines of a digest begin with whom they are about.
        mail.body = mail.body.replacen('\n', " (4111-1111-1111-1111)\n", 1);
    }
    if cloud.has(Flaw::DigestIncomplete) && witness::told_by(&mail).len() > 1 {
        let end = mail.body.trim_end().rfind('\n').unwrap_or_default();
        mail.body.truncate(end);
    }
    mail
}
