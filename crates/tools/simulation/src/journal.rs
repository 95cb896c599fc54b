//! What happened in a world: counted always, told step by step when somebody wants to read it.

use std::collections::BTreeMap;
use std::fmt;

use fraud::Timestamp;

/// Something worth counting.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[expect(missing_docs, reason = "the names say it, and `LABELS` says it in words")]
pub enum Occurrence {
    RequestAccepted,
    RequestPredicted,
    RequestRepeated,
    RequestConflicting,
    RequestBad,
    RequestUnavailable,
    RequestOvertaken,
    ClientCutOff,
    ClientGaveUp,
    StatusRead,
    LabelTaken,
    LabelRepeated,
    LabelLate,
    LabelNotTaken,
    CallRefused,
    CallUnheard,
    CallAnswerLost,
    CallRepeated,
    Crashed,
    TimedOut,
    Abandoned,
    ClockLept,
    HistoryMissing,
    HistoryCrowded,
    PolicyDeployed,
    BadPolicyDeployed,
    MappingThrottled,
    BatchDelivered,
    BatchRepeated,
    BatchPartlyFailed,
    BatchBisected,
    RecordsTooOld,
    PoisonPut,
    DecidedItemPut,
    Quarantined,
    Decided,
    DecidedBefore,
    AlertQueued,
    BrokenAlertPut,
    MessageDoubled,
    MessageAstray,
    DeleteLost,
    DeadLettered,
    ClaimInProgress,
    ClaimAlreadySent,
    ClaimAfterInterruption,
    AlertWaits,
    DigestSent,
    MailSent,
    MailMarkedAsRepeat,
    SecondMail,
    Redriven,
}

impl Occurrence {
    /// All of them, in words.
    pub const LABELS: [(Occurrence, &'static str); 52] = [
        (Occurrence::RequestAccepted, "requests answered with 202 or 200"),
        (Occurrence::RequestPredicted, "… of these, decided at once"),
        (Occurrence::RequestRepeated, "… of these, the first answer again"),
        (Occurrence::RequestConflicting, "idempotency keys used for another request"),
        (Occurrence::RequestBad, "bad requests refused"),
        (Occurrence::RequestUnavailable, "requests answered with 503"),
        (Occurrence::RequestOvertaken, "requests sent again while the first was worked on"),
        (Occurrence::ClientCutOff, "answers that did not reach the client"),
        (Occurrence::ClientGaveUp, "clients that gave up without an answer"),
        (Occurrence::StatusRead, "statuses read"),
        (Occurrence::LabelTaken, "labels taken"),
        (Occurrence::LabelRepeated, "… of these, taken before"),
        (Occurrence::LabelLate, "… of these, older than one that was there"),
        (Occurrence::LabelNotTaken, "labels not taken"),
        (Occurrence::CallRefused, "calls refused"),
        (Occurrence::CallUnheard, "calls that never arrived"),
        (Occurrence::CallAnswerLost, "calls carried out whose answer was lost"),
        (Occurrence::CallRepeated, "calls carried out twice by the SDK"),
        (Occurrence::Crashed, "invocations that crashed"),
        (Occurrence::TimedOut, "invocations that timed out"),
        (Occurrence::Abandoned, "invocations that went on when given up"),
        (Occurrence::ClockLept, "leaps of the clock"),
        (Occurrence::HistoryMissing, "histories that could not be written or read"),
        (Occurrence::HistoryCrowded, "calls on the history of a crowded party refused"),
        (Occurrence::PolicyDeployed, "policies deployed in between"),
        (Occurrence::BadPolicyDeployed, "… and bad ones"),
        (Occurrence::MappingThrottled, "batches held up by throttling"),
        (Occurrence::BatchDelivered, "batches delivered"),
        (Occurrence::BatchRepeated, "batches delivered again after success"),
        (Occurrence::BatchPartlyFailed, "batches with a reported failure"),
        (Occurrence::BatchBisected, "batches bisected"),
        (Occurrence::RecordsTooOld, "batches discarded for their age"),
        (Occurrence::PoisonPut, "poison items put past the API"),
        (Occurrence::DecidedItemPut, "items put that were decided already"),
        (Occurrence::Quarantined, "records quarantined"),
        (Occurrence::Decided, "decisions stored"),
        (Occurrence::DecidedBefore, "decisions found stored before"),
        (Occurrence::AlertQueued, "alerts queued"),
        (Occurrence::BrokenAlertPut, "messages queued that are not alerts"),
        (Occurrence::MessageDoubled, "messages delivered to two consumers"),
        (Occurrence::MessageAstray, "messages received that never arrived"),
        (Occurrence::DeleteLost, "messages that survived their delete"),
        (Occurrence::DeadLettered, "messages moved to the dead-letter queue"),
        (Occurrence::ClaimInProgress, "claims refused: another sender is at it"),
        (Occurrence::ClaimAlreadySent, "claims refused: mailed before"),
        (Occurrence::ClaimAfterInterruption, "claims granted after a sender that died"),
        (Occurrence::AlertWaits, "alerts put among those that wait"),
        (Occurrence::DigestSent, "digests sent"),
        (Occurrence::MailSent, "alerts mailed, alone or in a digest"),
        (Occurrence::MailMarkedAsRepeat, "… of these, marked as possible repeats"),
        (Occurrence::SecondMail, "… of these, a further mail of one alert"),
        (Occurrence::Redriven, "batches and messages redriven by hand"),
    ];
}

/// How often what happened.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Report {
    counts: BTreeMap<Occurrence, u64>,
    steps: u64,
}

impl Report {
    /// How often it happened.
    pub fn count(&self, occurrence: Occurrence) -> u64 {
        self.counts.get(&occurrence).copied().unwrap_or_default()
    }

    /// What happened in another world as well.
    pub fn add(&mut self, other: &Report) {
        for (occurrence, count) in &other.counts {
            *self.counts.entry(*occurrence).or_default() += count;
        }
        self.steps += other.steps;
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{:>10}  steps", self.steps)?;
        for (occurrence, label) in Occurrence::LABELS {
            writeln!(out, "{:>10}  {label}", self.count(occurrence))?;
        }
        Ok(())
    }
}

/// The record of one world.
#[derive(Default)]
pub(crate) struct Journal {
    report: Report,
    /// The steps in words, if they are wanted.
    trace: Option<Vec<String>>,
    /// The first invariant that was seen broken.
    broken: Option<String>,
}

impl Journal {
    pub(crate) fn new(is_told: bool) -> Journal {
        Journal { trace: is_told.then(Vec::new), ..Journal::default() }
    }

    pub(crate) fn step(&mut self) {
        self.report.steps += 1;
    }

    pub(crate) fn count(&mut self, occurrence: Occurrence) {
        *self.report.counts.entry(occurrence).or_default() += 1;
    }

    pub(crate) fn tell(&mut self, now: Timestamp, words: impl FnOnce() -> String) {
        if let Some(trace) = &mut self.trace {
            trace.push(format!("{now}  {}", words()));
        }
    }

    pub(crate) fn broken(&mut self, invariant: String) {
        self.broken.get_or_insert(invariant);
    }

    pub(crate) fn is_broken(&self) -> bool {
        self.broken.is_some()
    }

    pub(crate) fn into_parts(self) -> (Report, Vec<String>, Option<String>) {
        (self.report, self.trace.unwrap_or_default(), self.broken)
    }
}
