//! What may become of a draft, by whom.

use super::*;
use crate::permission::Role;

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

fn person(name: &str, role: Role) -> Staff {
    Staff { name: name.to_owned(), id: format!("id of {name}"), roles: vec![role] }
}

fn ana() -> Staff {
    person("ana", Role::Analyst)
}

fn policy(version: &str) -> PolicyName {
    PolicyName { version: version.to_owned(), hash: format!("hash of {version}") }
}

fn live(etag: &str) -> Live {
    let names = Some("v1".to_owned());
    let base = Base { etag: Some(etag.to_owned()), names };
    Live { base, text_hash: Some(text_hash("live text")), policy: Some(policy("v1")) }
}

fn written(base: &str) -> Written {
    let names = Some("v2".to_owned());
    Written {
        list: None,
        base: Some(base.to_owned()),
        names,
        text: "text".to_owned(),
        note: "stricter".to_owned(),
    }
}

fn draft() -> PolicyDraft {
    begin(&ana(), KeyId::new(NOW, [1; 10]), written("e1"), &live("e1"), NOW).unwrap().draft
}

fn ask(decision: Decision, seen: u64) -> Ask {
    Ask { decision, seen, reason: "r".to_owned() }
}

fn decide(draft: &PolicyDraft, staff: &Staff, decision: Decision) -> Result<DraftStep, DraftRefusal> {
    draft.decide(staff, ask(decision, draft.version), &live("e1"), Some(&policy("v2")), NOW)
}

fn decided(draft: &PolicyDraft, staff: &Staff, decision: Decision) -> PolicyDraft {
    match decide(draft, staff, decision).unwrap() {
        DraftStep::Decide(change) => change.draft,
        DraftStep::Finish(draft) => panic!("{draft:?} was decided before"),
    }
}

#[test]
fn a_draft_starts_from_the_live_policy_and_from_no_other() {
    let change = begin(&ana(), KeyId::new(NOW, [1; 10]), written("e1"), &live("e1"), NOW).unwrap();
    let entry = change.entry.unwrap();
    assert_eq!(entry.before.as_deref(), Some("version v1, hash of v1"));
    assert_eq!(entry.after.as_deref(), Some("text 1, version v2"));
    assert_eq!((entry.who.as_str(), entry.reason.as_deref()), ("ana", Some("stricter")));
    assert_eq!(entry.subject, change.draft.subject());
    let other = begin(&ana(), KeyId::new(NOW, [1; 10]), written("e0"), &live("e1"), NOW);
    assert_eq!(other, Err(DraftRefusal::Outdated));
    // A bucket without a policy is a start as well, and a draft from it does not replace one that came since.
    let nothing = Live { base: Base { etag: None, names: None }, text_hash: None, policy: None };
    let first = Written { base: None, ..written("e1") };
    let draft = begin(&ana(), KeyId::new(NOW, [1; 10]), first, &nothing, NOW).unwrap().draft;
    let ben = person("ben", Role::Analyst);
    let approve = |live: &Live| draft.decide(&ben, ask(Decision::Approve, 1), live, Some(&policy("v2")), NOW);
    assert!(approve(&nothing).is_ok());
    assert_eq!(approve(&live("e1")), Err(DraftRefusal::Outdated));
}

#[test]
fn nobody_decides_about_what_they_wrote_some_of() {
    let (ben, cleo) = (person("ben", Role::Analyst), person("cleo", Role::Compliance));
    let draft = draft();
    assert_eq!(decide(&draft, &ana(), Decision::Approve), Err(DraftRefusal::OwnDraft));
    assert_eq!(decide(&draft, &ana(), Decision::Reject), Err(DraftRefusal::OwnDraft));
    assert!(decide(&draft, &ben, Decision::Approve).is_ok());
    // Whoever changes a word of it is an author from then on, and the first one stays so.
    let both = draft.rewrite(&ben, 1, written("e1"), &live("e1"), NOW).unwrap().draft;
    assert_eq!(both.authors.iter().map(|author| author.name.as_str()).collect::<Vec<_>>(), ["ana", "ben"]);
    for author in [ana(), ben] {
        assert_eq!(decide(&both, &author, Decision::Approve), Err(DraftRefusal::OwnDraft));
    }
    assert!(decide(&both, &cleo, Decision::Approve).is_ok());
    // An author with another address, or with the role of an administrator, is the same person.
    for other in [Staff { name: "ana.b".to_owned(), ..ana() }, Staff { roles: vec![Role::Admin], ..ana() }] {
        assert_eq!(decide(&draft, &other, Decision::Approve), Err(DraftRefusal::OwnDraft));
    }
}

