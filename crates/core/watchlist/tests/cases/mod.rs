//! Tables of names that match and of names that do not.

use watchlist::{DEFAULT_THRESHOLD, Name, Reading, Score, compare};

/// How alike two names are.
pub(crate) fn score(query: &str, listed: &str, reading: Reading) -> Score {
    let name = |text| Name::parse(text, reading).expect("a name");
    compare(&name(query), &name(listed)).score
}

/// Checks of each name and listed name whether they match at the default threshold, and tells all that are wrong.
pub(crate) fn check(reading: Reading, cases: &[(&str, &str, bool)]) {
    let wrong = cases.iter().filter_map(|(query, listed, matches)| {
        let score = score(query, listed, reading);
        (score >= DEFAULT_THRESHOLD).ne(matches).then(|| format!("{query} | {listed}: {score}"))
    });
    assert_eq!(wrong.collect::<Vec<_>>(), Vec::<String>::new());
}
