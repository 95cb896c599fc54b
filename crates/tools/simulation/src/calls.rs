//! The resources as an invocation reaches them: every call takes its time, and may fail before its effect, lose
//! its answer after it, or be made twice by the SDK. At each await the invocation can be left behind for another
//! one, or die.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use aws_io::CallError;
use aws_io::alert_ledger::{AlertLedger, Claim};
use aws_io::alert_queue::AlertQueue;
use aws_io::alert_topic::{About, AlertMail, AlertTopic, PublishError, Subscriptions};
use aws_io::case_table::{CaseIntake, Filed};
use aws_io::label_record::LabelRecord;
use aws_io::mail_pace::MailPace;
use aws_io::quarantine_queue::{QuarantineQueue, Quarantined};
use aws_io::stored_transaction::{NewTransaction, StoredTransaction};
use aws_io::transaction_intake::{Acceptance, TransactionIntake};
use aws_io::transaction_table::{Completion, Labelling, TableError, TransactionTable};
use aws_io::waiting_alerts::{WaitingAlert, WaitingAlerts};
use fraud::{Alert, Assessment, GuardNotice, KeyId, Timestamp};

use crate::cloud::Cloud;
use crate::faults::CallFault;
use crate::flaw::Flaw;
use crate::journal::Occurrence;
use crate::planted;
use crate::witness;

/// The cloud, through a network.
#[derive(Clone)]
pub(crate) struct Calls(pub(crate) Arc<Cloud>);

/// One call on its way.
pub(crate) struct Call<'cloud> {
    cloud: &'cloud Cloud,
    name: &'static str,
    fault: Option<CallFault>,
}

/// A call that failed as far as its caller can tell.
pub(crate) struct Failure {
    name: &'static str,
    /// Whether AWS said no, so that certainly nothing happened.
    is_refusal: bool,
}

impl From<Failure> for CallError {
    fn from(failure: Failure) -> CallError {
        CallError::new(failure.name, if failure.is_refusal { "throttled" } else { "no answer" })
    }
}

impl From<Failure> for PublishError {
    fn from(failure: Failure) -> PublishError {
        let is_refusal = failure.is_refusal;
        let error = CallError::from(failure);
        if is_refusal { PublishError::Refused(error) } else { PublishError::Unknown(error) }
    }
}

impl Calls {
    pub(crate) async fn begin(&self, name: &'static str) -> Result<Call<'_>, Failure> {
        let cloud = &*self.0;
        let fault = {
            let mut state = cloud.state();
            let rates = state.rates;
            CallFault::draw(&rates, &mut state.random)
        };
        pass_time(cloud).await;
        let occurrence = match fault {
            Some(CallFault::Refused) => Occurrence::CallRefused,
            Some(CallFault::Unheard) => Occurrence::CallUnheard,
            _ => return Ok(Call { cloud, name, fault }),
        };
        let mut state = cloud.state();
        let invocation = state.invocation;
        state.happened(occurrence, || format!("#{invocation} {name}: {fault:?}"));
        Err(Failure { name, is_refusal: fault == Some(CallFault::Refused) })
    }

    /// Begins to publish a mail. The SDK was told not to make the call again when no answer comes.
    async fn begin_mail(&self) -> Result<Call<'_>, Failure> {
        let name = "sns:Publish";
        let call = self.begin(name).await?;
        let mut state = self.0.state();
        let (invocation, rates) = (state.invocation, state.rates);
        if state.random.happens(rates.mail_refused) {
            state.happened(Occurrence::CallRefused, || format!("#{invocation} {name}: throttled"));
            return Err(Failure { name, is_refusal: true });
        }
        Ok(Call { fault: call.fault.map(|_| CallFault::AnswerLost), ..call })
    }
}

