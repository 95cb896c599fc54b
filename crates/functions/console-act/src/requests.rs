//! What the bodies of acts hold.

use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use casework::ClosureReason;
use fraud::{KeyId, Timestamp, Verdict};
use lambda_shell::{Fields, Problem};

/// So many cases are acted on at once at most.
const CASES_MAX: usize = 50;
/// The longest note or reason, in characters.
const TEXT_CHARS_MAX: usize = 2_000;

/// An act on some cases.
pub(crate) struct Order {
    pub(crate) case_ids: Vec<KeyId>,
    pub(crate) what: What,
}

/// What is to be done.
pub(crate) enum What {
    Take { reason: Option<String> },
    HandBack { reason: Option<String> },
    Close { reason: ClosureReason, note: String },
    Label { payment: KeyId, verdict: Verdict },
    Note { text: String },
    Escalate { reason: String },
    GiveBack { reason: String },
    Snooze { until: Option<Timestamp>, reason: String },
}

pub(crate) fn assignment(request: &ApiGatewayProxyRequest) -> Result<Order, Problem> {
    let mut fields = Fields::of_body(request)?;
    let case_ids = case_ids(&mut fields);
    let takes = fields.needed("to", |text| match text {
        "me" => Ok(true),
        "nobody" => Ok(false),
        _ => Err("must be me or nobody".to_owned()),
    });
    let reason = fields.optional_text("reason", TEXT_CHARS_MAX);
    fields.finish("invalid-assignment", "Invalid assignment")?;
    let what = if takes == Some(true) { What::Take { reason } } else { What::HandBack { reason } };
    Ok(Order { case_ids, what })
}

pub(crate) fn closure(request: &ApiGatewayProxyRequest) -> Result<Order, Problem> {
    let mut fields = Fields::of_body(request)?;
    let case_ids = case_ids(&mut fields);
    let reason = fields.needed("reason", |text| {
        let found = ClosureReason::ALL.into_iter().find(|reason| reason.as_str() == text);
        found.ok_or_else(|| "must be fraud, legitimate, true_match, false_match or inconclusive".to_owned())
    });
    let note = fields.needed_text("note", TEXT_CHARS_MAX).unwrap_or_default();
    fields.finish("invalid-closure", "Invalid closure")?;
    let reason = reason.unwrap_or(ClosureReason::Inconclusive);
    Ok(Order { case_ids, what: What::Close { reason, note } })
}

pub(crate) fn label(request: &ApiGatewayProxyRequest) -> Result<Order, Problem> {
    let mut fields = Fields::of_body(request)?;
    let case_id = fields.needed("case_id", key_id);
    let payment = fields.needed("key_id", key_id);
    let verdict = fields.needed("label", |text| match text {
        "fraud" => Ok(Verdict::Fraud),
        "legitimate" => Ok(Verdict::Legitimate),
        _ => Err("must be fraud or legitimate".to_owned()),
    });
    fields.finish("invalid-label", "Invalid label")?;
    match (case_id, payment, verdict) {
        (Some(case_id), Some(payment), Some(verdict)) => {
            Ok(Order { case_ids: vec![case_id], what: What::Label { payment, verdict } })
        }
        _ => unreachable!("what is missing or wrong was named"),
    }
}

pub(crate) fn note(request: &ApiGatewayProxyRequest) -> Result<Order, Problem> {
    let mut fields = Fields::of_body(request)?;
    let case_id = fields.needed("case_id", key_id);
    let text = fields.needed_text("text", TEXT_CHARS_MAX).unwrap_or_default();
    fields.finish("invalid-note", "Invalid note")?;
    Ok(Order { case_ids: case_id.into_iter().collect(), what: What::Note { text } })
}

pub(crate) fn escalation(request: &ApiGatewayProxyRequest) -> Result<Order, Problem> {
    let mut fields = Fields::of_body(request)?;
    let case_ids = case_ids(&mut fields);
    let goes_up = fields.needed("to", |text| match text {
        "compliance" => Ok(true),
        "analysts" => Ok(false),
        _ => Err("must be compliance or analysts".to_owned()),
    });
    let reason = fields.needed_text("reason", TEXT_CHARS_MAX).unwrap_or_default();
    fields.finish("invalid-escalation", "Invalid escalation")?;
    let what = if goes_up == Some(true) { What::Escalate { reason } } else { What::GiveBack { reason } };
    Ok(Order { case_ids, what })
}

pub(crate) fn snooze(request: &ApiGatewayProxyRequest) -> Result<Order, Problem> {
    let mut fields = Fields::of_body(request)?;
    let case_ids = case_ids(&mut fields);
    let until = fields.parsed("until", |text| {
        text.parse().map_err(|_| "must be a time such as 2026-03-01T12:30:00Z".to_owned())
    });
    let reason = fields.needed_text("reason", TEXT_CHARS_MAX).unwrap_or_default();
    fields.finish("invalid-snooze", "Invalid snooze")?;
    Ok(Order { case_ids, what: What::Snooze { until, reason } })
}

fn case_ids(fields: &mut Fields) -> Vec<KeyId> {
    fields.needed_list("case_ids", CASES_MAX, key_id).unwrap_or_default()
}

pub(crate) fn key_id(text: &str) -> Result<KeyId, String> {
    text.parse().map_err(|error: fraud::key_id::NotAKeyId| error.to_string())
}
