//! `POST /console/redrives` and `POST /console/discards`: dead letters are sent again, or deleted.

use aws_io::audit_trail::AuditTrail;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use casework::Staff;
use casework::dead_letter::{DeadLetter, LetterFate, decide};
use fraud::Timestamp;
use futures::stream::{self, StreamExt};
use lambda_shell::{ErrorChain, Fields, Problem, json, not_allowed};
use operations::OperationError;
use operations::dead_letters::{DeadLetters, Failures, Letter, Message};
use serde::Serialize;

use crate::dead_letters::queue_of;
use crate::router::unavailable;

/// So many letters are acted on at once at most.
const LETTERS_MAX: usize = 25;
/// SQS hands out any of its messages: so many are looked through for those that are wanted.
const LOOKED_THROUGH_MAX: usize = 500;
/// How many are dealt with at a time. They wait for functions mostly.
const AT_A_TIME: usize = 5;
/// The longest reason, in characters.
const REASON_CHARS_MAX: usize = 2_000;
/// The longest id of a message, in characters.
const ID_CHARS_MAX: usize = 100;

/// 200: what became of each letter.
#[derive(Serialize)]
struct Results {
    results: Vec<Acted>,
}

#[derive(Serialize)]
struct Acted {
    message_id: String,
    /// `done`, or why not.
    outcome: &'static str,
    /// The same for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

struct Order {
    queue: String,
    failures: Failures,
    message_ids: Vec<String>,
    reason: Option<String>,
}

/// Who acts, on what.
pub(crate) struct Acting<'a, Letters, Trail, Random> {
    pub(crate) staff: &'a Staff,
    pub(crate) letters: &'a Letters,
    pub(crate) trail: &'a Trail,
    pub(crate) now: Timestamp,
    pub(crate) random: &'a Random,
}

const NOT_FOUND: &str = "It is not there any more, or somebody else is at it.";
const IN_A_STREAM: &str = "It holds a place in a stream, or is about a case or a document. `tollgate dlq redrive` reads that again.";
const UNANSWERED: &str = "It stays: AWS did not do it just now. The log of console-operate says why.";

impl<Letters: DeadLetters, Trail: AuditTrail, Random: Fn() -> [u8; 10]> Acting<'_, Letters, Trail, Random> {
    pub(crate) async fn answer(
        &self,
        request: &ApiGatewayProxyRequest,
        fate: LetterFate,
    ) -> Result<ApiGatewayProxyResponse, Problem> {
        let order = read(request, fate, &self.letters.queues())?;
        let (queue, ids) = (order.queue.as_str(), &order.message_ids);
        let taken = self.letters.take(queue, LOOKED_THROUGH_MAX, ids).await.map_err(unavailable)?;
        let (wanted, others): (Vec<Message>, Vec<Message>) =
            taken.messages.into_iter().partition(|message| ids.contains(&message.id));
        // Others may want these meanwhile.
        self.letters.put_back(queue, &others).await.map_err(unavailable)?;
        let acted = stream::iter(&wanted).map(|message| self.act(message, &order, fate));
        let acted: Vec<Result<Acted, Problem>> = acted.buffered(AT_A_TIME).collect().await;
        let mut results = acted.into_iter().collect::<Result<Vec<Acted>, Problem>>()?;
        let stays = |message: &&Message| {
            results.iter().any(|acted| acted.message_id == message.id && acted.outcome != "done")
        };
        let kept: Vec<Message> = wanted.iter().filter(stays).cloned().collect();
        self.letters.put_back(queue, &kept).await.map_err(unavailable)?;
        for id in ids.iter().filter(|id| wanted.iter().all(|message| message.id != **id)) {
            results.push(Acted::not(id, "not_found", NOT_FOUND));
        }
        Ok(json(StatusCode::OK, &Results { results }))
    }

    /// First the entry, then the act: what nobody answers for is not done. A letter is deleted last, so that whatever breaks off in
    /// between leaves it for another time.
    async fn act(&self, message: &Message, order: &Order, fate: LetterFate) -> Result<Acted, Problem> {
        let letter = Letter::read(order.failures, &message.body);
        if fate == LetterFate::Redriven && letter.is_a_place() {
            return Ok(Acted::not(&message.id, "place_in_a_stream", IN_A_STREAM));
        }
        let key_id = letter.key_id();
        let told = DeadLetter {
            queue: &order.queue,
            message_id: &message.id,
            kind: letter.kind(),
            key_id: key_id.as_deref(),
        };
        let entry = decide(told, self.staff, fate, order.reason.clone(), self.now);
        let noted = self.trail.note(&entry.ok_or_else(not_allowed)?, (self.random)()).await;
        noted.map_err(|error| Problem::unanswered(&error, "the audit trail could not be written"))?;
        let (queue, message_id) = (&order.queue, &message.id);
        match self.carry_out(message, order, fate).await {
            Ok(()) => {
                tracing::info!(%queue, %message_id, act = ?fate.act(), "a dead letter was dealt with");
                metrics::counter!("DeadLetterActs").increment(1);
                Ok(Acted { message_id: message.id.clone(), outcome: "done", detail: None })
            }
            Err(error) => {
                tracing::error!(%queue, %message_id, error = %ErrorChain(&error), "a dead letter stays");
                let detail = match error {
                    OperationError::Refused(why) => format!("It stays: {why}."),
                    OperationError::Call { .. } | OperationError::NoQueue(_) => UNANSWERED.to_owned(),
                };
                Ok(Acted::not(&message.id, "failed", detail))
            }
        }
    }

    async fn carry_out(
        &self,
        message: &Message,
        order: &Order,
        fate: LetterFate,
    ) -> Result<(), OperationError> {
        if fate == LetterFate::Redriven {
            self.letters.send_again(&order.queue, message).await?;
        }
        self.letters.delete(&order.queue, message).await
    }
}

impl Acted {
    fn not(message_id: &str, outcome: &'static str, detail: impl Into<String>) -> Acted {
        Acted { message_id: message_id.to_owned(), outcome, detail: Some(detail.into()) }
    }
}

/// Deleting takes a reason.
fn read(request: &ApiGatewayProxyRequest, fate: LetterFate, known: &[String]) -> Result<Order, Problem> {
    let mut fields = Fields::of_body(request)?;
    let queue = fields.needed("queue", |text| queue_of(text, known));
    let message_ids = fields.needed_list("message_ids", LETTERS_MAX, message_id);
    let reason = match fate {
        LetterFate::Redriven => fields.optional_text("reason", REASON_CHARS_MAX),
        LetterFate::Discarded => fields.needed_text("reason", REASON_CHARS_MAX),
    };
    match fate {
        LetterFate::Redriven => fields.finish("invalid-redrive", "Invalid redrive")?,
        LetterFate::Discarded => fields.finish("invalid-discard", "Invalid discard")?,
    }
    let (Some((queue, failures)), Some(message_ids)) = (queue, message_ids) else {
        unreachable!("what is missing or wrong was named")
    };
    Ok(Order { queue, failures, message_ids, reason })
}

/// SQS gives out UUIDs.
fn message_id(text: &str) -> Result<String, String> {
    let is_id = |character: char| character.is_ascii_alphanumeric() || character == '-';
    if (1..=ID_CHARS_MAX).contains(&text.len()) && text.chars().all(is_id) {
        Ok(text.to_owned())
    } else {
        Err("must be the id of a message".to_owned())
    }
}
