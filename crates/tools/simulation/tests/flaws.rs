//! The invariants can fail: each planted bug is found within a few worlds, and by the invariant that is about it.

use std::thread;

use simulation::{Conditions, Flaw, Violation};

/// How many worlds a bug may hide in.
const SEEDS_MAX: u64 = 500;

fn found(flaw: Flaw) -> (u64, String) {
    let conditions = Conditions { flaw: Some(flaw), ..Conditions::default() };
    let violation: Option<Violation> =
        (0..SEEDS_MAX).find_map(|seed| simulation::run_under(conditions, seed).err());
    let Some(violation) = violation else { panic!("{flaw:?} was not found in {SEEDS_MAX} worlds") };
    assert!(!violation.trace.is_empty(), "{flaw:?} has no story");
    (violation.seed, violation.invariant)
}

#[test]
fn planted_bugs_are_found() {
    // Side by side: a panic in one of them is the test's.
    thread::scope(|scope| {
        for flaw in Flaw::ALL {
            scope.spawn(move || {
                let (seed, invariant) = found(flaw);
                println!("{flaw:?}, seed {seed}: {invariant}");
                let is_expected = invariants(flaw).iter().any(|words| invariant.contains(words));
                assert!(is_expected, "{flaw:?} is found by another invariant: {invariant}");
            });
        }
    });
}

/// What the invariants say that are about it.
fn invariants(flaw: Flaw) -> &'static [&'static str] {
    match flaw {
        Flaw::AlertForgottenAfterCrash | Flaw::DeadLettersForgotten => &["its alert is nowhere"],
        Flaw::LedgerGrantsAlways | Flaw::RepeatNotMarked | Flaw::RefusedRepeatForgotten => {
            &["is mailed again"]
        }
        Flaw::IdempotencyKeyIgnored => &["under one idempotency key", "under the idempotency key"],
        Flaw::DecisionOverwritten => &["has changed"],
        Flaw::AlertBeforeDecision => &["no decision is stored"],
        Flaw::PoisonDropped => &["is not in quarantine"],
        Flaw::StaleRead => &["is answered 404"],
        Flaw::LabelsOverwritten => &["was taken and is lost"],
        Flaw::WaitingForgotten | Flaw::DigestIncomplete => &["its alert is nowhere", "no mail was sent"],
        Flaw::PaceIgnored => &["mails leave in a minute"],
        Flaw::HistoryReadFirst => &["before its own entry is written"],
        Flaw::HistoryStale => &["does not see"],
        Flaw::CardNumberMailed => &["a card number is in"],
        Flaw::ReportedFailuresIgnored | Flaw::DiscardedRecordsForgotten => {
            &["no failure record tells of it", "its alert is nowhere", "is not in quarantine"]
        }
    }
}
