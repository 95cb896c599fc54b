//! What may become of a proposal, by whom.

use proptest::prelude::*;

use super::*;
use crate::four_eyes::Decision;
use crate::permission::Role;

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

fn person(name: &str, role: Role) -> Staff {
    Staff { name: name.to_owned(), id: format!("id of {name}"), roles: vec![role] }
}

fn ana() -> Staff {
    person("ana", Role::Analyst)
}

fn ben() -> Staff {
    person("ben", Role::Analyst)
}

fn candidate(version: &str) -> Option<Candidate> {
    Some(Candidate { version: version.to_owned(), file_hash: format!("hash of {version}"), is_good: true })
}

/// `m2` is in force, `m1` was before, and `m3` is a candidate.
fn models() -> Models {
    let in_force = Some(InForce { etag: "e2".to_owned(), version: "m2".to_owned() });
    Models { in_force, before: Some("m1".to_owned()), candidate: candidate("m3") }
}

fn wish(what: ModelMove, model: &str) -> Wish {
    Wish { what, base: Some("e2".to_owned()), model: model.to_owned(), reason: "better".to_owned() }
}

fn proposed() -> ModelProposal {
    propose(&ana(), KeyId::new(NOW, [1; 10]), wish(ModelMove::Promote, "m3"), &models(), NOW)
        .unwrap()
        .proposal
}

fn ask(decision: Decision, seen: u64) -> Ask {
    Ask { decision, seen, reason: "r".to_owned() }
}

fn decide(
    proposal: &ModelProposal,
    staff: &Staff,
    decision: Decision,
) -> Result<ProposalStep, ProposalRefusal> {
    proposal.decide(staff, ask(decision, proposal.version), &models(), NOW)
}

fn decided(proposal: &ModelProposal, staff: &Staff, decision: Decision) -> ProposalChange {
    match decide(proposal, staff, decision).unwrap() {
        ProposalStep::Decide(change) => change,
        ProposalStep::Finish(proposal) => panic!("{proposal:?} was decided before"),
    }
}

#[test]
fn a_model_is_proposed_in_the_place_of_the_one_that_was_seen() {
    let check = |wish: Wish, models: Models, expected: Result<(), ProposalRefusal>| {
        let came = propose(&ana(), KeyId::new(NOW, [1; 10]), wish.clone(), &models, NOW);
        assert_eq!(came.map(|_| ()), expected, "{wish:?} {models:?}");
    };
    use ModelMove::{Promote, RollBack};
    check(wish(Promote, "m3"), models(), Ok(()));
    check(
        Wish { base: Some("e1".to_owned()), ..wish(Promote, "m3") },
        models(),
        Err(ProposalRefusal::Outdated),
    );
    check(Wish { base: None, ..wish(Promote, "m3") }, models(), Err(ProposalRefusal::Outdated));
    check(wish(Promote, "m3"), Models { candidate: None, ..models() }, Err(ProposalRefusal::UnknownModel));
    check(wish(Promote, "m4"), models(), Err(ProposalRefusal::UnknownModel));
    check(
        wish(Promote, "m2"),
        Models { candidate: candidate("m2"), ..models() },
        Err(ProposalRefusal::Unchanged),
    );
    let bad = candidate("m3").map(|candidate| Candidate { is_good: false, ..candidate });
    check(wish(Promote, "m3"), Models { candidate: bad, ..models() }, Err(ProposalRefusal::NotGood));
    // Back is only where it was before.
    check(wish(RollBack, "m1"), Models { candidate: candidate("m1"), ..models() }, Ok(()));
    check(wish(RollBack, "m3"), models(), Err(ProposalRefusal::NotTheOneBefore));
    check(wish(RollBack, "m1"), Models { before: None, ..models() }, Err(ProposalRefusal::NotTheOneBefore));
    // The first model takes nobody's place.
    let first = Models { in_force: None, before: None, candidate: candidate("m3") };
    check(Wish { base: None, ..wish(Promote, "m3") }, first.clone(), Ok(()));
    check(wish(Promote, "m3"), first, Err(ProposalRefusal::Outdated));
}

#[test]
fn the_trail_says_who_proposed_and_who_approved_what_in_the_place_of_what() {
    let change =
        propose(&ana(), KeyId::new(NOW, [1; 10]), wish(ModelMove::Promote, "m3"), &models(), NOW).unwrap();
    let entry = change.entry.unwrap();
    assert_eq!(entry.before.as_deref(), Some("model m2"));
    assert_eq!(entry.after.as_deref(), Some("model m3, hash of m3, proposed"));
    assert_eq!((entry.who.as_str(), entry.reason.as_deref()), ("ana", Some("better")));
    let approved = decided(&change.proposal, &ben(), Decision::Approve);
    let entry = approved.entry.unwrap();
    assert_eq!((entry.who.as_str(), entry.act), ("ben", Act::ApproveModels));
    assert_eq!(
        (entry.before.as_deref(), entry.after.as_deref()),
        (Some("model m2"), Some("model m3, hash of m3"))
    );
    assert_eq!(entry.subject, change.proposal.subject());
    let id = change.proposal.proposal_id;
    assert_eq!(approved.proposal.answered_by(), format!("ben, proposed by ana (proposal {id})"));
}

