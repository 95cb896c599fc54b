//! What others wrote, on a terminal and in a spreadsheet, and readers that go away.

use std::process::{Command, Stdio};

use crate::tollgate::{Run, file, path, run, run_with_input};

/// Clears the screen, sets the title, turns the line round, comes back to its beginning; as CSV and JSON have it.
const STEERING: &str = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}drawkcab\r\u{8}\u{7f}";

fn steers(text: &str) -> bool {
    text.chars().any(|character| {
        (character.is_control() && !matches!(character, '\n' | '\t'))
            || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
    })
}

fn payments() -> String {
    let text = format!("Shop {STEERING}");
    let row = |number: u8| {
        format!(
            "2026-03-01T12:{number:02}:00Z,{}00000,\"{text}\",4111111111111111,\"{text}\",\"{text}\",\"{text}\",fraud\n",
            number + 1
        )
    };
    let rows: String = (0..30).map(row).collect();
    format!("event_time,amount,merchant,card_number,customer_id,location,beneficiary_name,label\n{rows}")
}

#[test]
fn nothing_that_others_wrote_steers_a_terminal() {
    let csv = file("steering.csv", &payments());
    let names =
        file("steering_names.csv", &format!("id,name\n1,\"Adam Quill {STEERING}\"\n2,\"{STEERING}\"\n"));
    // Rows with control characters are refused, and told of; other marks are read.
    let list = file(
        "steering_list.csv",
        &format!(
            "id,type,name,remarks\n1,person,\"Quill, Adam {STEERING}\",\"{STEERING}\"\n2,\"ghost{STEERING}\",x,y\n\
             3,person,\"Quill, Adam\",\"\u{202e}drawkcab\"\n"
        ),
    );
    let list = format!("house={list}");
    let index = path("steering.idx").to_str().unwrap().to_owned();
    run(&["watchlist", "build", "--out", &index, &list]).succeeded();
    let policy = file("steering.toml", &format!("version = \"{}\"\n", STEERING.escape_unicode()));
    let name = format!("Adam Quill {STEERING}");
    let no_file = format!("{STEERING}.csv");
    for arguments in [
        &["score", &csv][..],
        &["score", &csv, "--json"],
        &["score", &no_file],
        &["backtest", "--policy", "default", &csv],
        &["policy", "suggest", "--policy", "default", &csv],
        &["policy", "suggest", "--policy", "default", &csv, "--json"],
        &["screen", "--name", &name, "--index", &index],
        &["screen", "--name", &name, "--index", &index, "--format", "csv"],
        &["screen", "--name", &name, "--index", &index, "--format", "json"],
        &["screen", &names, "--index", &index],
        &["screen", &names, "--index", &index, "--format", "json"],
        &["watchlist", "build", "--out", &index, &list],
        &["watchlist", "build", "--out", &index, &list, "--json"],
        &["watchlist", "diff", &index, &index, "--payments", &csv],
        &["watchlist", "diff", &index, &index, "--payments", &csv, "--json"],
        &["policy", "check", &policy],
        &["policy", "explain", &policy],
        &["replay", &csv],
        &["evidence", &csv],
        &["train", &csv, "--out", "/nonexistent/model.tgm"],
        &["import-afd", &csv],
        &["archive", "import", &csv, "--into", path("steering-archive").to_str().unwrap()],
        &["classify", &no_file],
    ] {
        let run = run(arguments);
        assert!(!steers(&run.stdout), "{arguments:?} printed {:?}", run.stdout);
        assert!(!steers(&run.stderr), "{arguments:?} told {:?}", run.stderr);
    }
    let scored = run(&["score", &csv]).succeeded();
    assert!(scored.contains("\\u001b[2J"), "{scored}");
}

#[test]
fn data_is_what_it_was() {
    let scored = run_with_input(&["score", "-", "--json"], &payments());
    let merchant = scored.json_lines()[0]["transaction"]["merchant"].as_str().unwrap().to_owned();
    assert_eq!(merchant, format!("Shop {STEERING}"));
}

#[test]
fn no_cell_is_a_formula() {
    let formulas =
        ["=1+1", "+1 212", "-2+3", "@SUM(A1)", "=HYPERLINK(\"http://x\";\"y\")", "\t=1", "＝1+1", "-"];
    let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
    let rows: String = formulas.iter().map(|cell| format!("{0},{0}\n", quoted(cell))).collect();
    let screened = run_with_input(
        &["screen", "-", "--lists", "house=test_data/watchlists/house.csv"],
        &format!("=id,name\n{rows}"),
    );
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(screened.stdout.as_bytes());
    let mut cells = 0;
    for record in reader.records() {
        for cell in &record.unwrap() {
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝']),
                "{cell:?} in {}",
                screened.stdout
            );
            cells += usize::from(cell.starts_with('\''));
        }
    }
    assert_eq!(cells, 2 * formulas.len() + 1, "{}", screened.stdout);
    // A list's names are others' texts as well.
    let list = file("formula_list.csv", "id,type,name\n=1,person,\"=Quill, Adam\"\n");
    let found = run_with_input(&["screen", "-", "--lists", &format!("house={list}")], "name\nAdam Quill\n");
    assert!(found.stdout.contains(",'=Quill") || found.stdout.contains("\"'=Quill"), "{}", found.stdout);
    // Payments that are made up have none but plain numbers.
    let simulated = run(&["simulate", "--count", "300", "--format", "csv"]).succeeded();
    for record in csv::Reader::from_reader(simulated.as_bytes()).records() {
        for cell in &record.unwrap() {
            let may_be_formula = cell.starts_with(['=', '+', '-', '@']);
            assert!(!may_be_formula || cell.parse::<f64>().is_ok(), "{cell}");
        }
    }
}

