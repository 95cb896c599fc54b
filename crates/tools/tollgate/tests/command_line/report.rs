//! `tollgate report`, from a folder with a copy of the archive.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::tollgate::{file, path, run};

/// An archive of payments of ten days, imported, and then decided: every fifth is reviewed, every tenth blocked. And how many they
/// are.
fn archive(name: &str) -> (String, usize) {
    let generated = ["simulate", "--customers", "60", "--fraud-rate", "0.1", "--days", "10"];
    let format = ["--format", "csv", "--start", "2026-03-01T00:00:00Z"];
    let text = run(&[&generated[..], &format].concat()).succeeded();
    let payments = file(&format!("{name}.csv"), &text);
    let folder = path(name);
    fs::remove_dir_all(&folder).ok();
    run(&["archive", "import", &payments, "--into", folder.to_str().unwrap()]).succeeded();
    for day in fs::read_dir(folder.join("decisions")).unwrap() {
        for object in fs::read_dir(day.unwrap().path()).unwrap() {
            decide(&object.unwrap().path());
        }
    }
    (folder.to_str().unwrap().to_owned(), text.lines().count() - 1)
}

fn decide(object: &Path) {
    let mut text = String::new();
    MultiGzDecoder::new(fs::read(object).unwrap().as_slice()).read_to_string(&mut text).unwrap();
    let mut decided = GzEncoder::new(Vec::new(), Compression::fast());
    for (number, line) in text.lines().enumerate() {
        let mut row: Value = serde_json::from_str(line).unwrap();
        row["decided_at_ms"] = row["received_at_ms"].clone();
        row["outcome"] = [(10, "block"), (5, "review")]
            .into_iter()
            .find(|(every, _)| number % every == 0)
            .map_or("approve", |(_, outcome)| outcome)
            .into();
        if number % 5 == 0 {
            row["hits"] = json!([{ "code": "<NEW> & DEVICE", "contribution": 40.0 }]);
        }
        writeln!(decided, "{row}").unwrap();
    }
    fs::write(object, decided.finish().unwrap()).unwrap();
}

#[test]
fn a_page_shows_what_was_decided_and_what_became_of_it() {
    let (archive, count) = archive("archive-to-report");
    let page = path("report.html");
    let said = run(&[
        "report",
        "--since",
        "2026-03-01",
        "--until",
        "2026-03-10",
        "--archive",
        &archive,
        "--html",
        page.to_str().unwrap(),
    ]);
    let said = said.succeeded();
    assert!(said.contains(&format!("report.html: {count} payments decided.")), "{said}");
    let html = fs::read_to_string(&page).unwrap();
    for expected in [
        "Decisions from 2026-03-01 to 2026-03-10",
        "Fraud caught and missed",
        "<h2>Money</h2>",
        "<h2>Rules by precision</h2>",
        "Countries",
        "Time to label",
        "&lt;NEW&gt; &amp; DEVICE",
    ] {
        assert!(html.contains(expected), "{expected}");
    }
    assert!(
        !html.contains("<NEW>") && !html.contains("<script") && !html.contains("http://"),
        "the page holds all it needs"
    );
    assert_eq!(html.matches("<figure").count(), 5);
}

#[test]
fn only_the_days_that_are_asked_for_count() {
    let (archive, total) = archive("archive-of-ten-days");
    let page = |since: &str, until: &str| {
        run(&["report", "--since", since, "--until", until, "--archive", &archive, "--html", "-"]).succeeded()
    };
    let count = |html: &str| -> usize {
        let (_, rest) = html.split_once("<p class=\"soft\">").unwrap();
        rest.split(' ').next().unwrap().replace(',', "").parse().unwrap()
    };
    let halves = count(&page("2026-03-01", "2026-03-05")) + count(&page("2026-03-06", "2026-03-10"));
    assert_eq!((halves, count(&page("2026-03-01", "2026-03-10"))), (total, total));
    let none = page("2020-01-01", "2020-01-02");
    assert!(none.contains("0 payments decided.") && !none.contains("<figure"), "{none}");
    let wrong = run(&[
        "report",
        "--since",
        "2026-03-05",
        "--until",
        "2026-03-01",
        "--archive",
        &archive,
        "--html",
        "-",
    ]);
    assert!(wrong.stderr.contains("--since 2026-03-05 is after 2026-03-01"), "{wrong}");
}