#[test]
fn only_an_author_withdraws_and_only_an_administrator_bypasses() {
    let draft = draft();
    assert_eq!(
        decide(&draft, &person("ben", Role::Analyst), Decision::Withdraw),
        Err(DraftRefusal::NotYours)
    );
    assert_eq!(decided(&draft, &ana(), Decision::Withdraw).state, MotionState::Withdrawn);
    assert_eq!(decide(&draft, &ana(), Decision::Bypass), Err(DraftRefusal::NotAllowed));
    let own = Staff { roles: vec![Role::Admin], ..ana() };
    let DraftStep::Decide(change) = decide(&draft, &own, Decision::Bypass).unwrap() else {
        panic!("it is decided")
    };
    assert_eq!(change.draft.state, MotionState::Publishing);
    assert_eq!(change.entry.unwrap().act, Act::BypassFourEyes);
}

#[test]
fn what_was_looked_at_is_what_comes_into_force() {
    let ben = person("ben", Role::Analyst);
    let (draft, wanted) = (draft(), policy("v2"));
    let attempt = |seen: u64, live: &Live, wanted: Option<&PolicyName>| {
        draft.decide(&ben, ask(Decision::Approve, seen), live, wanted, NOW)
    };
    assert_eq!(attempt(2, &live("e1"), Some(&wanted)), Err(DraftRefusal::Changed));
    assert_eq!(attempt(1, &live("e2"), Some(&wanted)), Err(DraftRefusal::Outdated));
    assert_eq!(attempt(1, &live("e1"), None), Err(DraftRefusal::NotGood));
    let same = Live { text_hash: Some(draft.text_hash.clone()), ..live("e1") };
    assert_eq!(attempt(1, &same, Some(&policy("v1"))), Err(DraftRefusal::Unchanged));
    let renamed = PolicyName { hash: "another".to_owned(), ..policy("v1") };
    assert_eq!(attempt(1, &live("e1"), Some(&renamed)), Err(DraftRefusal::SameVersion));
    let Ok(DraftStep::Decide(change)) = attempt(1, &live("e1"), Some(&wanted)) else { panic!("it is good") };
    let entry = change.entry.unwrap();
    assert_eq!(entry.before.as_deref(), Some("version v1, hash of v1"));
    assert_eq!(entry.after.as_deref(), Some("version v2, hash of v2"));
    // A policy that is refused may be replaced by one of any name.
    let refused = Live { policy: None, ..live("e1") };
    assert!(attempt(1, &refused, Some(&renamed)).is_ok());
}

#[test]
fn what_was_decided_is_finished_by_the_same_and_by_nothing_else() {
    let (ben, cleo) = (person("ben", Role::Analyst), person("cleo", Role::Compliance));
    let begun = decided(&draft(), &ben, Decision::Approve);
    assert_eq!(decide(&begun, &cleo, Decision::Approve), Ok(DraftStep::Finish(begun.clone())));
    assert_eq!(decide(&begun, &cleo, Decision::Reject), Err(DraftRefusal::OnItsWay));
    assert_eq!(decide(&begun, &ana(), Decision::Approve), Err(DraftRefusal::OwnDraft));
    assert_eq!(
        begun.rewrite(&ana(), begun.version, written("e1"), &live("e1"), NOW),
        Err(DraftRefusal::OnItsWay)
    );
    let done = begun.published().draft;
    assert_eq!((done.state, done.version), (MotionState::Published, 3));
    assert_eq!(decide(&done, &cleo, Decision::Approve), Err(DraftRefusal::Closed));
    // Whoever was faster leaves the draft open, and out of date.
    let open = begun.overtaken(&ben, NOW);
    assert_eq!((open.draft.state, open.draft.ruling.clone()), (MotionState::Open, None));
    assert!(open.entry.unwrap().after.unwrap().contains("not in force"));
    assert!(open.draft.rewrite(&ana(), 3, written("e2"), &live("e2"), NOW).is_ok());
}