#[test]
fn nobody_approves_what_they_proposed() {
    let proposal = proposed();
    // In another tab, by another session, in another role, by another account of the same mailbox.
    let again = Staff { roles: vec![Role::Compliance], ..ana() };
    let renamed = Staff { name: "ana.maria".to_owned(), ..ana() };
    let second = Staff { id: "another".to_owned(), name: "ANA ".to_owned(), ..ana() };
    for own in [ana(), again, renamed, second] {
        for decision in [Decision::Approve, Decision::Reject] {
            assert_eq!(decide(&proposal, &own, decision), Err(ProposalRefusal::OwnProposal), "{own:?}");
        }
    }
    assert!(decide(&proposal, &ben(), Decision::Approve).is_ok());
    assert_eq!(decide(&proposal, &ben(), Decision::Withdraw), Err(ProposalRefusal::NotYours));
    assert_eq!(decided(&proposal, &ana(), Decision::Withdraw).proposal.state, MotionState::Withdrawn);
}

#[test]
fn what_was_looked_at_is_what_comes_into_force() {
    let proposal = proposed();
    let check = |seen: u64, models: Models, expected: Result<(), ProposalRefusal>| {
        let came = proposal.decide(&ben(), ask(Decision::Approve, seen), &models, NOW);
        assert_eq!(came.map(|_| ()), expected, "{models:?}");
    };
    check(1, models(), Ok(()));
    check(2, models(), Err(ProposalRefusal::Changed));
    let other = InForce { etag: "e9".to_owned(), version: "m9".to_owned() };
    check(1, Models { in_force: Some(other), ..models() }, Err(ProposalRefusal::Outdated));
    check(1, Models { in_force: None, ..models() }, Err(ProposalRefusal::Outdated));
    check(1, Models { candidate: None, ..models() }, Err(ProposalRefusal::UnknownModel));
    let replaced = candidate("m3").map(|kept| Candidate { file_hash: "another".to_owned(), ..kept });
    check(1, Models { candidate: replaced, ..models() }, Err(ProposalRefusal::NotGood));
    // To say no, nothing has to be good.
    let nothing = Models { in_force: None, before: None, candidate: None };
    assert!(proposal.decide(&ben(), ask(Decision::Reject, 1), &nothing, NOW).is_ok());
}

#[test]
fn of_two_who_decide_the_second_finishes_what_the_first_began_or_is_told() {
    let approved = decided(&proposed(), &ben(), Decision::Approve).proposal;
    let cleo = person("cleo", Role::Compliance);
    assert!(matches!(decide(&approved, &cleo, Decision::Approve), Ok(ProposalStep::Finish(_))));
    assert_eq!(decide(&approved, &cleo, Decision::Reject), Err(ProposalRefusal::OnItsWay));
    // Whoever proposed it does not finish it either.
    assert_eq!(decide(&approved, &ana(), Decision::Approve), Err(ProposalRefusal::OwnProposal));
    let published = approved.published().proposal;
    assert_eq!(decide(&published, &cleo, Decision::Approve), Err(ProposalRefusal::Closed));
    let open = approved.overtaken(&ben(), NOW);
    assert_eq!((open.proposal.state, open.proposal.ruling), (MotionState::Open, None));
    assert_eq!(open.entry.unwrap().before.as_deref(), Some("decided"));
}

#[test]
fn every_act_asks_the_table_for_every_role() {
    for role in Role::ALL {
        let who = person("zoe", role);
        for decision in Decision::ALL {
            let own = decision == Decision::Withdraw;
            let mut proposal = proposed();
            if own {
                proposal.authors = vec![Author::of(&who)];
            }
            let is_allowed = decide(&proposal, &who, decision) != Err(ProposalRefusal::NotAllowed);
            assert_eq!(is_allowed, who.may(ACTS.of(decision)), "{role:?} {decision:?}");
        }
        let id = KeyId::new(NOW, [1; 10]);
        let came = propose(&who, id, wish(ModelMove::Promote, "m3"), &models(), NOW);
        assert_eq!(came.is_ok(), who.may(Act::ProposeModels), "{role:?}");
    }
}

proptest! {
    /// Whatever people try in whatever order, a model comes into force by two of them, or by an administrator's bypass.
    #[test]
    fn a_model_comes_into_force_by_two_people_or_by_a_bypass(
        tries in prop::collection::vec((0_usize..4, 0_usize..4, prop::bool::ANY), 1..12),
    ) {
        let people = [
            ana(), ben(), person("cleo", Role::Compliance), person("ada", Role::Admin),
        ];
        let mut proposal = proposed();
        for (who, decision, is_fresh) in tries {
            let seen = if is_fresh { proposal.version } else { 0 };
            let step = proposal.decide(&people[who], ask(Decision::ALL[decision], seen), &models(), NOW);
            match step {
                Ok(ProposalStep::Decide(change)) => {
                    prop_assert!(change.entry.is_some());
                    proposal = change.proposal;
                }
                Ok(ProposalStep::Finish(_)) => proposal = proposal.published().proposal,
                Err(_) => {}
            }
        }
        if matches!(proposal.state, MotionState::Publishing | MotionState::Published) {
            let ruling = proposal.ruling.unwrap();
            prop_assert!(
                (ruling.decision == Decision::Approve && ruling.by != "ana")
                    || (ruling.decision == Decision::Bypass && ruling.by == "ada")
            );
        }
    }
}
