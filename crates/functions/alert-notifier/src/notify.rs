//! One alert: mail it, once.

use aws_io::alert_ledger::AlertLedger;
use aws_io::alert_topic::AlertTopic;
use aws_io::mail_once::{MailError, Mailed, mail_once};
use fraud::{Alert, Timestamp};
use thiserror::Error;

use crate::mail;

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

/// Why an alert is retried.
#[derive(Debug, Error)]
pub(crate) enum NotifyError {
    #[error("the message is no alert")]
    NotAnAlert(#[source] serde_json::Error),
    #[error(transparent)]
    Mail(#[from] MailError),
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
    let mailed = mail_once(&deps.ledger, key_id, now, async |delivery| {
        deps.topic.publish(&mail::compose(alert, delivery, &deps.api_url)).await
    });
    match mailed.await? {
        Mailed::Before => tracing::info!(%key_id, "alert was mailed before"),
        Mailed::Now => {
            metrics::counter!("AlertsMailed").increment(1);
            tracing::info!(%key_id, outcome = %alert.assessment.outcome, "alert mailed");
        }
    }
    Ok(())
}
