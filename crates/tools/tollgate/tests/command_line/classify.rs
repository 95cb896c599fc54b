//! `tollgate classify`.

use std::fs;

use crate::tollgate::{path, run};

const PERSONAL: &str = "test_data/documents/w2.pdf";
const CLEAN: &str = "test_data/documents/privacy_notice.pdf";

#[test]
fn documents_are_told_line_by_line_in_their_order() {
    let run = run(&["classify", "--json", PERSONAL, CLEAN, PERSONAL]);
    assert_eq!(run.code, 0, "{run}");
    let lines = run.json_lines();
    let told: Vec<_> = lines.iter().map(|line| line["classification"].as_str().unwrap()).collect();
    assert_eq!(told, ["pii", "non_pii", "pii"]);
    assert_eq!(lines[1]["file"], CLEAN);
}

#[test]
fn a_file_that_is_not_there_fails_the_command_and_stops_nobody_else() {
    for files in [&["classify", "--json", "nowhere.pdf"][..], &["classify", "--json", "nowhere.pdf", CLEAN]] {
        let run = run(files);
        assert_eq!((run.code, run.json_lines().len()), (1, files.len() - 3), "{run}");
        assert!(run.stderr.contains("nowhere.pdf can't be read"), "{run}");
    }
}

#[test]
fn a_redacted_copy_and_a_report_are_written() {
    let document = path("classified.pdf");
    fs::copy(format!("{}/../../../{PERSONAL}", env!("CARGO_MANIFEST_DIR")), &document).unwrap();
    let report = path("classified.html");
    let arguments = [document.to_str().unwrap(), "--redact", "--html", report.to_str().unwrap()];
    let table = run(&["classify", arguments[0], arguments[1], arguments[2], arguments[3]]).succeeded();
    assert!(table.contains("PII") && table.contains("classified.redacted.pdf"), "{table}");
    assert!(fs::read(path("classified.redacted.pdf")).unwrap().starts_with(b"%PDF-"));
    let page = fs::read_to_string(report).unwrap();
    assert!(
        page.contains("data:image/png;base64,") && page.contains("<i title=\"ssn\""),
        "no page, no finding"
    );
}

#[test]
fn a_backend_that_can_t_be_asked_stops_the_command_before_any_document() {
    let unknown = run(&["classify", CLEAN, "--backend", "presidio"]);
    assert_eq!((unknown.code, unknown.stdout.as_str()), (2, ""), "{unknown}");
    assert!(unknown.stderr.contains("it is none of comprehend, textract"), "{unknown}");
    // The program may have been built with or without what runs models; there is none in either case.
    let nowhere = run(&["classify", CLEAN, "--backend", "gliner=/nowhere"]);
    assert_eq!((nowhere.code, nowhere.stdout.as_str()), (1, ""), "{nowhere}");
    assert!(nowhere.stderr.contains("GLiNER"), "{nowhere}");
}
