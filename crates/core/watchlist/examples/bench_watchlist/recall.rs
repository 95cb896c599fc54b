//! Whether a listed name is still found when it is mistyped, shortened or turned round.

use watchlist::{DEFAULT_THRESHOLD, EntryId, EntryKind, Index, Name, Query, Reading, Score, SearchOptions};

use crate::seeded::Seeded;
use crate::table::Figure;
use crate::{at_least, share};

/// A listed name changed, and the entries that bear exactly the name that was changed.
type Case = (String, EntryId, String);

pub(crate) fn measure(index: &Index, show_errors: bool) -> Vec<Figure> {
    let names: Vec<(EntryId, EntryKind, String)> =
        index.entries().map(|(id, entry)| (id, entry.kind, entry.primary_name().to_owned())).collect();
    let mut seeded = Seeded::new(6);
    let mut changed = |change: &mut dyn FnMut(&mut Seeded, EntryKind, &str) -> Option<String>| -> Vec<Case> {
        let cases = names.iter().filter_map(|(id, kind, name)| {
            Some((change(&mut seeded, *kind, name)?, id.clone(), name.clone()))
        });
        cases.collect()
    };
    let one = changed(&mut |seeded, _, name| Some(seeded.typo(name)));
    let two = changed(&mut |seeded, _, name| {
        let once = seeded.typo(name);
        Some(seeded.typo(&once))
    });
    let dropped = changed(&mut |seeded, kind, name| drop_middle(seeded, kind, name));
    let swapped = changed(&mut |_, kind, name| (kind == EntryKind::Person).then(|| swap(name)).flatten());
    let same = changed(&mut |_, _, name| Some(name.to_owned()));
    let cases = [
        ("SDN names as they are", 100.0, same),
        ("SDN names, one typo", 99.0, one),
        ("SDN names, two typos", 95.0, two),
        ("SDN people, a middle name dropped", 99.0, dropped),
        ("SDN people, order swapped", 99.0, swapped),
    ];
    cases.iter().flat_map(|(what, aim, cases)| found(index, what, *aim, cases, show_errors)).collect()
}

/// The least score of a search that a person makes to look somebody up.
const LOOKED_UP_FROM: u8 = 50;

/// In the top 10 of a search that asks for little, and of these at or above the default threshold.
fn found(index: &Index, what: &str, aim: f64, cases: &[Case], show_errors: bool) -> [Figure; 2] {
    let options = SearchOptions { threshold: Score::of_points(LOOKED_UP_FROM), ..SearchOptions::default() };
    let (mut listed, mut decided, mut shown) = (0, 0, 0);
    for (text, id, name) in cases {
        let matches = Query::new(text).map(|query| index.search(&query, options)).unwrap_or_default();
        let found = matches.iter().find(|found| found.entry == *id);
        listed += usize::from(found.is_some());
        decided += usize::from(found.is_some_and(|found| found.score >= DEFAULT_THRESHOLD));
        if show_errors && found.is_none() && shown < 15 {
            shown += 1;
            println!("recall, {what}: {text:?} for {name:?}");
        }
    }
    let count = cases.len();
    [
        at_least(format!("{what} ({count}): in the top 10"), Some(aim), share(listed, count), "%"),
        at_least("  of these at the default threshold", None, share(decided, count), "%"),
    ]
}

/// The words of a name, family name last.
fn words(name: &str) -> Vec<&str> {
    let (family, given) = name.split_once(',').unwrap_or(("", name));
    given.split_whitespace().chain(family.split_whitespace()).collect()
}

/// A given name other than the first goes. Titles and particles are not names.
fn drop_middle(seeded: &mut Seeded, kind: EntryKind, name: &str) -> Option<String> {
    let (family, given) = name.split_once(',').filter(|_| kind == EntryKind::Person)?;
    let mut given: Vec<&str> = given.split_whitespace().collect();
    let is_name = |word: &str| {
        let parsed = Name::parse(&format!("{word} {family}"), Reading::Person);
        let alone = Name::parse(family, Reading::Person);
        parsed.is_ok_and(|both| alone.is_ok_and(|alone| both.parts().count() > alone.parts().count()))
    };
    let places: Vec<usize> = (0..given.len()).filter(|&at| is_name(given[at])).skip(1).collect();
    given.remove(*places.get(seeded.below(places.len()))?);
    Some(format!("{} {family}", given.join(" ")))
}

/// "PUTIN, Vladimir" as "PUTIN Vladimir": the comma that tells the order is gone.
fn swap(name: &str) -> Option<String> {
    let words = words(name);
    let (family, given) = name.split_once(',')?;
    (words.len() > 1).then(|| format!("{} {}", family.trim(), given.trim()))
}
