//! Recall of names in other scripts, of company forms and of business words, each pair among others of its kind.
//!
//! The pairs are made of single parts: two parts of one script are a person, a form or a word beside made-up names is a
//! company. What another entry answers to is counted too: that is what recall costs. Another entry may be the same name in another
//! spelling, by the same data ("wladimir, vasilij" and "władimir, vasily"): these are counted apart, for no comparison of names
//! tells them from the entry that was meant. What noise costs ordinary people is measured on the list of the other figures, beside
//! the same names in Latin letters.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;

use watchlist::{Entry, EntryKind, Index, ListInfo, Query, SearchOptions, WatchList};

use crate::seeded::Seeded;
use crate::table::Figure;
use crate::{at_least, at_most, rows, share};

/// What is listed and what is asked for.
type Pair = (String, String);

/// Parts of names, Latin and in another script.
type Parts = Vec<Pair>;

/// Whether the listed name of the second pair is the one that the first asks for, in another spelling.
type IsSame<'a> = &'a dyn Fn(&Pair, &Pair) -> bool;

const PAIRS_MAX: usize = 400;
const NAMES: [&str; 8] =
    ["Baltrossi", "Kenwalder", "Mirovanta", "Zeldrakis", "Oprimex", "Tavorland", "Quindaro", "Velmontis"];

pub(crate) fn measure(
    folder: &Path,
    index: &Index,
    show_errors: bool,
) -> Result<Vec<Figure>, Box<dyn Error>> {
    let mut figures = Vec::new();
    let mut by_script: BTreeMap<String, Parts> = BTreeMap::new();
    for row in rows(&folder.join("name_parts_in_scripts.csv"))? {
        let [script, latin, other] = &row[..] else { continue };
        by_script.entry(script.clone()).or_default().push((latin.clone(), other.clone()));
    }
    let spellings = Spellings::of(by_script.values().flatten());
    let is_same = |asked: &Pair, found: &Pair| spellings.are_one_name(&asked.1, &found.0);
    for (script, mut parts) in by_script {
        shuffle(&mut parts);
        let two = parts.chunks_exact(2).map(|two| {
            let [given, family] = two else { unreachable!("chunks of two") };
            (format!("{}, {}", family.0, given.0), format!("{} {}", given.1, family.1))
        });
        let pairs: Vec<Pair> = two.take(PAIRS_MAX).collect();
        figures.extend(recall(&script, EntryKind::Person, &pairs, Some(&is_same), show_errors)?);
        figures.extend(ordinary(index, &script, &parts, show_errors));
    }
    let mut forms = rows(&folder.join("company_forms.csv"))?;
    shuffle(&mut forms);
    let form = |(at, row): (usize, &Vec<String>)| {
        let name = format!("{}{at}", NAMES[at % 8]);
        (format!("{name} {}", row[0]), format!("{name} {}", row[2]))
    };
    let pairs: Vec<Pair> = forms.iter().take(PAIRS_MAX).enumerate().map(form).collect();
    figures.extend(recall("company forms", EntryKind::Organization, &pairs, None, show_errors)?);
    let mut words = rows(&folder.join("business_words.csv"))?;
    words.retain(|row| row[1].is_ascii());
    shuffle(&mut words);
    let word = |(at, row): (usize, &Vec<String>)| {
        let (first, last) = (NAMES[at % 8], NAMES[at / 8 % 8]);
        (format!("{first} {} {last}", row[0]), format!("{first} {} {last}", row[1]))
    };
    let pairs: Vec<Pair> = words.iter().take(300).enumerate().map(word).collect();
    figures.extend(recall("business words", EntryKind::Organization, &pairs, None, show_errors)?);
    Ok(figures)
}

/// Which spellings are of one name, as the data have it: two Latin ones that stand beside the same word of another script.
struct Spellings {
    /// By the word of another script.
    latin: BTreeMap<String, BTreeSet<String>>,
}

