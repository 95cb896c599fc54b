//! Single documents: what is encrypted, empty, filled or not a PDF at all.

use loan_corpus::forms::{FILLINGS, fill};
use loan_corpus::{Chance, Split, typeset};
use pii::decision::QuarantineReason;
use pii::read::Unreadable;
use pii::{Backends, Decision, DocumentType, Thresholds, classify};

#[track_caller]
fn check_unreadable(bytes: &[u8], expected: Unreadable) {
    let decision = classify(bytes, &Thresholds::standard(), &Backends::none()).decision;
    assert_eq!(decision, Decision::Quarantine(QuarantineReason::Unreadable(expected)));
}

#[test]
fn what_is_no_pdf_or_a_broken_one_goes_to_quarantine() {
    check_unreadable(b"", Unreadable::NotAPdf);
    check_unreadable(b"PK\x03\x04 a zip file", Unreadable::NotAPdf);
    check_unreadable(b"%PDF-1.7\nnothing follows", Unreadable::Corrupt);
}

#[test]
fn limits_of_size_and_pages_hold() {
    let sample = typeset(Split::Train, 1, 1).remove(0);
    let text = include_str!("../thresholds.toml");
    let small = text.replace("bytes_max = 52_428_800", "bytes_max = 100");
    let thresholds = Thresholds::parse(&small).expect("right");
    let decision = classify(&sample.pdf, &thresholds, &Backends::none()).decision;
    assert_eq!(decision, Decision::Quarantine(QuarantineReason::Unreadable(Unreadable::TooLarge)));
}

#[test]
fn a_blank_form_is_blank_and_the_same_form_filled_is_read() {
    let blank = include_bytes!("../test_data/f1040v_2022.pdf");
    let thresholds = Thresholds::standard();
    let classification = classify(blank, &thresholds, &Backends::none());
    assert!(matches!(classification.decision, Decision::NonPii(_)), "{:?}", classification.decision);
    assert_eq!(classification.document_type, DocumentType::BlankForm);
    let mut chance = Chance::new(4);
    for filling in FILLINGS {
        let filled = fill(blank, filling, &mut chance).expect("it can be filled");
        let document = pii::read::read(&filled.pdf, &thresholds, None).expect("it can be read");
        let text: String = document
            .pages
            .iter()
            .flat_map(|page| &page.cells)
            .map(|cell| cell.text.replace(' ', ""))
            .collect();
        for value in &filled.values {
            assert!(text.contains(&value.replace(' ', "")), "{filling:?} lacks {value}");
        }
    }
}

#[test]
fn findings_show_masked_values_only() {
    let sample = typeset(Split::Test, 9, 6).remove(5);
    let classification = classify(&sample.pdf, &Thresholds::standard(), &Backends::none());
    assert!(matches!(classification.decision, Decision::Pii(_)));
    let shown = serde_json::to_string(&classification).expect("it can be written");
    for fact in &sample.facts {
        assert!(!shown.contains(&fact.value), "{} is shown", fact.entity);
    }
}
