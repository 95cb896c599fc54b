//! `tollgate archive import`, and models trained on what was imported.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;

use flate2::read::MultiGzDecoder;
use serde_json::Value;

use crate::tollgate::{file, path, run, run_with_input};

fn payments(count: &str) -> String {
    let generated = ["simulate", "--count", count, "--customers", "400", "--fraud-rate", "0.06"];
    let format = ["--format", "csv", "--start", "2025-03-01T00:00:00Z"];
    run(&[generated.as_slice(), &format].concat()).succeeded()
}

/// A folder for one test, empty at first.
fn folder(name: &str) -> String {
    let folder = path(name);
    fs::remove_dir_all(&folder).ok();
    folder.to_str().unwrap().to_owned()
}

/// All rows of a folder, with the day under which each lies.
fn rows(folder: &str) -> Vec<(String, Value)> {
    let mut rows = Vec::new();
    for day in fs::read_dir(format!("{folder}/decisions")).unwrap() {
        let day = day.unwrap();
        for object in fs::read_dir(day.path()).unwrap() {
            let mut text = String::new();
            let bytes = fs::read(object.unwrap().path()).unwrap();
            MultiGzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
            let name = day.file_name().into_string().unwrap();
            rows.extend(text.lines().map(|line| (name.clone(), serde_json::from_str(line).unwrap())));
        }
    }
    rows
}

#[test]
fn a_model_is_the_same_from_the_archive_as_from_the_file() {
    let payments = file("imported.csv", &payments("12000"));
    let archive = folder("archive-to-train-on");
    let imported = run(&["archive", "import", &payments, "--into", &archive]).succeeded();
    assert!(imported.starts_with("12,000 payments from 2025-03-01 to "), "{imported}");
    let [from_file, from_archive] =
        ["of-file.tgm", "of-archive.tgm"].map(|name| path(name).to_str().unwrap().to_owned());
    run(&["train", &payments, "--out", &from_file, "--days", "14"]).succeeded();
    let trained = run(&["train", "--archive", &archive, "--out", &from_archive, "--days", "14"]);
    assert!(trained.stderr.contains("12,000 payments, 0 left out"), "{trained}");
    trained.succeeded();
    assert!(fs::read(from_file).unwrap() == fs::read(&from_archive).unwrap(), "the models differ");
    let evaluated = run(&["evaluate", "--archive", &archive, "--model", &from_archive]).succeeded();
    assert!(evaluated.contains("average precision"), "{evaluated}");
}

#[test]
fn importing_again_changes_nothing_and_no_card_number_is_written() {
    let text = payments("500");
    let payments = file("twice.csv", &text);
    let key = file("card.key", "0123456789012345678901234567890123456789");
    let archive = folder("archive-imported-twice");
    let import =
        || run(&["archive", "import", &payments, "--into", &archive, "--card-key", &key]).succeeded();
    assert!(import().contains(" written, 0 were there already"));
    let first = rows(&archive);
    let again = import();
    assert!(again.contains(": 0 objects written, "), "{again}");
    assert_eq!(rows(&archive).len(), first.len());

    let card_numbers: Vec<&str> = text.lines().skip(1).map(|line| line.split(',').nth(7).unwrap()).collect();
    let written = first.iter().map(|(_, row)| row.to_string()).collect::<String>();
    assert!(card_numbers.iter().all(|number| !written.contains(number)));

    let decided = |row: &Value| row["revision"] == 0;
    assert_eq!(first.iter().filter(|(_, row)| decided(row)).count(), 500);
    for (day, row) in &first {
        assert_eq!(row["outcome"], Value::Null);
        assert_eq!(row["card_token"].as_str().unwrap().len(), 64);
        let time = if decided(row) { &row["received_at_ms"] } else { &row["label_time_ms"] };
        let number = time.as_i64().unwrap() / 86_400_000;
        assert_eq!(*day, format!("day={}", fraud::Day::from_number(number)));
    }
}

#[test]
fn a_payment_without_id_is_the_same_from_whichever_file_it_comes() {
    let text = payments("60");
    let lines: Vec<&str> = text.lines().collect();
    let part = |range: std::ops::Range<usize>| [&lines[..1], &lines[range]].concat().join("\n");
    let key = file("overlapping.key", "0123456789012345678901234567890123456789");
    let archive = folder("archive-of-overlapping-files");
    // Two payments that are alike in everything are two.
    let twins = format!("{}\n{}", part(1..41), lines[40]);
    for (name, content) in [("first.csv", twins), ("second.csv", part(21..61))] {
        let file = file(name, &content);
        run(&["archive", "import", &file, "--into", &archive, "--card-key", &key]).succeeded();
    }
    let rows = rows(&archive);
    let ids: BTreeSet<&str> = rows.iter().map(|(_, row)| row["key_id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 61);
}

#[test]
fn what_can_not_be_imported_or_read_is_said() {
    let archive = folder("archive-of-nothing");
    let check = |rows: &str, reason: &str| {
        let refused = run_with_input(&["archive", "import", "-", "--into", &archive], rows);
        assert_eq!(refused.code, 1, "{refused}");
        assert!(refused.stderr.contains(reason), "{refused}");
    };
    let header = "event_time,amount,merchant,card,location";
    check(&format!("{header}\n"), "standard input has no payments");
    check(
        &format!("{header}\n2025-03-01,1,Shop,c-1,home\n2999-01-01,1,Shop,c-1,home\n"),
        "standard input, payment 2: it is received at 2999-01-01T00:00:00Z, which is yet to come",
    );
    check(
        &format!("{header}\n2025-03-01,1,Shop,c-1,4111 1111 1111 1111\n"),
        "payment 1: location holds a card number",
    );
    let wrong =
        format!("{header}\n2025-03-01,1,Shop,c-1,4111 1111 1111 1111\n2025-03-01,1,Shop,c-1,home\n,,,,\n");
    let skipping = ["archive", "import", "-", "--into", &archive, "--skip-wrong-rows"];
    let imported = run_with_input(&skipping, &wrong).succeeded();
    assert!(imported.starts_with(
        "1 payment from 2025-03-01 to 2025-03-01, 0 labelled, 0 of them fraud; 2 rows left out"
    ));
    check(r#"{"amount":1,"merchant":"Shop","card":"c-1"}"#, "event_time: is required");
    let missing = run(&["train", "--archive", "/nonexistent", "--out", "/nonexistent/model.tgm"]);
    assert!(missing.stderr.contains("the archive /nonexistent can't be read"), "{missing}");
    let both = run(&["train", "file.csv", "--archive", "folder", "--out", "model.tgm"]);
    assert_eq!(both.code, 2, "{both}");
}
