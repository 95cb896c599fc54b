//! Recall of names in other scripts, of company forms and of business words, each pair among others of its kind.
//!
//! The pairs are made of single parts: two parts of one script are a person, a form or a word beside made-up names is a
//! company. What another entry answers to is counted too: that is what recall costs.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use watchlist::{Entry, EntryKind, Index, ListInfo, Query, SearchOptions, WatchList};

use crate::seeded::Seeded;
use crate::table::Figure;
use crate::{at_least, at_most, rows, share};

/// What is listed and what is asked for.
type Pair = (String, String);

const PAIRS_MAX: usize = 400;
const NAMES: [&str; 8] =
    ["Baltrossi", "Kenwalder", "Mirovanta", "Zeldrakis", "Oprimex", "Tavorland", "Quindaro", "Velmontis"];

pub(crate) fn measure(folder: &Path, show_errors: bool) -> Result<Vec<Figure>, Box<dyn Error>> {
    let mut figures = Vec::new();
    let mut by_script: BTreeMap<String, Vec<Pair>> = BTreeMap::new();
    for row in rows(&folder.join("name_parts_in_scripts.csv"))? {
        let [script, latin, other] = &row[..] else { continue };
        by_script.entry(script.clone()).or_default().push((latin.clone(), other.clone()));
    }
    for (script, mut parts) in by_script {
        shuffle(&mut parts);
        let two = parts.chunks_exact(2).map(|two| {
            let [given, family] = two else { unreachable!("chunks of two") };
            (format!("{}, {}", family.0, given.0), format!("{} {}", given.1, family.1))
        });
        let pairs: Vec<Pair> = two.take(PAIRS_MAX).collect();
        figures.extend(recall(&script, EntryKind::Person, &pairs, show_errors)?);
    }
    let mut forms = rows(&folder.join("company_forms.csv"))?;
    shuffle(&mut forms);
    let form = |(at, row): (usize, &Vec<String>)| {
        let name = format!("{}{at}", NAMES[at % 8]);
        (format!("{name} {}", row[0]), format!("{name} {}", row[2]))
    };
    let pairs: Vec<Pair> = forms.iter().take(PAIRS_MAX).enumerate().map(form).collect();
    figures.extend(recall("company forms", EntryKind::Organization, &pairs, show_errors)?);
    let mut words = rows(&folder.join("business_words.csv"))?;
    words.retain(|row| row[1].is_ascii());
    shuffle(&mut words);
    let word = |(at, row): (usize, &Vec<String>)| {
        let (first, last) = (NAMES[at % 8], NAMES[at / 8 % 8]);
        (format!("{first} {} {last}", row[0]), format!("{first} {} {last}", row[1]))
    };
    let pairs: Vec<Pair> = words.iter().take(300).enumerate().map(word).collect();
    figures.extend(recall("business words", EntryKind::Organization, &pairs, show_errors)?);
    Ok(figures)
}

fn shuffle<T>(things: &mut [T]) {
    let mut seeded = Seeded::new(11);
    (1..things.len()).rev().for_each(|at| things.swap(at, seeded.below(at + 1)));
}

fn recall(
    what: &str,
    kind: EntryKind,
    pairs: &[Pair],
    show_errors: bool,
) -> Result<[Figure; 2], Box<dyn Error>> {
    let entries =
        pairs.iter().enumerate().map(|(at, (listed, _))| Entry::new(at.to_string(), kind, listed.clone()));
    let list =
        WatchList { info: ListInfo::named("pairs"), entries: entries.collect(), report: Default::default() };
    let index = Index::build(&[list])?;
    let options = SearchOptions { limit: usize::MAX, ..SearchOptions::default() };
    let (mut found, mut wrong) = (0, 0);
    for (at, (listed, asked)) in pairs.iter().enumerate() {
        let matches = Query::new(asked).map(|query| index.search(&query, options)).unwrap_or_default();
        let is_own = |id: &str| id == at.to_string();
        let hit = matches.iter().any(|found| is_own(&found.entry.id));
        let other = matches.iter().find(|found| !is_own(&found.entry.id));
        found += usize::from(hit);
        wrong += usize::from(other.is_some());
        if show_errors && !hit {
            println!("{what}: missed {asked} | {listed}");
        }
        if let Some(other) = other.filter(|_| show_errors) {
            println!("{what}: {asked} | {listed} | wrong {} {}", other.primary_name, other.score);
        }
    }
    Ok([
        at_least(
            format!("{what} ({} pairs): found at the default threshold", pairs.len()),
            None,
            share(found, pairs.len()),
            "%",
        ),
        at_most("  that another entry answers to", Some(1.0), share(wrong, pairs.len()), "%"),
    ])
}