impl Call<'_> {
    /// The effect has happened. Whether its answer arrives; if not, the SDK makes the call again.
    pub(crate) async fn is_answered(&mut self, words: impl FnOnce() -> String) -> Result<bool, Failure> {
        let (cloud, name, fault) = (self.cloud, self.name, self.fault.take());
        {
            let mut state = cloud.state();
            let invocation = state.invocation;
            state.tell(|| format!("#{invocation} {name} {}", words()));
        }
        // The SDK waits for an answer, and before it tries again.
        let waits = if fault == Some(CallFault::Repeated) { 6 } else { 1 };
        for _ in 0..waits {
            pass_time(cloud).await;
        }
        let mut state = cloud.state();
        let invocation = state.invocation;
        let tell = || format!("#{invocation} {name}: {fault:?}");
        match fault {
            Some(CallFault::AnswerLost) => {
                state.happened(Occurrence::CallAnswerLost, tell);
                Err(Failure { name, is_refusal: false })
            }
            Some(CallFault::Repeated) => {
                state.happened(Occurrence::CallRepeated, tell);
                Ok(false)
            }
            _ => Ok(true),
        }
    }
}

/// Lets others go first, at least once.
async fn pass_time(cloud: &Cloud) {
    let turns = 1 + cloud.state().random.below(3);
    for _ in 0..turns {
        let mut has_waited = false;
        poll_fn(|context| {
            if std::mem::replace(&mut has_waited, true) {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }
}

impl TransactionIntake for Calls {
    async fn accept(&self, new: &NewTransaction) -> Result<Acceptance, CallError> {
        let mut call = self.begin("dynamodb:PutItem").await?;
        loop {
            let answer = planted::accept(&self.0, new).await?;
            self.item_written(&new.key_id.to_string());
            if call.is_answered(|| format!("{}: {answer:?}", new.key_id)).await? {
                return Ok(answer);
            }
        }
    }
}

impl TransactionTable for Calls {
    async fn find(&self, key_id: KeyId) -> Result<Option<StoredTransaction>, TableError> {
        let mut call = self.begin("dynamodb:GetItem").await.map_err(CallError::from)?;
        loop {
            let found = self.0.table.find(key_id).await.map(|found| planted::found(&self.0, found));
            let words =
                || format!("{key_id}: {:?}", found.as_ref().map(|found| found.as_ref().map(status_of)));
            if call.is_answered(words).await.map_err(CallError::from)? {
                return found;
            }
        }
    }

    async fn complete(
        &self,
        key_id: KeyId,
        assessment: &Assessment,
        decided_at: Timestamp,
    ) -> Result<Completion, TableError> {
        let mut call = self.begin("dynamodb:UpdateItem").await.map_err(CallError::from)?;
        loop {
            let completion = planted::complete(&self.0, key_id, assessment, decided_at).await?;
            self.item_written(&key_id.to_string());
            let occurrence = match &completion {
                Completion::Stored => Some(Occurrence::Decided),
                Completion::AlreadyDone(_) => Some(Occurrence::DecidedBefore),
                Completion::Missing => None,
            };
            if let Some(occurrence) = occurrence {
                self.0.state().journal.count(occurrence);
            }
            let words = || format!("{key_id}: {} as {}", completion_word(&completion), assessment.outcome);
            if call.is_answered(words).await.map_err(CallError::from)? {
                return Ok(completion);
            }
        }
    }

    async fn fail(&self, key_id: &str, reason: &str, failed_at: Timestamp) -> Result<(), CallError> {
        let mut call = self.begin("dynamodb:UpdateItem").await?;
        loop {
            self.0.table.fail(key_id, reason, failed_at).await?;
            self.item_written(key_id);
            if call.is_answered(|| format!("{key_id}: Failed")).await? {
                return Ok(());
            }
        }
    }

    async fn add_label(&self, key_id: KeyId, label: &LabelRecord) -> Result<Labelling, CallError> {
        let mut call = self.begin("dynamodb:UpdateItem").await?;
        loop {
            let labelling = planted::add_label(&self.0, key_id, label).await?;
            self.item_written(&key_id.to_string());
            if call.is_answered(|| format!("{key_id}: labelled {}", label.label.as_str())).await? {
                return Ok(labelling);
            }
        }
    }
}

impl Calls {
    fn item_written(&self, key_id: &str) {
        let mut state = self.0.state();
        let result = state.witness.item_written(key_id, &self.0.table);
        state.check(result);
    }
}

fn status_of(stored: &StoredTransaction) -> aws_io::stored_transaction::Status {
    stored.decision.status()
}

fn completion_word(completion: &Completion) -> &'static str {
    match completion {
        Completion::Stored => "stored",
        Completion::AlreadyDone(_) => "already done",
        Completion::Missing => "missing",
    }
}

impl AlertQueue for Calls {
    async fn send(&self, alert: &Alert) -> Result<(), CallError> {
        let mut call = self.begin("sqs:SendMessage").await?;
        loop {
            AlertQueue::send(&self.0.alerts, alert).await?;
            {
                let mut state = self.0.state();
                state.journal.count(Occurrence::AlertQueued);
                let result = state.witness.alert_queued(alert, &self.0.table);
                state.check(result);
            }
            if call.is_answered(|| format!("alert on {}", alert.key_id)).await? {
                return Ok(());
            }
        }
    }

    async fn send_notice(&self, notice: &GuardNotice) -> Result<(), CallError> {
        let mut call = self.begin("sqs:SendMessage").await?;
        loop {
            self.0.alerts.send_notice(notice).await?;
            if call
                .is_answered(|| format!("notice of {}: {:?}", notice.code, notice.finding.standing))
                .await?
            {
                return Ok(());
            }
        }
    }
}

impl QuarantineQueue for Calls {
    async fn send(&self, record: &Quarantined) -> Result<(), CallError> {
        let mut call = self.begin("sqs:SendMessage").await?;
        loop {
            if !self.0.has(Flaw::PoisonDropped) {
                QuarantineQueue::send(&self.0.quarantine, record).await?;
            }
            self.0.state().journal.count(Occurrence::Quarantined);
            if call.is_answered(|| format!("{} to quarantine: {}", record.key_id, record.reason)).await? {
                return Ok(());
            }
        }
    }
}

impl AlertLedger for Calls {
    async fn claim(&self, key_id: KeyId, now: Timestamp) -> Result<Claim, CallError> {
        let mut call = self.begin("dynamodb:UpdateItem").await?;
        loop {
            let claim = self.0.ledger.claim(key_id, now).await?;
            let claim = planted::claimed(&self.0, key_id, claim, now);
            let occurrence = match claim {
                Claim::Granted => None,
                Claim::GrantedAfterInterruption => Some(Occurrence::ClaimAfterInterruption),
                Claim::InProgress => Some(Occurrence::ClaimInProgress),
                Claim::AlreadySent => Some(Occurrence::ClaimAlreadySent),
            };
            if let Some(occurrence) = occurrence {
                self.0.state().journal.count(occurrence);
            }
            if call.is_answered(|| format!("claim on {key_id}: {claim:?}")).await? {
                return Ok(claim);
            }
        }
    }

    async fn mark_sent(&self, key_id: KeyId) -> Result<(), CallError> {
        let mut call = self.begin("dynamodb:UpdateItem").await?;
        loop {
            self.0.ledger.mark_sent(key_id).await?;
            {
                let key_id = key_id.to_string();
                // A finding of the guard is mailed under an id that belongs to no transaction.
                if self.0.table.image(&key_id).is_some() {
                    let mut state = self.0.state();
                    let result = state.witness.mail_noted(&key_id);
                    state.check(result);
                }
            }
            if call.is_answered(|| format!("{key_id} noted as mailed")).await? {
                return Ok(());
            }
        }
    }

    async fn release(&self, key_id: KeyId, claimed_at: Timestamp) -> Result<(), CallError> {
        let mut call = self.begin("dynamodb:UpdateItem").await?;
        loop {
            self.0.ledger.release(key_id, claimed_at).await?;
            if call.is_answered(|| format!("claim on {key_id} given back")).await? {
                return Ok(());
            }
        }
    }
}

/// Whatever fails after it has the alert delivered again, so filing is repeated as often as everything else is.
impl CaseIntake for Calls {
    async fn file(&self, alert: &Alert, now: Timestamp) -> Result<Filed, CallError> {
        self.0.cases.file(alert, now).await
    }
}

impl AlertTopic for Calls {
    async fn publish(&self, mail: &AlertMail) -> Result<(), PublishError> {
        let mail = planted::mail(&self.0, mail);
        let begun = self.begin_mail().await;
        if begun.as_ref().is_err_and(|failure| failure.is_refusal) {
            planted::refused(&self.0, &mail).await;
        }
        let mut call = begun?;
        loop {
            self.0.topic.publish(&mail).await?;
            self.mail_published(&mail);
            let words = || format!("{:?}: {}", witness::told_by(&mail), mail.subject);
            if call.is_answered(words).await? {
                return Ok(());
            }
        }
    }

    async fn subscriptions(&self) -> Result<Subscriptions, CallError> {
        let mut call = self.begin("sns:GetTopicAttributes").await?;
        loop {
            let subscriptions = self.0.topic.subscriptions().await?;
            if call.is_answered(|| format!("{subscriptions:?}")).await? {
                return Ok(subscriptions);
            }
        }
    }
}

impl MailPace for Calls {
    async fn take_turn(&self, kind: &str, turns_max: u32, now: Timestamp) -> Result<bool, CallError> {
        let mut call = self.begin("dynamodb:UpdateItem").await?;
        loop {
            let is_left =
                self.0.ledger.take_turn(kind, turns_max, now).await? || self.0.has(Flaw::PaceIgnored);
            if call.is_answered(|| format!("a turn of {kind}: {is_left}")).await? {
                return Ok(is_left);
            }
        }
    }

    async fn open_window(
        &self,
        party: &str,
        holder: KeyId,
        lasts_millis: i64,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, CallError> {
        let mut call = self.begin("dynamodb:UpdateItem").await?;
        loop {
            let until = self.0.ledger.open_window(party, holder, lasts_millis, now).await?;
            if call.is_answered(|| format!("the window of {party} for {holder}: {until:?}")).await? {
                return Ok(until.filter(|_| !self.0.has(Flaw::PaceIgnored)));
            }
        }
    }
}

impl WaitingAlerts for Calls {
    async fn put(&self, body: &str, delay_seconds: i64) -> Result<(), CallError> {
        let mut call = self.begin("sqs:SendMessage").await?;
        loop {
            if !self.0.has(Flaw::WaitingForgotten) {
                let visible_at = self.0.state().now.plus_millis(delay_seconds * 1_000);
                self.0.waiting().send_later(body.to_owned(), visible_at);
            }
            self.0.state().journal.count(Occurrence::AlertWaits);
            if call.is_answered(|| format!("an alert waits {delay_seconds} s")).await? {
                return Ok(());
            }
        }
    }

    async fn take(&self) -> Result<Vec<WaitingAlert>, CallError> {
        let mut call = self.begin("sqs:ReceiveMessage").await?;
        loop {
            let taken: Vec<_> = {
                let mut state = self.0.state();
                let deliveries = self.0.waiting().receive(&mut state).into_iter();
                deliveries
                    .map(|delivery| WaitingAlert {
                        receipt: format!("{} {}", delivery.id, delivery.receives),
                        body: delivery.body,
                    })
                    .collect()
            };
            if call.is_answered(|| format!("{} alerts that wait", taken.len())).await? {
                return Ok(taken);
            }
        }
    }

    async fn delete(&self, alerts: &[WaitingAlert]) -> Result<(), CallError> {
        for alert in alerts {
            let mut call = self.begin("sqs:DeleteMessage").await?;
            loop {
                {
                    let mut state = self.0.state();
                    self.0.waiting().delete_by_receipt(&alert.receipt, &mut state);
                }
                if call.is_answered(|| format!("waiting message {}", alert.receipt)).await? {
                    break;
                }
            }
        }
        Ok(())
    }
}

impl Calls {
    fn mail_published(&self, mail: &AlertMail) {
        if mail.about == About::Guard {
            return;
        }
        let mut state = self.0.state();
        let told = witness::told_by(mail);
        if told.len() > 1 {
            state.journal.count(Occurrence::DigestSent);
        }
        for of in &told {
            state.journal.count(Occurrence::MailSent);
            if of.is_marked {
                state.journal.count(Occurrence::MailMarkedAsRepeat);
            }
        }
        let now = state.now;
        let result = state.witness.mail_published(mail, &told, now, &self.0.table);
        for of in &told {
            if state.witness.mails(&of.key_id).total() > 1 {
                state.journal.count(Occurrence::SecondMail);
            }
        }
        state.check(result);
    }
}
