//! Whole papers as people hand them in, a page each: what is about somebody is personal whatever it is called, and what is
//! about nobody is neither personal nor held.

#[expect(dead_code, reason = "other tests make more of files than a page")]
mod made;

use made::Made;
use pii::{Backends, Decision, Thresholds, classify};

const PERSONAL: &str = include_str!("whole_papers/personal.txt");
const HELD: &str = include_str!("whole_papers/held.txt");
const IMPERSONAL: &str = include_str!("whole_papers/impersonal.txt");

/// The papers of a file: each begins with `== ` and its name.
fn papers(file: &str) -> Vec<(&str, Vec<&str>)> {
    let papers = file.split("== ").skip(1).map(|paper| {
        let mut lines = paper.lines();
        (lines.next().unwrap_or_default(), lines.collect())
    });
    papers.collect()
}

#[track_caller]
fn check(file: &str, is_right: fn(&Decision) -> bool) {
    let wrong: Vec<String> = papers(file)
        .iter()
        .filter_map(|(name, lines)| {
            let found = classify(&Made::typed(lines).file(), &Thresholds::standard(), &Backends::none());
            (!is_right(&found.decision)).then(|| format!("{name}: {:?}", found.decision))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_about_somebody_is_personal() {
    check(PERSONAL, |decision| matches!(decision, Decision::Pii(_)));
}

/// A name, and too little besides.
#[test]
fn what_may_be_about_somebody_is_held() {
    check(HELD, |decision| !matches!(decision, Decision::NonPii(_)));
}

#[test]
fn what_is_about_nobody_is_not_held() {
    check(IMPERSONAL, |decision| matches!(decision, Decision::NonPii(_)));
}
