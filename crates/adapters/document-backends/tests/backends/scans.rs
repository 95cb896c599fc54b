//! Readers of scans: what Textract reads, and when it is asked.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use document_sandbox::{Task, Tesseract};
use pii::backends::Backend;
use pii::decision::{Ground, QuarantineReason};
use pii::document::GapReason;
use pii::geometry::Rect;
use pii::{Decision, Entity};
use serde_json::{Value, json};

use crate::papers::picture;
use crate::service::{Reply, Service};
use crate::{part_of, run};

pub(crate) const CASES: [(&str, fn()); 5] = [
    ("Textract reads a scan", textract_reads_a_scan),
    ("Textract reads a page on its side", textract_reads_a_page_on_its_side),
    ("Textract is asked where tesseract reads nothing", textract_is_asked_where_tesseract_reads_nothing),
    ("a scan that nobody reads is never clean", a_scan_that_nobody_reads_is_never_clean),
    ("a page without words is illegible", a_page_without_words_is_illegible),
];

/// The words of a line with their boxes as shares of an upright page.
const LINE: [(&str, [f64; 4]); 4] = [
    ("Social", [0.10, 0.20, 0.18, 0.22]),
    ("Security", [0.19, 0.20, 0.28, 0.22]),
    ("Number:", [0.29, 0.20, 0.38, 0.22]),
    ("212-45-6789", [0.40, 0.20, 0.55, 0.22]),
];

/// What Textract answers for the line, on a page that was turned clockwise by so many quarters.
fn blocks(quarter_turns: u8, confidence: f64) -> Value {
    let turned = |x: f64, y: f64| match quarter_turns {
        0 => (x, y),
        1 => (1.0 - y, x),
        2 => (1.0 - x, 1.0 - y),
        _ => (y, 1.0 - x),
    };
    let word = |(number, (text, [left, top, right, bottom])): (usize, &(&str, [f64; 4]))| {
        let corners = [(*left, *top), (*right, *top), (*right, *bottom), (*left, *bottom)];
        let corners = corners.map(|(x, y)| turned(x, y));
        let around = Rect::of_corners(corners[0], corners[2]);
        let polygon: Vec<Value> = corners.iter().map(|(x, y)| json!({ "X": x, "Y": y })).collect();
        json!({
            "BlockType": "WORD", "Id": format!("w{number}"), "Text": text, "Confidence": confidence,
            "Geometry": {
                "BoundingBox": {
                    "Left": around.left, "Top": around.top, "Width": around.width(), "Height": around.height()
                },
                "Polygon": polygon,
            },
        })
    };
    let mut blocks = vec![
        json!({ "BlockType": "PAGE", "Id": "p" }),
        json!({
            "BlockType": "LINE", "Id": "l", "Text": "Social Security Number: 212-45-6789",
            "Relationships": [{ "Type": "CHILD", "Ids": ["w0", "w1", "w2", "w3"] }],
        }),
    ];
    blocks.extend(LINE.iter().enumerate().map(word));
    json!({ "Blocks": blocks })
}

/// Where the number was found on the page, of 612 by 792 points.
#[track_caller]
fn check_read(quarter_turns: u8, expected: [f32; 4]) {
    let service = Service::start(move |_| Reply(Some(200), blocks(quarter_turns, 99.0)));
    let answer = run(Task::Classify, picture(), &["textract"], &service, None);
    let classification = &answer.classification;
    assert_eq!(classification.decision, Decision::Pii(Ground::LabelledIdentifier(Entity::Ssn)));
    assert_eq!(part_of(&answer, Backend::Textract).pages, [1]);
    let found = classification.findings.iter().find(|finding| finding.entity == Entity::Ssn).unwrap();
    assert_eq!(found.found_by, [Backend::Tollgate]);
    let Rect { left, top, right, bottom } = found.rect.unwrap();
    let near =
        [left, top, right, bottom].iter().zip(expected).all(|(is, expected)| (is - expected).abs() < 2.0);
    assert!(near, "{:?} is not {expected:?}", found.rect);
    let [asked] = &service.asked()[..] else { panic!("it was asked {} times", service.asked().len()) };
    assert!(asked.head.contains("x-amz-target: textract.detectdocumenttext"), "{}", asked.head);
    let sent = STANDARD.decode(asked.body["Document"]["Bytes"].as_str().unwrap()).unwrap();
    assert!(sent.starts_with(b"\x89PNG") && sent.len() <= 10_000_000);
}

