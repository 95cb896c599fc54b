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

/// A page typed line by line, in small letters: what parts columns is three blanks and more.
fn typed(lines: &[&str]) -> Vec<u8> {
    let mut content = String::new();
    for (row, line) in lines.iter().enumerate() {
        let mut column = 0;
        for part in line.split_inclusive("   ") {
            let text = part.trim();
            let left = 40 + 5 * (column + part.chars().count() - part.trim_start().chars().count());
            column += part.chars().count();
            if !text.is_empty() {
                // In the font's encoding, which has the letters of Western Europe.
                let escaped: String =
                    text.chars().map(|letter| format!("\\{:03o}", u32::from(letter))).collect();
                content += &format!("BT /F 8 Tf {left} {} Td ({escaped}) Tj ET\n", 750 - 11 * row);
            }
        }
    }
    Made::with_content("", "", &content).file()
}

#[track_caller]
fn check(file: &str, is_right: fn(&Decision) -> bool) {
    let wrong: Vec<String> = papers(file)
        .iter()
        .filter_map(|(name, lines)| {
            let found = classify(&typed(lines), &Thresholds::standard(), &Backends::none());
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
