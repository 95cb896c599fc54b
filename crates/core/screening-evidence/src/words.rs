//! How names and particulars compare, in words.

use watchlist::{Comparison, Likely, Particular, ParticularKind, Verdict};

/// A list with its version and date, as an audit asks for them.
pub fn list_in_words(name: &str, version: &str, published: &str) -> String {
    let or_unknown = |text: &str| if text.is_empty() { "unknown".to_owned() } else { text.to_owned() };
    format!("{name}: version {}, of {}", or_unknown(version), or_unknown(published))
}

/// Two names part by part, a line each.
pub fn names_in_words(names: &Comparison) -> Vec<String> {
    let mut lines = Vec::new();
    for pair in &names.pairs {
        let why = match pair.why {
            Likely::Equal => "the same",
            Likely::Spelling => "alike in spelling",
            Likely::Sound => "alike in sound",
            Likely::GivenName => "forms of one given name",
            Likely::Initial => "an initial and its name",
            Likely::Joined => "written as one or as several words",
            Likely::Transliteration => "a romanisation",
            Likely::Synonym => "one business word",
        };
        lines.push(format!("{} = {}: {why} ({})", pair.query, pair.listed, pair.likeness));
    }
    for (side, words) in [("only asked for", &names.only_in_query), ("only listed", &names.only_in_listed)] {
        if !words.is_empty() {
            lines.push(format!("{side}: {}", words.join(" ")));
        }
    }
    if names.forms_differ {
        lines.push("the company forms differ".to_owned());
    }
    lines
}

/// What a particular says of a match, in a line.
pub fn particular_in_words(particular: &Particular) -> String {
    let says = match particular.verdict {
        Verdict::For => "speaks for it",
        Verdict::Neutral => "says nothing",
        Verdict::Against => "speaks against it",
    };
    if particular.listed.is_empty() {
        let Particular { query, before, after, .. } = particular;
        return format!(
            "{} {query}, and none on the list: {says} ({before} to {after})",
            kind_in_words(particular.what)
        );
    }
    format!(
        "{} {} and {}: {says} ({} to {})",
        kind_in_words(particular.what),
        particular.query,
        particular.listed,
        particular.before,
        particular.after
    )
}

/// What a particular is called.
pub fn kind_in_words(what: ParticularKind) -> &'static str {
    match what {
        ParticularKind::BirthDate => "date of birth",
        ParticularKind::Country => "country",
        ParticularKind::Identifier => "number",
    }
}
