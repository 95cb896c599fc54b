//! Whether a listed name is still found when it is mistyped, shortened or turned round.

use std::collections::HashSet;

use watchlist::{EntryId, EntryKind, Index, Name, Query, Reading, SearchOptions};

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
    vec![
        found(index, "SDN names as they are", None, &same, show_errors),
        found(index, "SDN names, one typo", Some(99.0), &one, show_errors),
        found(index, "SDN names, two typos", Some(95.0), &two, show_errors),
        found(index, "SDN people, a middle name dropped", Some(99.0), &dropped, show_errors),
        found(index, "SDN people, order swapped", Some(99.0), &swapped, show_errors),
    ]
}

fn found(index: &Index, what: &str, aim: Option<f64>, cases: &[Case], show_errors: bool) -> Figure {
    let mut hits = 0;
    let mut shown = 0;
    for (text, id, name) in cases {
        let matches =
            Query::new(text).map(|query| index.search(&query, SearchOptions::default())).unwrap_or_default();
        let found: HashSet<&EntryId> = matches.iter().map(|found| &found.entry).collect();
        hits += usize::from(found.contains(id));
        if show_errors && !found.contains(id) && shown < 15 {
            shown += 1;
            println!("recall, {what}: {text:?} for {name:?}");
        }
    }
    at_least(
        format!("{what} ({}): top 10 at default threshold", cases.len()),
        aim,
        share(hits, cases.len()),
        "%",
    )
}

/// The words of a name, family name last.
fn words(name: &str) -> Vec<&str> {
    let (family, given) = name.split_once(',').unwrap_or(("", name));
    given.split_whitespace().chain(family.split_whitespace()).collect()
}

/// A given name other than the first goes. Titles and particles are no names.
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