#[test]
fn a_cell_that_was_guarded_is_read_as_it_was() {
    let header = "event_time,amount,merchant,card_number,phone\n";
    let row = "2026-03-01T12:00:00Z,10,'=Shop,4111111111111111,'+33 4 91 00 00 00\n";
    let scored: Run = run_with_input(&["score", "-", "--json"], &format!("{header}{row}"));
    let transaction = scored.json_lines()[0]["transaction"].clone();
    assert_eq!(
        (&transaction["merchant"], &transaction["phone"]),
        (&"=Shop".into(), &"+33 4 91 00 00 00".into())
    );
}

/// `tollgate … | head -1`, and `2>&1 | head -1`.
#[test]
fn a_reader_that_goes_away_ends_every_command_quietly() {
    let csv = file("closed_pipe.csv", &run(&["simulate", "--count", "2000", "--format", "csv"]).succeeded());
    let decisions = file("closed_pipe.jsonl", &run(&["score", &csv, "--json"]).succeeded());
    let list = "house=test_data/watchlists/house.csv";
    let (old, new) = ("old_pipe.idx", "new_pipe.idx");
    let [old, new] = [old, new].map(|name| path(name).to_str().unwrap().to_owned());
    for index in [&old, &new] {
        run(&["watchlist", "build", "--out", index, list]).succeeded();
    }
    let answer = file("closed_pipe.json", r#"{"outcome":"approve","watchlist":{"status":"not_screened"}}"#);
    let rules = file("closed_pipe_rules.json", r#"{ "ruleDetails": [] }"#);
    let archive = path("closed-pipe-archive").to_str().unwrap().to_owned();
    for arguments in [
        &["score", &csv][..],
        &["score", &csv, "--json"],
        &["backtest", "--policy", "default", &csv],
        &["backtest", "--policy", "default", &csv, "--json"],
        &["policy", "suggest", "--policy", "default", &csv],
        &["replay", &decisions],
        &["replay", &decisions, "--json"],
        &["screen", "Adam Quill", "--index", &old],
        &["screen", "test_data/watchlists/customers.csv", "--index", &old],
        &["screen", "test_data/watchlists/customers.csv", "--index", &old, "--format", "json"],
        &["watchlist", "build", "--out", &new, list],
        &["watchlist", "build", "--out", &new, list, "--json"],
        &["watchlist", "diff", &old, &new],
        &["watchlist", "diff", &old, &new, "--payments", &csv, "--json"],
        &["evidence", &answer],
        &["evidence", &answer, "--json"],
        &["policy", "check", "policies/default.toml"],
        &["policy", "check", "test_data/policies/wrong.toml"],
        &["policy", "explain"],
        &["policy", "explain", "--json"],
        &["simulate", "--count", "5000"],
        &["simulate", "--count", "5000", "--format", "csv"],
        &["simulate", "--patterns"],
        &["archive", "import", &csv, "--into", &archive],
        &["import-afd", &rules],
        &["import-afd", &rules, "--json"],
        &["classify", "test_data/documents/privacy_notice.pdf"],
        &["classify", "--json", "test_data/documents/privacy_notice.pdf", "nowhere.pdf"],
        &["train", &csv, "--unlabelled", "--out", path("closed_pipe.tgm").to_str().unwrap()],
        &["evaluate", &csv, "--model", &answer],
        &["--help"],
        &["help", "score"],
        &["no-such-command"],
    ] {
        let told = ended_without_readers(arguments, false);
        assert!(!told.contains("panicked"), "{arguments:?}: {told}");
        ended_without_readers(arguments, true);
    }
}

/// Runs a command whose output nobody reads; answers what it told, unless nobody reads that either.
fn ended_without_readers(arguments: &[&str], is_told_to_nobody: bool) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tollgate"))
        .args(arguments)
        .current_dir(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.."))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    if is_told_to_nobody {
        drop(child.stderr.take());
    }
    let output = child.wait_with_output().unwrap();
    // A panic ends with 101.
    assert!(matches!(output.status.code(), Some(0..=2)), "{arguments:?} ended with {}", output.status);
    String::from_utf8_lossy(&output.stderr).into_owned()
}