#[test]
fn a_draft_is_brought_up_to_date_or_stays_what_it_was_and_is_nothing_in_between() {
    let draft = draft();
    let check = |base: &str, expected: Result<&str, DraftRefusal>| {
        let change = draft.rewrite(&ana(), 1, written(base), &live("e3"), NOW);
        let base = change.map(|change| change.draft.base.etag.unwrap());
        assert_eq!(base, expected.map(str::to_owned));
    };
    check("e1", Ok("e1"));
    check("e3", Ok("e3"));
    check("e2", Err(DraftRefusal::Outdated));
    assert_eq!(draft.rewrite(&ana(), 7, written("e1"), &live("e1"), NOW), Err(DraftRefusal::Changed));
}

#[test]
fn every_act_asks_the_table_for_every_role() {
    let draft = draft();
    for role in Role::ALL {
        let who = person("zoe", role);
        for decision in Decision::ALL {
            let is_allowed = decide(&draft, &who, decision) != Err(DraftRefusal::NotAllowed);
            assert_eq!(is_allowed, who.may(ACTS.of(decision)), "{role:?} {decision:?}");
        }
        let begun = begin(&who, KeyId::new(NOW, [2; 10]), written("e1"), &live("e1"), NOW);
        assert_eq!(begun.is_ok(), who.may(Act::DraftPolicies), "{role:?}");
        let rewritten = draft.rewrite(&who, 1, written("e1"), &live("e1"), NOW);
        assert_eq!(rewritten.is_ok(), who.may(Act::DraftPolicies), "{role:?}");
    }
}

#[test]
fn a_list_has_a_plain_path_in_the_folder_of_lists() {
    for path in ["lists/countries.txt", "lists/a", "lists/team/of-2026_03.txt", "lists/..a"] {
        assert_eq!(list_path(path).as_deref(), Ok(path));
    }
    let long = format!("lists/{}", "a".repeat(200));
    let others =
        ["", "lists/", "policy.toml", "lists/../policy.toml", "lists//a", "lists/a/", "lists/.", "/lists/a"];
    let hostile =
        ["lists/a b", "lists/ä", "lists/a\n", "lists/a?x", "Lists/a", "lists/%2e%2e/policy.toml", "lists\\a"];
    for path in others.into_iter().chain(hostile).chain([long.as_str()]) {
        assert!(list_path(path).is_err(), "{path:?}");
    }
}

#[test]
fn a_list_is_drafted_beside_the_policy_whose_version_stays() {
    let path = Some("lists/watched.txt".to_owned());
    let of_list = Written { list: path.clone(), names: Some("v1".to_owned()), ..written("e1") };
    let change = begin(&ana(), KeyId::new(NOW, [1; 10]), of_list, &live("e1"), NOW).unwrap();
    let entry = change.entry.unwrap();
    assert_eq!(entry.before.as_deref(), Some("lists/watched.txt of version v1, hash of v1"));
    assert_eq!(entry.after.as_deref(), Some("text 1 of lists/watched.txt, version v1"));
    let draft = change.draft;
    let ben = person("ben", Role::Analyst);
    let with_list = PolicyName { version: "v1".to_owned(), hash: "hash with the list".to_owned() };
    let approve = |draft: &PolicyDraft, live: &Live| {
        draft.decide(&ben, ask(Decision::Approve, draft.version), live, Some(&with_list), NOW)
    };
    let DraftStep::Decide(decided) = approve(&draft, &live("e1")).unwrap() else {
        panic!("it is decided now")
    };
    let entry = decided.entry.unwrap();
    assert_eq!(entry.after.as_deref(), Some("lists/watched.txt of version v1, hash with the list"));
    // A policy of the same version is another matter, and so is a list that a feed has changed since, or a text that is live already.
    let of_policy = PolicyDraft { list: None, ..draft.clone() };
    assert_eq!(approve(&of_policy, &live("e1")), Err(DraftRefusal::SameVersion));
    assert_eq!(approve(&draft, &live("e2")), Err(DraftRefusal::Outdated));
    let same = Live { text_hash: Some(draft.text_hash.clone()), ..live("e1") };
    assert_eq!(approve(&draft, &same), Err(DraftRefusal::Unchanged));
    // Whoever writes it anew can't make another object of it.
    let other = Written { list: Some("lists/other.txt".to_owned()), ..written("e1") };
    assert_eq!(draft.rewrite(&ben, 1, other, &live("e1"), NOW).unwrap().draft.list, path);
}
