//! The body of a label: every field is checked, every wrong one is named at once.

use aws_io::label_record::LabelRecord;
use aws_lambda_events::http::StatusCode;
use fraud::card::looks_like_card_number;
use fraud::request::{FUTURE_MILLIS_MAX, FieldError, is_blank, is_unprintable, member_pointer};
use fraud::{Timestamp, Verdict};
use lambda_shell::Problem;
use serde_json::{Map, Value};

use lambda_shell::json_request;

/// The longest source, in characters.
const SOURCE_CHARS_MAX: usize = 100;

/// A label as it was sent.
pub(crate) struct LabelRequest {
    label: Verdict,
    source: String,
    time: Option<Timestamp>,
}

impl LabelRequest {
    /// Reads a body received at `now`.
    pub(crate) fn parse(body: &str, now: Timestamp) -> Result<LabelRequest, Problem> {
        let document = json_request::document(body)?;
        let mut report = Report::default();
        let request = match document {
            Value::Object(fields) => read(fields, now, &mut report),
            _ => report.add("#", "must be an object"),
        };
        match request {
            Some(request) if report.0.is_empty() => Ok(request),
            _ => Err(report.into_problem()),
        }
    }

    /// The record of it, received at `now`. Without a time of its own it is known since then.
    pub(crate) fn into_record(self, now: Timestamp) -> LabelRecord {
        let time = self.time.unwrap_or(now);
        LabelRecord { label: self.label, source: self.source, time, received_at: now }
    }

    /// Whether these labels say it already. Without a time of its own it repeats what its source said last, and nothing
    /// that this source has taken back since.
    pub(crate) fn is_said_by(&self, known: &[LabelRecord]) -> bool {
        let mut of_source = known.iter().filter(|known| known.source == self.source);
        match self.time {
            Some(time) => of_source.any(|known| known.label == self.label && known.time == time),
            None => {
                let last = of_source.max_by_key(|known| known.received_at);
                last.is_some_and(|last| last.label == self.label)
            }
        }
    }
}

fn read(mut fields: Map<String, Value>, now: Timestamp, report: &mut Report) -> Option<LabelRequest> {
    let label = match fields.remove("label").as_ref().and_then(Value::as_str) {
        Some("fraud") => Some(Verdict::Fraud),
        Some("legitimate") => Some(Verdict::Legitimate),
        _ => report.add("#/label", "must be fraud or legitimate"),
    };
    let source = match fields.remove("source") {
        Some(Value::String(source)) if is_source(&source) => {
            if looks_like_card_number(&source) {
                report.add("#/source", "holds a card number")
            } else {
                Some(source.trim().to_owned())
            }
        }
        _ => report.add("#/source", "must be a string of 1 to 100 characters that can be printed"),
    };
    let time = match fields.remove("time") {
        None | Some(Value::Null) => None,
        Some(value) => match value.as_str().map(str::parse::<Timestamp>) {
            Some(Ok(time)) if time.millis_since(now) > FUTURE_MILLIS_MAX => {
                report.add("#/time", "lies more than 5 minutes in the future")
            }
            Some(Ok(time)) if time.as_millis() < 0 => report.add("#/time", "lies before 1970"),
            Some(Ok(time)) => Some(time),
            _ => report.add("#/time", fraud::timestamp::NotRfc3339),
        },
    };
    for name in fields.keys() {
        report.add::<()>(&member_pointer(name), "is not a known field");
    }
    Some(LabelRequest { label: label?, source: source?, time })
}

fn is_source(text: &str) -> bool {
    let length = text.chars().count();
    !is_blank(text) && length <= SOURCE_CHARS_MAX && !text.chars().any(is_unprintable)
}

/// Collects what is wrong.
#[derive(Default)]
struct Report(Vec<FieldError>);

impl Report {
    fn add<T>(&mut self, pointer: &str, detail: impl std::fmt::Display) -> Option<T> {
        self.0.push(FieldError { pointer: pointer.to_owned(), detail: detail.to_string() });
        None
    }

    fn into_problem(self) -> Problem {
        let detail = format!("{} of the label's fields can't be accepted", self.0.len());
        Problem::new(StatusCode::BAD_REQUEST, "invalid-label", "Invalid label", detail).with_errors(self.0)
    }
}
