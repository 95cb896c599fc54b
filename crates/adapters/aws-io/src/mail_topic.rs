//! Publishing mails to a topic in SNS, and what is known of a mail that was not published.

use aws_sdk_sns::Client;
use aws_sdk_sns::config::interceptors::InterceptorContext;
use aws_sdk_sns::config::retry::{ClassifyRetry, RetryAction};
use aws_sdk_sns::error::SdkError;
use aws_sdk_sns::types::MessageAttributeValue;
use thiserror::Error;

use crate::CallError;

/// Why a mail was not published, as far as can be known.
#[derive(Debug, Error)]
pub enum PublishError {
    /// SNS refused it: it was not sent.
    #[error("the mail was refused")]
    Refused(#[source] CallError),
    /// No answer came: it may have been sent.
    #[error("the mail may or may not have been sent")]
    Unknown(#[source] CallError),
}

/// A topic in SNS.
#[derive(Clone, Debug)]
pub(crate) struct MailTopic {
    client: Client,
    topic_arn: String,
}

impl MailTopic {
    /// The topic by its ARN.
    pub(crate) fn new(client: &Client, topic_arn: String) -> Self {
        let config = client.config().to_builder().retry_classifier(AfterRefusalOnly).build();
        MailTopic { client: Client::from_conf(config), topic_arn }
    }

    /// Publishes a mail. The attributes, each with its type, are for subscription filters.
    pub(crate) async fn publish(
        &self,
        subject: &str,
        body: &str,
        attributes: &[(&'static str, &'static str, String)],
    ) -> Result<(), PublishError> {
        let mut call = self.client.publish().topic_arn(&self.topic_arn).subject(subject).message(body);
        for (name, data_type, value) in attributes {
            call = call.message_attributes(*name, attribute(data_type, value));
        }
        match call.send().await {
            Ok(_) => Ok(()),
            // An answer below 500 is SNS saying no, and a call that was never sent did nothing.
            Err(error) if was_refused(&error) => {
                Err(PublishError::Refused(CallError::new("sns:Publish", error)))
            }
            Err(error) => Err(PublishError::Unknown(CallError::new("sns:Publish", error))),
        }
    }
}

/// Keeps the SDK from publishing again when no answer came: SNS may have sent the mail, and would send it twice.
/// Only what SNS refused, such as a call too many, is tried again.
#[derive(Debug)]
struct AfterRefusalOnly;

impl ClassifyRetry for AfterRefusalOnly {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let is_refused = context.response().is_some_and(|response| response.status().is_client_error());
        if is_refused { RetryAction::NoActionIndicated } else { RetryAction::RetryForbidden }
    }

    fn name(&self) -> &'static str {
        "after refusal only"
    }
}

fn attribute(data_type: &str, value: &str) -> MessageAttributeValue {
    MessageAttributeValue::builder()
        .data_type(data_type)
        .string_value(value)
        .build()
        .expect("a data type is set")
}

fn was_refused<E>(error: &SdkError<E>) -> bool {
    match error {
        SdkError::ConstructionFailure(_) => true,
        SdkError::ServiceError(service) => service.raw().status().is_client_error(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use aws_sdk_sns::config::http::{HttpRequest, HttpResponse};
    use aws_sdk_sns::config::{BehaviorVersion, Credentials, Region};
    use aws_smithy_runtime_api::client::http::{
        HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
    };
    use aws_smithy_runtime_api::client::result::ConnectorError;
    use aws_smithy_types::body::SdkBody;

    use super::*;

    /// SNS as a list of what it answers, the last one first; `None` is not an answer.
    #[derive(Clone, Debug)]
    struct Answers(Arc<Mutex<Vec<Option<u16>>>>);

    impl HttpConnector for Answers {
        fn call(&self, _request: HttpRequest) -> HttpConnectorFuture {
            let answer = self.0.lock().unwrap().pop().expect("no further call");
            HttpConnectorFuture::ready(match answer {
                None => Err(ConnectorError::timeout("no answer".into())),
                Some(status) => {
                    let body = match status {
                        200 => "<PublishResponse><PublishResult/></PublishResponse>",
                        400 => "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>",
                        _ => "<ErrorResponse><Error><Code>AuthorizationError</Code></Error></ErrorResponse>",
                    };
                    Ok(HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body)))
                }
            })
        }
    }

    /// Publishes; returns the result and how many answers were left over.
    async fn publish(answers: &[Option<u16>]) -> (Result<(), PublishError>, usize) {
        let answers = Answers(Arc::new(Mutex::new(answers.iter().rev().copied().collect())));
        let connector = SharedHttpConnector::new(answers.clone());
        let config = aws_sdk_sns::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-central-1"))
            .credentials_provider(Credentials::new("id", "secret", None, None, "test"))
            .http_client(http_client_fn(move |_, _| connector.clone()))
            .build();
        let topic =
            MailTopic::new(&Client::from_conf(config), "arn:aws:sns:eu-central-1:1:alerts".to_owned());
        let result = topic.publish("subject", "body", &[("about", "String", "tests".to_owned())]).await;
        let left = answers.0.lock().unwrap().len();
        (result, left)
    }

    #[tokio::test]
    async fn a_mail_without_an_answer_is_not_published_again() {
        for answer in [None, Some(500), Some(503)] {
            let (result, left) = publish(&[answer, Some(200)]).await;
            assert!(matches!(result, Err(PublishError::Unknown(_))), "{answer:?}: {result:?}");
            assert_eq!(left, 1, "{answer:?}");
        }
    }

    #[tokio::test]
    async fn a_mail_that_was_refused_is_published_again() {
        let (result, left) = publish(&[Some(400), Some(200)]).await;
        assert!(result.is_ok(), "{result:?}");
        assert_eq!(left, 0);
        let (result, _) = publish(&[Some(403)]).await;
        assert!(matches!(result, Err(PublishError::Refused(_))), "{result:?}");
    }
}
