//! What the routes of four eyes share: who acts, the body of a decision, and how a refusal is said.

use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use casework::Staff;
use casework::four_eyes::{Ask, Decision};
use fraud::{KeyId, Timestamp};
use lambda_shell::{Fields, Problem};

use crate::requests::key_id;

/// The longest note or reason, in characters.
pub(crate) const TEXT_CHARS_MAX: usize = 2_000;
/// How often a decision is made anew if somebody was faster.
pub(crate) const ATTEMPTS_MAX: usize = 3;

/// Who acts, and with what. What they may do with policies and with models stands with those.
pub(crate) struct Acting<'a, Deps, Random> {
    pub(crate) staff: &'a Staff,
    pub(crate) deps: &'a Deps,
    pub(crate) now: Timestamp,
    pub(crate) random: &'a Random,
}

/// Reads a decision about what `id` names.
pub(crate) fn decision(request: &ApiGatewayProxyRequest, id: &str) -> Result<(KeyId, Ask), Problem> {
    let mut fields = Fields::of_body(request)?;
    let subject = fields.needed(id, key_id);
    let seen = fields.needed_number("version");
    let decision = fields.needed("decision", |text| {
        let found = Decision::ALL.into_iter().find(|decision| decision.as_str() == text);
        found.ok_or_else(|| "must be approve, reject, withdraw or bypass".to_owned())
    });
    let reason = fields.needed_text("reason", TEXT_CHARS_MAX);
    fields.finish("invalid-decision", "Invalid decision")?;
    match (subject, seen, decision, reason) {
        (Some(subject), Some(seen), Some(decision), Some(reason)) => {
            Ok((subject, Ask { decision, seen, reason }))
        }
        _ => unreachable!("what is missing or wrong was named"),
    }
}

/// A refusal as a sentence.
pub(crate) fn sentence(refusal: &impl ToString) -> String {
    let text = refusal.to_string();
    let mut characters = text.chars();
    let text: String =
        characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect());
    format!("{text}.")
}
