//! Bugs to plant, in order to show that the invariants would find them.

/// A known bug, planted between a handler and what it calls, or in the mapping's settings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flaw {
    /// A scorer that finds its transaction decided thinks that its alert was sent as well.
    AlertForgottenAfterCrash,
    /// A ledger that lets everybody mail.
    LedgerGrantsAlways,
    /// A sender that follows a dead one does not say that its mail may be a repeat.
    RepeatNotMarked,
    /// A sender that follows a dead one and is refused gives its lease back as if nobody had tried before.
    RefusedRepeatForgotten,
    /// The intake does not look at idempotency keys.
    IdempotencyKeyIgnored,
    /// A later delivery of a record decides anew.
    DecisionOverwritten,
    /// An alert is sent before its decision is stored.
    AlertBeforeDecision,
    /// What can't be read is dropped and not quarantined.
    PoisonDropped,
    /// A status that comes from a copy of the table which is not up to date.
    StaleRead,
    /// A label takes the place of those before it.
    LabelsOverwritten,
    /// A mail that names the card.
    CardNumberMailed,
    /// An alert that has to wait is not put among those that wait.
    WaitingForgotten,
    /// Everybody's turn is always there.
    PaceIgnored,
    /// A digest leaves one of its alerts out.
    DigestIncomplete,
    /// A payment's entries are written after the histories of its parties were read.
    HistoryReadFirst,
    /// A history is read from a copy that is not up to date.
    HistoryStale,
    /// The mapping does not look at the failures that the scorer reports.
    ReportedFailuresIgnored,
    /// The mapping has no on-failure destination.
    DiscardedRecordsForgotten,
    /// The alerts queue has no dead-letter queue.
    DeadLettersForgotten,
}

impl Flaw {
    /// All of them.
    pub const ALL: [Flaw; 19] = [
        Flaw::AlertForgottenAfterCrash,
        Flaw::LedgerGrantsAlways,
        Flaw::RepeatNotMarked,
        Flaw::RefusedRepeatForgotten,
        Flaw::IdempotencyKeyIgnored,
        Flaw::DecisionOverwritten,
        Flaw::AlertBeforeDecision,
        Flaw::PoisonDropped,
        Flaw::StaleRead,
        Flaw::LabelsOverwritten,
        Flaw::CardNumberMailed,
        Flaw::WaitingForgotten,
        Flaw::PaceIgnored,
        Flaw::DigestIncomplete,
        Flaw::HistoryReadFirst,
        Flaw::HistoryStale,
        Flaw::ReportedFailuresIgnored,
        Flaw::DiscardedRecordsForgotten,
        Flaw::DeadLettersForgotten,
    ];
}
