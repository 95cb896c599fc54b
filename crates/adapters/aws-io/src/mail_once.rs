//! One mail about each thing, however often its message comes: claim it, mail it, note that it was mailed.

use fraud::{KeyId, Timestamp};
use thiserror::Error;

use crate::CallError;
use crate::alert_ledger::{AlertLedger, Claim};
use crate::mail_topic::PublishError;

/// Whether somebody may have read a mail before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Delivery {
    /// Nobody has.
    First,
    /// An earlier attempt was interrupted when the mail may just have left.
    PossiblyRepeated,
}

/// What became of a mail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mailed {
    /// It was sent.
    Now,
    /// It had been sent before.
    Before,
}

/// Why a mail has to be tried again.
#[derive(Debug, Error)]
pub enum MailError {
    /// Another sender holds the lease.
    #[error("somebody else is mailing it just now")]
    InProgress,
    /// Nobody knows whether it was mailed, or by whom.
    #[error("the ledger did not answer")]
    Ledger(#[from] CallError),
    /// It was not published, or may not have been.
    #[error(transparent)]
    Publish(#[from] PublishError),
}

/// Mails what `key_id` is about by `publish`, unless that was done, at the time `now`.
pub async fn mail_once(
    ledger: &impl AlertLedger,
    key_id: KeyId,
    now: Timestamp,
    publish: impl AsyncFnOnce(Delivery) -> Result<(), PublishError>,
) -> Result<Mailed, MailError> {
    let delivery = match ledger.claim(key_id, now).await? {
        Claim::Granted => Delivery::First,
        Claim::GrantedAfterInterruption => Delivery::PossiblyRepeated,
        Claim::InProgress => return Err(MailError::InProgress),
        Claim::AlreadySent => return Ok(Mailed::Before),
    };
    match publish(delivery).await {
        Ok(()) => {}
        Err(PublishError::Refused(error)) => {
            // After an interruption the lease is kept until it ends: given back, it would look as if nobody
            // had tried, and the next mail would not say that it may be a repeat.
            if delivery == Delivery::First {
                ledger.release(key_id, now).await?;
            }
            return Err(PublishError::Refused(error).into());
        }
        Err(unknown) => return Err(unknown.into()),
    }
    ledger.mark_sent(key_id).await?;
    Ok(Mailed::Now)
}
