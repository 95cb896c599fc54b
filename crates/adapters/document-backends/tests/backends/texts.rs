//! Finders: what they see in the text of a document.

use std::path::PathBuf;

use document_backends::{BackendError, connect};
use document_sandbox::Task;
use pii::backends::{Backend, Backends};
use pii::decision::{Ground, QuarantineReason};
use pii::document::GapReason;
use pii::{Decision, Entity, Thresholds};
use serde_json::{Value, json};

use crate::papers::{LEADING, page};
use crate::service::{Asked, Reply, Service};
use crate::{part_of, run};

pub(crate) const CASES: [(&str, fn()); 8] = [
    ("what only Comprehend sees decides, and lies where it stands", what_only_comprehend_sees_decides),
    ("what both find is one finding", what_both_find_is_one_finding),
    ("a text over the limit is asked for in pieces", a_text_over_the_limit_is_asked_for_in_pieces),
    ("a backend that fails makes no document clean", a_backend_that_fails_makes_no_document_clean),
    ("what is personal anyway stays so without its backend", what_is_personal_anyway_stays_so),
    ("what a backend finds is not in the redacted copy", what_a_backend_finds_is_not_in_the_redacted_copy),
    ("a GLiNER model is asked like a service", a_gliner_model_is_asked_like_a_service),
    ("what can't be asked is said before any document", what_can_t_be_asked_is_said_before_any_document),
];

const CLEAN: [&str; 3] =
    ["A notice to all customers", "Our offices are open on all working days.", "é The bearer: QX 5512"];

/// Answers with each place of a word, counted in characters, as an entity of this type.
fn spotting(word: &'static str, kind: &'static str, score: f64) -> impl Fn(&Asked) -> Reply + Send + Sync {
    move |asked| {
        let text = asked.body["Text"].as_str().unwrap();
        let entity = |(byte, found): (usize, &str)| {
            let begin = text[..byte].chars().count();
            json!({ "Type": kind, "Score": score, "BeginOffset": begin, "EndOffset": begin + found.chars().count() })
        };
        let entities: Vec<Value> = text.match_indices(word).map(entity).collect();
        Reply(Some(200), json!({ "Entities": entities }))
    }
}

fn what_only_comprehend_sees_decides() {
    let service = Service::start(spotting("QX 5512", "PASSPORT_NUMBER", 0.99));
    let alone = pii::classify(&page(&CLEAN), &Thresholds::standard(), &Backends::none());
    assert!(matches!(alone.decision, Decision::NonPii(_)), "{:?}", alone.decision);
    let answer = run(Task::Classify, page(&CLEAN), &["comprehend"], &service, None);
    let classification = &answer.classification;
    assert_eq!(classification.decision, Decision::Pii(Ground::StrongIdentifier(Entity::Passport)));
    let [finding] = classification.findings.as_slice() else { panic!("{:?}", classification.findings) };
    assert_eq!(finding.found_by, [Backend::Comprehend]);
    assert_eq!(finding.why, "Amazon Comprehend calls it PASSPORT_NUMBER (0.99)");
    let (rect, baseline) = (finding.rect.unwrap(), 4.0 * LEADING);
    assert!(
        (1, rect.top < baseline && baseline - rect.top < LEADING) == (finding.page.unwrap(), true),
        "{rect:?}"
    );
    assert!(rect.left > 90.0 && rect.right < 180.0, "{rect:?}");
    let made = part_of(&answer, Backend::Comprehend);
    assert_eq!((made.pages.as_slice(), made.findings, made.failed), (&[1][..], 1, false));

    let [asked] = &service.asked()[..] else { panic!("it was asked {} times", service.asked().len()) };
    assert!(asked.head.contains("x-amz-target: comprehend_20171127.detectpiientities"), "{}", asked.head);
    assert!(asked.head.contains("/eu-west-1/comprehend/aws4_request"), "{}", asked.head);
    assert_eq!(asked.body["LanguageCode"], "en");
    assert_eq!(asked.body["Text"], CLEAN.join("\n") + "\n");
}

fn what_both_find_is_one_finding() {
    let service = Service::start(spotting("212-45-6789", "SSN", 0.999));
    let document = page(&["Social security number: 212-45-6789"]);
    let answer = run(Task::Classify, document, &["comprehend"], &service, None);
    let [finding] = answer.classification.findings.as_slice() else { panic!("{:?}", answer.classification) };
    assert_eq!(finding.found_by, [Backend::Tollgate, Backend::Comprehend]);
    assert!(
        finding.labelled
            && finding
                .why
                .ends_with("; Amazon Comprehend calls it SSN (1.00), label \"Social security number\""),
        "{}",
        finding.why
    );
}

