//! Every command that a document or a help text shows, as far as it needs no deployment: it runs as it is written. The
//! deployed tests run those that need one.

use std::path::{Path, PathBuf};

use documented_commands::{Documented, Runs, Workbench, of_documents, of_program, said};

use crate::tollgate::path;

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_tollgate"))
}

fn all() -> Vec<Documented> {
    let mut commands = of_documents(&workspace()).unwrap();
    commands.extend(of_program(program()).unwrap());
    commands
}

#[test]
fn every_command_that_needs_no_deployment_works_as_it_is_written() {
    let bench = Workbench::prepare(&path("documented"), program(), &workspace()).unwrap();
    let mut failed = Vec::new();
    let mut count = 0;
    for command in all().iter().filter(|command| command.runs() == Runs::Alone) {
        count += 1;
        let is_import = command.text.contains("import-afd");
        if is_import {
            bench.copy("detector/rules.json", "rules.json").unwrap();
        }
        if command.text.contains("answer.json") {
            bench.write("answer.json", ANSWER).unwrap();
        }
        let output = bench.run(command, &[]).unwrap();
        for (file, is_written) in
            [("rules.json", is_import), ("answer.json", command.text.contains("answer.json"))]
        {
            // So that `*.json` names what the next example means.
            if is_written {
                bench.remove(file).unwrap();
            }
        }
        let Documented { place, line, text } = command;
        if !output.status.success() {
            failed.push(format!("{place}, line {line}: {text}\n{}", said(&output)));
        }
        let printed = String::from_utf8_lossy(&output.stdout);
        if text.starts_with("tollgate screen '") && printed.contains(": 0 matches") {
            failed.push(format!("{place}, line {line}: {text}\nfinds nobody:\n{printed}"));
        }
    }
    assert!(failed.is_empty(), "{} of {count} commands:\n{}", failed.len(), failed.join("\n"));
    assert!(count > 30, "only {count} commands were found");
}

#[test]
fn whoever_else_runs_a_command_is_known() {
    let others: Vec<Documented> =
        all().into_iter().filter(|command| command.runs() == Runs::ByOthers).collect();
    for Documented { place, line, text } in others {
        let program = text.split_whitespace().find(|word| !word.contains('=')).unwrap_or(&text);
        // Building, deploying, AWS's own command line, and a form whose fields only an answer tells.
        let is_known = ["aws", "terraform", "make", "cargo", "cd", "cp", "export", "curl"].contains(&program)
            || text.contains("=$(aws ");
        assert!(is_known, "{place}, line {line}: {text}: who runs this, and is it tested?");
    }
}

/// An answer of `GET /watchlist/search`.
const ANSWER: &str = r#"{
  "searched_at": "2026-03-01T12:30:00Z", "watchlist_version": "c23f2c73fe13c65e",
  "lists": [{ "name": "house", "version": "7", "published": "2026-02-20" }],
  "name": "Zoe Winterbottom", "party": "name:zoe winterbottom", "particulars": {}, "min_score": 82.5, "limit": 10,
  "matches": [], "cleared": []
}"#;