fn textract_reads_a_scan() {
    check_read(0, [0.40 * 612.0, 0.20 * 792.0, 0.55 * 612.0, 0.22 * 792.0]);
}

fn textract_reads_a_page_on_its_side() {
    check_read(1, [0.78 * 612.0, 0.40 * 792.0, 0.80 * 612.0, 0.55 * 792.0]);
    check_read(2, [0.45 * 612.0, 0.78 * 792.0, 0.60 * 612.0, 0.80 * 792.0]);
    check_read(3, [0.20 * 612.0, 0.45 * 792.0, 0.22 * 612.0, 0.60 * 792.0]);
}

/// A program in the place of tesseract, which says this.
struct Stand(PathBuf);

impl Stand {
    fn saying(name: &str, script: &str) -> Stand {
        let program = std::env::temp_dir().join(format!("tollgate-ocr-{}-{name}", std::process::id()));
        std::fs::write(&program, format!("#!/bin/sh\ncat > /dev/null\n{script}\n")).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        Stand(program)
    }

    fn tesseract(&self) -> Option<Tesseract> {
        Some(Tesseract::at(self.0.clone()))
    }
}

impl Drop for Stand {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn textract_is_asked_where_tesseract_reads_nothing() {
    let silent = Stand::saying("silent", "echo level");
    let failing = Stand::saying("failing", "exit 3");
    let unsure = Stand::saying("unsure", r"printf 'level\n5\t1\t1\t1\t1\t1\t10\t10\t90\t20\t20\tmumble\n'");
    let fluent = Stand::saying("fluent", r"printf 'level\n5\t1\t1\t1\t1\t1\t10\t10\t90\t20\t96\tnotice\n'");
    for (stand, asks) in [(&silent, true), (&failing, true), (&unsure, true), (&fluent, false)] {
        let service = Service::start(|_| Reply(Some(200), blocks(0, 99.0)));
        let answer = run(Task::Classify, picture(), &["textract-fallback"], &service, stand.tesseract());
        let is_personal = matches!(answer.classification.decision, Decision::Pii(_));
        assert_eq!((service.asked().len(), is_personal), (usize::from(asks), asks), "{}", stand.0.display());
    }
    // In the place of tesseract it is asked whatever tesseract would read.
    let service = Service::start(|_| Reply(Some(200), blocks(0, 99.0)));
    run(Task::Classify, picture(), &["textract"], &service, fluent.tesseract());
    assert_eq!(service.asked().len(), 1);
}

fn a_scan_that_nobody_reads_is_never_clean() {
    let failures: [fn() -> Reply; 4] = [
        || Reply(Some(200), json!({})),
        || Reply(Some(200), json!({ "Blocks": [{ "BlockType": "WORD", "Id": "w" }] })),
        || Reply(Some(400), json!({ "__type": "ProvisionedThroughputExceededException", "message": "no" })),
        || Reply(None, Value::Null),
    ];
    for failure in failures {
        for role in ["textract", "textract-fallback"] {
            let service = Service::start(move |_| failure());
            let answer = run(Task::Classify, picture(), &[role], &service, None);
            let expected = QuarantineReason::NotReadWhole(GapReason::OcrFailed);
            assert_eq!(answer.classification.decision, Decision::Quarantine(expected));
        }
    }
}

fn a_page_without_words_is_illegible() {
    for answer in [json!({ "Blocks": [{ "BlockType": "PAGE", "Id": "p" }] }), blocks(0, 20.0)] {
        let service = Service::start(move |_| Reply(Some(200), answer.clone()));
        let answer = run(Task::Classify, picture(), &["textract"], &service, None);
        let expected = QuarantineReason::NotReadWhole(GapReason::IllegibleScan);
        assert_eq!(answer.classification.decision, Decision::Quarantine(expected));
    }
}
