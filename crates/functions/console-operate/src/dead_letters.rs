//! `GET /console/dead-letters`: what lies in a queue of failures, and why.

use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use fraud::card::looks_like_card_number;
use lambda_shell::{Fields, Problem, json};
use operations::dead_letters::{DeadLetters, Failures, Letter, Message};
use serde::Serialize;

use crate::router::unavailable;

const LIMIT_DEFAULT: usize = 50;
const LIMIT_MAX: usize = 100;
/// The longest text that is shown of a letter, in characters. What could not be read may be anything.
const TEXT_CHARS_MAX: usize = 500;

/// 200: some of them, the oldest first.
#[derive(Serialize)]
struct Letters {
    queue: String,
    letters: Vec<LetterAnswer>,
    /// Whether there are no others, but for those that somebody else is at.
    is_all: bool,
}

#[derive(Serialize)]
struct LetterAnswer {
    message_id: String,
    sent_at: String,
    kind: &'static str,
    /// What it is about, in words.
    text: String,
    /// The payment, document or finding that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    key_id: Option<String>,
    /// Whether it can be sent again from here; a place in a stream takes the command line.
    can_be_redriven: bool,
}

pub(crate) async fn answer(
    request: &ApiGatewayProxyRequest,
    letters: &impl DeadLetters,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let mut fields = Fields::of_query(request);
    let known = letters.queues();
    let queue = fields.needed("queue", |text| queue_of(text, &known));
    let limit = fields.parsed("limit", |text| match text.parse() {
        Ok(limit @ 1..=LIMIT_MAX) => Ok(limit),
        _ => Err(format!("must be a whole number from 1 to {LIMIT_MAX}")),
    });
    fields.finish("invalid-query", "Invalid query")?;
    let Some((queue, failures)) = queue else { unreachable!("what is missing or wrong was named") };
    let taken = letters.take(&queue, limit.unwrap_or(LIMIT_DEFAULT), &[]).await.map_err(unavailable)?;
    // They are shown, not taken away.
    letters.put_back(&queue, &taken.messages).await.map_err(unavailable)?;
    let mut shown: Vec<&Message> = taken.messages.iter().collect();
    shown.sort_by_key(|message| message.sent_at);
    let letters = shown.into_iter().map(|message| LetterAnswer::new(message, failures)).collect();
    Ok(json(StatusCode::OK, &Letters { queue, letters, is_all: taken.is_all }))
}

/// A queue of failures that the deployment has, and what lies there.
pub(crate) fn queue_of(text: &str, known: &[String]) -> Result<(String, Failures), String> {
    let failures = known.iter().any(|queue| queue == text).then(|| Failures::of_queue(text)).flatten();
    failures
        .map(|failures| (text.to_owned(), failures))
        .ok_or_else(|| format!("must be one of {}", known.join(", ")))
}

impl LetterAnswer {
    fn new(message: &Message, failures: Failures) -> LetterAnswer {
        let letter = Letter::read(failures, &message.body);
        LetterAnswer {
            message_id: message.id.clone(),
            sent_at: message.sent_at.to_string(),
            kind: letter.kind(),
            text: shown(&letter.to_string()),
            key_id: letter.key_id(),
            can_be_redriven: !letter.is_a_place(),
        }
    }
}

/// The beginning of a text, unless it holds what nobody may see.
fn shown(text: &str) -> String {
    if looks_like_card_number(text) {
        return "It holds what looks like a card number and is not shown.".to_owned();
    }
    match text.char_indices().nth(TEXT_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
