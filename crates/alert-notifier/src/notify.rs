//! One alert: claim it, mail it, note that it was mailed.

use aws_io::CallError;
use aws_io::alert_ledger::{AlertLedger, Claim};
use aws_io::alert_topic::{AlertTopic, PublishError};
use fraud::{Alert, Timestamp};
use thiserror::Error;

use crate::mail::{self, Delivery};

/// What the handler works with.
#[derive(Debug)]
pub struct Deps<Ledger, Topic> {
    /// What was mailed already.
    pub ledger: Ledger,
    /// Where mails go.
    pub topic: Topic,
    /// The API's URL, for looking a transaction up.
    pub api_url: String,
}

/// Why an alert has to come again.
#[derive(Debug, Error)]
pub(crate) enum NotifyError {
    #[error("the message is no alert")]
    NotAnAlert(#[from] serde_json::Error),
    #[error("somebody else is mailing it just now")]
    InProgress,
    #[error("the ledger did not answer")]
    Ledger(#[from] CallError),
    #[error(transparent)]
    Publish(#[from] PublishError),
}

pub(crate) async fn notify<Ledger, Topic>(
    alert: &Alert,
    deps: &Deps<Ledger, Topic>,
    now: Timestamp,
) -> Result<(), NotifyError>
where
    Ledger: AlertLedger,
    Topic: AlertTopic,
{
    let key_id = alert.key_id;
    let delivery = match deps.ledger.claim(key_id, now).await? {
        Claim::Granted => Delivery::First,
        Claim::GrantedAfterInterruption => Delivery::PossiblyRepeated,
        Claim::InProgress => return Err(NotifyError::InProgress),
        Claim::AlreadySent => {
            tracing::info!(%key_id, "alert was mailed before");
            return Ok(());
        }
    };
    match deps.topic.publish(&mail::compose(alert, delivery, &deps.api_url)).await {
        Ok(()) => {}
        Err(PublishError::Refused(error)) => {
            // After an interruption the lease is kept until it ends: given back, it would look as if nobody
            // had tried, and the next mail would not say that it may be a repeat.
            if delivery == Delivery::First {
                deps.ledger.release(key_id, now).await?;
            }
            return Err(PublishError::Refused(error).into());
        }
        Err(unknown) => return Err(unknown.into()),
    }
    deps.ledger.mark_sent(key_id).await?;
    metrics::counter!("AlertsMailed").increment(1);
    tracing::info!(%key_id, outcome = %alert.assessment.outcome, "alert mailed");
    Ok(())
}
