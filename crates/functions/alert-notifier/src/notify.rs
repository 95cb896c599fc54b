//! One alert: mail it, once, or have it wait for the digest.

use aws_io::CallError;
use aws_io::alert_ledger::AlertLedger;
use aws_io::alert_queue;
use aws_io::alert_topic::AlertTopic;
use aws_io::case_table::{CaseIntake, Filed};
use aws_io::mail_once::{MailError, Mailed, mail_once};
use aws_io::mail_pace::MailPace;
use aws_io::waiting_alerts::WaitingAlerts;
use fraud::{Alert, Entity, GuardNotice, Timestamp};
use thiserror::Error;

use crate::{guard_mail, mail};

/// What the handler works with.
#[derive(Debug)]
pub struct Deps<Ledger, Waiting, Topic, Cases> {
    /// Where people work on alerts, if anywhere.
    pub cases: Cases,
    /// What was mailed already, and how fast mails leave.
    pub ledger: Ledger,
    /// Alerts that wait for the digest.
    pub waiting: Waiting,
    /// Where mails go.
    pub topic: Topic,
    /// The API's URL, for looking a transaction up.
    pub api_url: String,
    /// So many mails about single alerts leave in a minute at most.
    pub mails_a_minute: u32,
    /// For how long the alerts of a card or a customer share a mail, from the first one on; 0 for not at all.
    pub shared_minutes: u32,
}

/// Why an alert is retried.
#[derive(Debug, Error)]
pub(crate) enum NotifyError {
    #[error("the message is not an alert")]
    NotAnAlert(#[source] serde_json::Error),
    #[error("it could not be made a case")]
    Filing(#[source] CallError),
    #[error("nobody knows whether it is its turn")]
    Pace(#[source] CallError),
    #[error("it could not be put among those that wait")]
    Waiting(#[source] CallError),
    #[error(transparent)]
    Mail(#[from] MailError),
}

pub(crate) async fn notify<Ledger, Waiting, Topic, Cases>(
    alert: &Alert,
    deps: &Deps<Ledger, Waiting, Topic, Cases>,
    now: Timestamp,
) -> Result<(), NotifyError>
where
    Ledger: AlertLedger + MailPace,
    Waiting: WaitingAlerts,
    Topic: AlertTopic,
    Cases: CaseIntake,
{
    let key_id = alert.key_id;
    // Before the mail and before the pace: whoever reads the mail finds the case, and what waits for a digest is worked on
    // all the same. An alert that is delivered again was filed before.
    let filed = deps.cases.file(alert, now).await.map_err(NotifyError::Filing)?;
    if matches!(filed, Filed::Opened | Filed::Joined) {
        tracing::info!(%key_id, ?filed, "alert is in a case");
    }
    // Before the claim: an alert that has to wait leaves no trace in the ledger, and the digest claims it.
    if let Some(delay_seconds) = delay(alert, deps, now).await.map_err(NotifyError::Pace)? {
        let body = alert_queue::to_message(alert);
        deps.waiting.put(&body, delay_seconds).await.map_err(NotifyError::Waiting)?;
        metrics::counter!("AlertsWaiting").increment(1);
        tracing::info!(%key_id, delay_seconds, "alert waits for the digest");
        return Ok(());
    }
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

/// For how many seconds the alert has to wait, if it has to. A sanctions match shares its mail with nobody, and its
/// turns with sanctions matches alone.
async fn delay<Ledger: MailPace, Waiting, Topic, Cases>(
    alert: &Alert,
    deps: &Deps<Ledger, Waiting, Topic, Cases>,
    now: Timestamp,
) -> Result<Option<i64>, CallError> {
    let is_sanctions_match = mail::is_sanctions_match(alert);
    let shared_millis = i64::from(deps.shared_minutes) * 60_000;
    if !is_sanctions_match && shared_millis > 0 {
        let card = alert.card_id.as_ref().map(|card| format!("card {card}"));
        let customer = alert.customer_id.as_ref().and_then(|customer| Entity::Customer.key_of_text(customer));
        let customer = customer.map(|customer| format!("customer {customer}"));
        for party in [card, customer].into_iter().flatten() {
            if let Some(until) = deps.ledger.open_window(&party, alert.key_id, shared_millis, now).await? {
                return Ok(Some((until.millis_since(now) + 999) / 1_000));
            }
        }
    }
    let kind = if is_sanctions_match { "sanctions" } else { "payments" };
    let has_turn = deps.ledger.take_turn(kind, deps.mails_a_minute, now).await?;
    Ok((!has_turn).then_some(0))
}

/// Mails what the guard found of a rule or a model, once.
pub(crate) async fn tell_of_rule<Ledger, Waiting, Topic, Cases>(
    notice: &GuardNotice,
    deps: &Deps<Ledger, Waiting, Topic, Cases>,
    now: Timestamp,
) -> Result<(), NotifyError>
where
    Ledger: AlertLedger,
    Topic: AlertTopic,
{
    let mailed = mail_once(&deps.ledger, notice.id(), now, async |_| {
        deps.topic.publish(&guard_mail::compose(notice)).await
    });
    let mailed = mailed.await?;
    tracing::info!(code = notice.code, ?mailed, "a finding of the guard was told");
    Ok(())
}
