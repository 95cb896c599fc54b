//! How well the score parts pairs that are the same from pairs that are not: AUC and best F1.
//!
//! A third of the pairs, chosen by a checksum of their names, was never looked at while the matcher was tuned. Some pairs are
//! labelled a match although each name has a number that the other lacks ("Fund VII", "Fund VIII"), which the matcher tells
//! apart on purpose: the figures are given without them too.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;

use watchlist::{Name, Reading, compare};

use crate::table::Figure;
use crate::{at_least, rows};

/// A pair's score, and whether it is labelled a match.
type Judged = (f64, bool);

pub(crate) fn measure(path: &Path, show_errors: bool) -> Result<Vec<Figure>, Box<dyn Error>> {
    let (mut tuned, mut held_out) = (Vec::new(), Vec::new());
    let mut shown = Vec::new();
    let mut of_one_number = Vec::new();
    for row in rows(path)? {
        let [_, schema, first, second, is_match, ..] = &row[..] else { continue };
        let reading = if schema == "Person" { Reading::Person } else { Reading::Organization };
        let score = match (Name::parse(first, reading), Name::parse(second, reading)) {
            (Ok(first), Ok(second)) => compare(&first, &second).score.points(),
            _ => 0.0,
        };
        let judged = (score, is_match == "true");
        if !(judged.1 && numbers_differ(first, second)) {
            of_one_number.push(judged);
        }
        if is_held_out(first, second) {
            held_out.push(judged);
        } else {
            tuned.push(judged);
            shown.push((score, is_match.clone(), first.clone(), second.clone()));
        }
    }
    let all: Vec<Judged> = tuned.iter().chain(&held_out).copied().collect();
    let (best_f1, threshold) = best_f1(&all);
    if show_errors {
        shown.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (score, label, first, second) in
            shown.iter().filter(|row| (row.0 >= threshold) != (row.1 == "true"))
        {
            println!("pair {score:6.2} labelled {label}: {first} | {second}");
        }
    }
    let f1_at = |threshold: f64| f1(&all, threshold);
    Ok(vec![
        at_least(format!("labelled pairs ({}): AUC", all.len()), Some(0.90), auc(&all), ""),
        at_least(format!("labelled pairs: best F1 (at {threshold:.0} points)"), Some(0.82), best_f1, ""),
        at_least(
            "labelled pairs: F1 at the default threshold",
            None,
            f1_at(watchlist::DEFAULT_THRESHOLD.points()),
            "",
        ),
        at_least(format!("  tuned on ({}): AUC", tuned.len()), None, auc(&tuned), ""),
        at_least("  tuned on: best F1", None, self::best_f1(&tuned).0, ""),
        at_least(format!("  held out ({}): AUC", held_out.len()), None, auc(&held_out), ""),
        at_least("  held out: best F1", None, self::best_f1(&held_out).0, ""),
        at_least(
            "  held out: F1 at the best threshold of the tuned",
            None,
            f1(&held_out, self::best_f1(&tuned).1),
            "",
        ),
        at_least(
            format!("  without matches whose numbers differ ({}): AUC", of_one_number.len()),
            None,
            auc(&of_one_number),
            "",
        ),
        at_least("  without them: best F1", None, self::best_f1(&of_one_number).0, ""),
        at_least(
            "  without them: F1 at the default threshold",
            None,
            f1(&of_one_number, watchlist::DEFAULT_THRESHOLD.points()),
            "",
        ),
    ])
}

/// Whether each name has a number, in digits or as a Roman numeral, that the other lacks.
fn numbers_differ(first: &str, second: &str) -> bool {
    let numbers = |name: &str| -> BTreeSet<String> {
        let words = name.split(|character: char| !character.is_alphanumeric());
        let is_roman = |word: &&str| word.bytes().all(|letter| matches!(letter, b'I' | b'V' | b'X'));
        let is_number = |word: &&str| word.bytes().any(|letter| letter.is_ascii_digit()) || is_roman(word);
        words.filter(|word| !word.is_empty()).filter(is_number).map(str::to_owned).collect()
    };
    let (first, second) = (numbers(first), numbers(second));
    !first.is_subset(&second) && !second.is_subset(&first)
}

/// One pair in three, by CRC-32 of both names.
pub(crate) fn is_held_out(first: &str, second: &str) -> bool {
    let step = |crc: u32, byte: u8| {
        (0..8).fold(
            crc ^ u32::from(byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 },
        )
    };
    let crc = !format!("{first}|{second}").bytes().fold(u32::MAX, step);
    crc.is_multiple_of(3)
}

/// The chance that a match scores above a pair that is not one; ties count half.
fn auc(judged: &[Judged]) -> f64 {
    let side = |wanted: bool| {
        judged.iter().filter(move |(_, is_match)| *is_match == wanted).map(|(score, _)| *score)
    };
    let mut wins = 0.0;
    for matching in side(true) {
        for other in side(false) {
            wins += if matching > other {
                1.0
            } else if matching == other {
                0.5
            } else {
                0.0
            };
        }
    }
    wins / (side(true).count() * side(false).count()).max(1) as f64
}

fn f1(judged: &[Judged], threshold: f64) -> f64 {
    let hits = |wanted: bool| {
        judged.iter().filter(|(score, is_match)| *score >= threshold && *is_match == wanted).count()
    };
    let matching = judged.iter().filter(|(_, is_match)| *is_match).count();
    2.0 * hits(true) as f64 / (hits(true) + hits(false) + matching).max(1) as f64
}

/// The best F1 of any threshold, and the threshold.
fn best_f1(judged: &[Judged]) -> (f64, f64) {
    let scored = judged.iter().map(|(threshold, _)| (f1(judged, *threshold), *threshold));
    scored.max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or_default()
}
