//! The digest: once a minute, one mail about all alerts that wait, and one about sanctions matches among them.
//!
//! Each alert in it is claimed, mailed and noted like one that is mailed alone, so that a crash or a second delivery
//! does what it does there: nothing is lost, and what may be a repeat says so.

use aws_io::CallError;
use aws_io::alert_ledger::{AlertLedger, Claim};
use aws_io::alert_queue::{self, Message};
use aws_io::alert_topic::AlertTopic;
use aws_io::mail_once::Delivery;
use aws_io::mail_pace::MailPace;
use aws_io::mail_topic::PublishError;
use aws_io::waiting_alerts::{WaitingAlert, WaitingAlerts};
use fraud::{Alert, Timestamp};
use futures::stream::{self, StreamExt, TryStreamExt};
use lambda_shell::ErrorChain;
use thiserror::Error;

use crate::digest_mail;
use crate::mail::{self, is_sanctions_match};
use crate::notify::Deps;

/// So many alerts are in a digest at most: their lines are a third of what SNS takes.
const ALERTS_MAX: usize = 800;
/// So many entries of the ledger are written at a time.
const ENTRIES_AT_A_TIME: usize = 16;

/// Why a digest was not mailed. What waits goes on waiting.
#[derive(Debug, Error)]
pub enum FlushError {
    /// The queue, the ledger or the pace did not answer.
    #[error("the digest could not be gathered")]
    Gathering(#[from] CallError),
    /// It was not published, or may not have been.
    #[error(transparent)]
    Publish(#[from] PublishError),
}

/// An alert that is part of the digest.
pub(crate) struct Entry {
    pub(crate) alert: Box<Alert>,
    pub(crate) delivery: Delivery,
    message: WaitingAlert,
}

/// Counts the subscriptions that mails go to, for the alarm that rings when one is lost.
pub(crate) async fn count_subscriptions<Ledger, Waiting, Topic: AlertTopic, Cases>(
    deps: &Deps<Ledger, Waiting, Topic, Cases>,
) {
    match deps.topic.subscriptions().await {
        Ok(subscriptions) => {
            metrics::gauge!("SubscriptionsConfirmed").set(subscriptions.confirmed);
            metrics::gauge!("SubscriptionsMissing").set(subscriptions.missing);
        }
        Err(error) => tracing::warn!(error = %ErrorChain(&error), "subscriptions could not be counted"),
    }
}

/// Mails what waits, if there is anything.
pub(crate) async fn flush<Ledger, Waiting, Topic, Cases>(
    deps: &Deps<Ledger, Waiting, Topic, Cases>,
    now: Timestamp,
) -> Result<(), FlushError>
where
    Ledger: AlertLedger + MailPace,
    Waiting: WaitingAlerts,
    Topic: AlertTopic,
{
    let mut of_sanctions = Vec::new();
    let mut of_payments = Vec::new();
    let mut taken = 0;
    while taken < ALERTS_MAX {
        let messages = deps.waiting.take().await?;
        if messages.is_empty() {
            break;
        }
        taken += messages.len();
        for message in messages {
            match alert_queue::from_message(&message.body) {
                Ok(Message::Alert(alert)) if is_sanctions_match(&alert) => {
                    of_sanctions.push((alert, message));
                }
                Ok(Message::Alert(alert)) => of_payments.push((alert, message)),
                // It is put in by nobody but the notifier, and rings once it is old.
                _ => tracing::error!("a message that waits is not an alert"),
            }
        }
    }
    let sanctions = digest("sanctions", of_sanctions, deps, now).await;
    let payments = digest("payments", of_payments, deps, now).await;
    sanctions.and(payments)
}

async fn digest<Ledger, Waiting, Topic, Cases>(
    kind: &str,
    alerts: Vec<(Box<Alert>, WaitingAlert)>,
    deps: &Deps<Ledger, Waiting, Topic, Cases>,
    now: Timestamp,
) -> Result<(), FlushError>
where
    Ledger: AlertLedger + MailPace,
    Waiting: WaitingAlerts,
    Topic: AlertTopic,
{
    // One a minute, however often the schedule calls.
    if alerts.is_empty() || !deps.ledger.take_turn(&format!("digest of {kind}"), 1, now).await? {
        return Ok(());
    }
    let mut entries = Vec::new();
    let mut told_before = Vec::new();
    let claims = alerts.into_iter().map(async |(alert, message)| {
        let claim = deps.ledger.claim(alert.key_id, now).await?;
        Ok::<_, CallError>((alert, message, claim))
    });
    let mut claims = stream::iter(claims).buffered(ENTRIES_AT_A_TIME);
    while let Some(claimed) = claims.next().await {
        // Those that were claimed before are free again when their leases end.
        let (alert, message, claim) = claimed?;
        match claim {
            Claim::Granted => entries.push(Entry { alert, delivery: Delivery::First, message }),
            Claim::GrantedAfterInterruption => {
                entries.push(Entry { alert, delivery: Delivery::PossiblyRepeated, message });
            }
            Claim::AlreadySent => told_before.push(message),
            Claim::InProgress => {}
        }
    }
    drop(claims);
    deps.waiting.delete(&told_before).await?;
    let mail = match &entries[..] {
        [] => return Ok(()),
        [one] => mail::compose(&one.alert, one.delivery, &deps.api_url),
        several => digest_mail::compose(several, &deps.api_url),
    };
    if let Err(error) = deps.topic.publish(&mail).await {
        if matches!(error, PublishError::Refused(_)) {
            let first = entries.iter().filter(|entry| entry.delivery == Delivery::First);
            let releases = first.map(|entry| deps.ledger.release(entry.alert.key_id, now));
            stream::iter(releases).buffered(ENTRIES_AT_A_TIME).try_collect::<()>().await?;
        }
        return Err(error.into());
    }
    metrics::counter!("AlertsMailed").increment(entries.len() as u64);
    tracing::info!(alerts = entries.len(), kind, "a digest was mailed");
    let notes = entries.iter().map(|entry| deps.ledger.mark_sent(entry.alert.key_id));
    stream::iter(notes).buffered(ENTRIES_AT_A_TIME).try_collect::<()>().await?;
    let messages: Vec<_> = entries.into_iter().map(|entry| entry.message).collect();
    deps.waiting.delete(&messages).await?;
    Ok(())
}