impl Spellings {
    fn of<'a>(parts: impl Iterator<Item = &'a Pair> + Clone) -> Self {
        let mut written: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut beside: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (latin, other) in parts {
            written.entry(latin).or_default().insert(other);
            beside.entry(other).or_default().insert(latin);
        }
        let spellings = |own: &BTreeSet<&str>| {
            let words = own.iter().flat_map(|latin| &written[latin]);
            words.flat_map(|word| &beside[word]).map(|latin| (*latin).to_owned()).collect()
        };
        Self { latin: beside.iter().map(|(word, own)| ((*word).to_owned(), spellings(own))).collect() }
    }

    /// Whether a name in another script ("given family") is a listed one ("family, given"), in either order.
    fn are_one_name(&self, asked: &str, listed: &str) -> bool {
        let asked = self.latin.iter().filter_map(|(word, latin)| {
            let rest = asked.strip_prefix(word.as_str())?.strip_prefix(' ')?;
            Some((latin, self.latin.get(rest)?))
        });
        let Some((family, given)) = listed.split_once(", ") else { return false };
        asked.into_iter().any(|(first, second)| {
            first.contains(given) && second.contains(family)
                || first.contains(family) && second.contains(given)
        })
    }
}

/// How many names of nobody in particular, made of these parts, are hit in a list: in the script and in Latin letters.
fn ordinary(index: &Index, script: &str, parts: &[Pair], show_errors: bool) -> [Figure; 2] {
    const COUNT: usize = 2_000;
    let mut seeded = Seeded::new(17);
    let names: Vec<(&Pair, &Pair)> =
        (0..COUNT).map(|_| (&parts[seeded.below(parts.len())], &parts[seeded.below(parts.len())])).collect();
    let is_hit = |name: &String| {
        let matches = Query::new(name).map(|query| index.search(&query, SearchOptions::default()));
        let matches = matches.unwrap_or_default();
        if let Some(first) = matches.first().filter(|_| show_errors) {
            println!("{script}, nobody: {name} | {} {}", first.matched_name, first.score);
        }
        !matches.is_empty()
    };
    let hits = |name: &dyn Fn(&(&Pair, &Pair)) -> String| {
        share(names.iter().map(name).filter(is_hit).count(), COUNT)
    };
    [
        at_most(
            format!("  {script} names of nobody ({COUNT}): hit on OFAC's list"),
            None,
            hits(&|(given, family)| format!("{} {}", given.1, family.1)),
            "%",
        ),
        at_most(
            "    the same names in Latin letters",
            None,
            hits(&|(given, family)| format!("{} {}", given.0, family.0)),
            "%",
        ),
    ]
}

fn shuffle<T>(things: &mut [T]) {
    let mut seeded = Seeded::new(11);
    (1..things.len()).rev().for_each(|at| things.swap(at, seeded.below(at + 1)));
}

fn recall(
    what: &str,
    kind: EntryKind,
    pairs: &[Pair],
    is_same: Option<IsSame<'_>>,
    show_errors: bool,
) -> Result<Vec<Figure>, Box<dyn Error>> {
    let entries =
        pairs.iter().enumerate().map(|(at, (listed, _))| Entry::new(at.to_string(), kind, listed.clone()));
    let list =
        WatchList { info: ListInfo::named("pairs"), entries: entries.collect(), report: Default::default() };
    let index = Index::build(&[list])?;
    let options = SearchOptions { limit: usize::MAX, ..SearchOptions::default() };
    let (mut found, mut others, mut wrong) = (0, 0, 0);
    for (at, pair) in pairs.iter().enumerate() {
        let (listed, asked) = pair;
        let matches = Query::new(asked).map(|query| index.search(&query, options)).unwrap_or_default();
        let number = |id: &str| id.parse::<usize>().unwrap_or_default();
        let hit = matches.iter().any(|found| number(&found.entry.id) == at);
        let others_found: Vec<_> = matches.iter().filter(|found| number(&found.entry.id) != at).collect();
        let is_wrong = |id: &str| is_same.is_none_or(|is_same| !is_same(pair, &pairs[number(id)]));
        let other = others_found.iter().find(|found| is_wrong(&found.entry.id));
        found += usize::from(hit);
        others += usize::from(!others_found.is_empty());
        wrong += usize::from(other.is_some());
        if show_errors && !hit {
            println!("{what}: missed {asked} | {listed}");
        }
        if let Some(other) = other.filter(|_| show_errors) {
            println!("{what}: {asked} | {listed} | wrong {} {}", other.primary_name, other.score);
        }
    }
    let mut figures = vec![at_least(
        format!("{what} ({} pairs): found at the default threshold", pairs.len()),
        None,
        share(found, pairs.len()),
        "%",
    )];
    if is_same.is_some() {
        figures.push(at_most("  that another entry answers to", None, share(others, pairs.len()), "%"));
    }
    let name = if is_same.is_some() {
        "    and it is another name by the data"
    } else {
        "  that another entry answers to"
    };
    figures.push(at_most(name, Some(1.0), share(wrong, pairs.len()), "%"));
    Ok(figures)
}