fn a_text_over_the_limit_is_asked_for_in_pieces() {
    let service = Service::start(spotting("QX 5512", "PASSPORT_NUMBER", 0.9));
    let filler =
        "the quick brown fox jumps over the lazy dog and runs along the river into the wood".to_owned();
    let mut lines = vec![filler.as_str(); 1_300];
    lines.push(CLEAN[2]);
    let answer = run(Task::Classify, page(&lines), &["comprehend"], &service, None);
    assert_eq!(answer.classification.decision, Decision::Pii(Ground::StrongIdentifier(Entity::Passport)));
    assert_eq!(answer.classification.findings.len(), 1);
    let texts: Vec<String> =
        service.asked().iter().map(|asked| asked.body["Text"].as_str().unwrap().to_owned()).collect();
    assert_eq!(texts.len(), 2);
    assert!(
        texts
            .iter()
            .all(|text| text.len() <= 100_000 && text.ends_with('\n') && text.starts_with("the quick"))
    );
}

/// Everything that may go wrong with a service, as it answers then.
fn failures() -> Vec<Reply> {
    let error = |status, kind: &str| Reply(Some(status), json!({ "__type": kind, "message": "no" }));
    let entity = |kind: &str, begin: i64, end: i64| {
        Reply(
            Some(200),
            json!({ "Entities": [{ "Type": kind, "Score": 0.9, "BeginOffset": begin, "EndOffset": end }] }),
        )
    };
    vec![
        error(400, "ThrottlingException"),
        error(400, "TextSizeLimitExceededException"),
        error(403, "AccessDeniedException"),
        error(500, "InternalServerException"),
        Reply(Some(200), json!({})),
        Reply(Some(200), json!("not what is answered")),
        entity("SSN", 5, 9_999),
        entity("SSN", 9, 5),
        Reply(None, Value::Null),
    ]
}

fn a_backend_that_fails_makes_no_document_clean() {
    for number in 0..failures().len() {
        let service = Service::start(move |_| failures().remove(number));
        let answer = run(Task::Classify, page(&CLEAN), &["comprehend"], &service, None);
        let expected = QuarantineReason::NotReadWhole(GapReason::BackendFailed);
        assert_eq!(answer.classification.decision, Decision::Quarantine(expected), "failure {number}");
        assert!(part_of(&answer, Backend::Comprehend).failed);
    }
}

fn what_is_personal_anyway_stays_so() {
    let service = Service::start(|_| failures().remove(0));
    let document = page(&["Social security number: 212-45-6789"]);
    let answer = run(Task::Classify, document, &["comprehend"], &service, None);
    assert_eq!(answer.classification.decision, Decision::Pii(Ground::LabelledIdentifier(Entity::Ssn)));
    assert_eq!(answer.classification.gaps[0].reason, GapReason::BackendFailed);
}

fn what_a_backend_finds_is_not_in_the_redacted_copy() {
    let service = Service::start(spotting("QX 5512", "PASSPORT_NUMBER", 0.99));
    let answer = run(Task::Redact, page(&CLEAN), &["comprehend"], &service, None);
    assert_eq!(answer.refused, None);
    let copy = pii::read::read(&answer.made, &Thresholds::standard(), None).unwrap();
    let text: String =
        copy.pages.iter().flat_map(|page| &page.cells).map(|cell| cell.text.as_str()).collect();
    assert!(text.contains("bearer") && !text.contains("5512"), "{text}");
}

/// The model whose weights are set by hand knows one passport.
fn model() -> String {
    format!("gliner={}/../gliner/tests/model", env!("CARGO_MANIFEST_DIR"))
}

fn a_gliner_model_is_asked_like_a_service() {
    let service = Service::start(|_| Reply(Some(200), json!({ "Entities": [] })));
    let document = page(&["A notice to all customers", "The bearer of ZX81 may pass."]);
    let answer = run(Task::Classify, document.clone(), &[&model()], &service, None);
    assert_eq!(answer.classification.decision, Decision::Pii(Ground::StrongIdentifier(Entity::Passport)));
    let [finding] = answer.classification.findings.as_slice() else { panic!("{:?}", answer.classification) };
    assert_eq!((finding.found_by.as_slice(), finding.masked.as_str()), (&[Backend::Gliner][..], "****"));
    assert!(finding.why.starts_with("GLiNER calls it passport number (0.99"), "{}", finding.why);
    assert!(service.asked().is_empty());
    // Several are asked one after the other, and each is told apart.
    let answer = run(Task::Classify, document, &["comprehend", &model()], &service, None);
    let asked: Vec<Backend> = answer.classification.backends.iter().map(|made| made.backend).collect();
    assert_eq!(asked, [Backend::Comprehend, Backend::Gliner]);
}

fn what_can_t_be_asked_is_said_before_any_document() {
    let service = Service::start(|_| Reply(None, Value::Null));
    let connect = |words: &[&str]| {
        let choices: Vec<_> = words.iter().map(|word| word.parse().unwrap()).collect();
        connect(&choices, &service.sdk()).err()
    };
    assert!(matches!(connect(&["comprehend", "comprehend"]), Some(BackendError::Twice(Backend::Comprehend))));
    assert!(matches!(
        connect(&["textract", "textract-fallback"]),
        Some(BackendError::Twice(Backend::Textract))
    ));
    let nowhere = format!("gliner={}", PathBuf::from("/nowhere").display());
    assert!(matches!(connect(&[&nowhere]), Some(BackendError::Model(_))));
    assert!(connect(&[]).is_none());
}
