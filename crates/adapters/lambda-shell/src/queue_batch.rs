//! A batch of queue messages, and which of them to retry.

use std::error::Error;

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent};

use crate::ErrorChain;

/// Handles the messages of a batch one after the other. One that fails comes again, and after five times ends in the
/// dead-letter queue; the others are done. `of` says in the log what a message is about.
pub async fn handle_messages<Failure: Error>(
    event: SqsEvent,
    of: &'static str,
    handle: impl AsyncFn(&str) -> Result<(), Failure>,
) -> SqsBatchResponse {
    let mut response = SqsBatchResponse::default();
    for message in event.records {
        let message_id = message.message_id.unwrap_or_default();
        if let Err(error) = handle(message.body.as_deref().unwrap_or_default()).await {
            tracing::error!(message_id, of, error = %ErrorChain(&error), "a message will be retried");
            let mut failure = BatchItemFailure::default();
            failure.item_identifier = message_id;
            response.batch_item_failures.push(failure);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::fmt;

    use aws_lambda_events::sqs::SqsMessage;

    use super::*;

    #[derive(Debug)]
    struct Odd;

    impl fmt::Display for Odd {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("odd")
        }
    }

    impl Error for Odd {}

    fn event(bodies: &[Option<&str>]) -> SqsEvent {
        let message = |(number, body): (usize, &Option<&str>)| {
            let mut message = SqsMessage::default();
            message.message_id = Some(number.to_string());
            message.body = body.map(str::to_owned);
            message
        };
        let mut event = SqsEvent::default();
        event.records = bodies.iter().enumerate().map(message).collect();
        event
    }

    #[test]
    fn only_what_failed_comes_again_and_the_rest_is_handled() {
        let seen = RefCell::new(Vec::new());
        let handled =
            handle_messages(event(&[Some("a"), Some("odd"), None, Some("b")]), "tests", async |body| {
                seen.borrow_mut().push(body.to_owned());
                if body == "odd" { Err(Odd) } else { Ok(()) }
            });
        let response = now_or_never(handled);
        assert_eq!(seen.into_inner(), ["a", "odd", "", "b"]);
        let again: Vec<&str> =
            response.batch_item_failures.iter().map(|failure| failure.item_identifier.as_str()).collect();
        assert_eq!(again, ["1"]);
    }

    /// What never waits is there at once.
    fn now_or_never<T>(future: impl Future<Output = T>) -> T {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match std::pin::pin!(future).poll(&mut context) {
            std::task::Poll::Ready(answer) => answer,
            std::task::Poll::Pending => panic!("nothing here waits"),
        }
    }
}
