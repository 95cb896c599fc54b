//! Every dependency of a crate is used where it is declared: what nobody uses is compiled by everybody. The check is by
//! text, like cargo-machete's, in milliseconds and without another tool to install: a name that stands nowhere in the
//! sources is unused for certain, and one that does is almost always used.

use std::fs;
use std::path::Path;

use crate::{crates, parse, root};

/// Where each kind of dependency may be used, within the crate's folder.
const USED_IN: [(&str, &[&str]); 3] = [
    ("dependencies", &["src"]),
    ("dev-dependencies", &["src", "tests", "examples", "benches"]),
    ("build-dependencies", &["build.rs"]),
];

#[test]
fn every_dependency_is_used() {
    let mut unused = Vec::new();
    let mut count = 0;
    for found in crates() {
        for (kind, places) in USED_IN {
            let sources: String = places.iter().map(|place| sources(&found.folder.join(place))).collect();
            for name in found.needs(kind) {
                count += 1;
                if !names(&sources, &name.replace('-', "_")) {
                    unused.push(format!("{}: {name} ({kind})", found.name()));
                }
            }
        }
    }
    assert!(count > 200, "the dependencies are found: {count}");
    assert!(
        unused.is_empty(),
        "remove what is not used, or declare it where it is used:\n{}",
        unused.join("\n")
    );
}

#[test]
fn every_version_that_the_workspace_pins_is_taken_by_a_crate() {
    let crates = crates();
    let is_taken = |name: &str| {
        crates
            .iter()
            .any(|found| USED_IN.iter().any(|(kind, _)| found.needs(kind).any(|needed| needed == name)))
    };
    let workspace = parse(&root().join("Cargo.toml"));
    let pinned = workspace["workspace"]["dependencies"].as_table().unwrap();
    let left: Vec<_> = pinned.keys().filter(|name| !is_taken(name)).collect();
    assert!(left.is_empty(), "no crate depends on {left:?}");
}

/// Whether an identifier stands in a text, not only as a part of a longer one.
fn names(text: &str, identifier: &str) -> bool {
    let is_part =
        |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    text.match_indices(identifier).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + identifier.len()..]);
        !is_part(before.chars().next_back()) && !is_part(after.chars().next())
    })
}

/// All Rust below a path.
fn sources(path: &Path) -> String {
    if path.is_file() {
        return fs::read_to_string(path).unwrap();
    }
    let Ok(entries) = fs::read_dir(path) else { return String::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    let rust = paths.filter(|path| path.is_dir() || path.extension().is_some_and(|end| end == "rs"));
    rust.map(|path| sources(&path)).collect()
}
