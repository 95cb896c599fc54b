//! The wiring from a metric to the operators' topic. The emulator has no metrics of SQS, so the test puts the
//! metric there that AWS would put.

use aws_sdk_cloudwatch::types::{Dimension, MetricDatum};
use aws_sdk_sqs::types::QueueAttributeName;
use emulator_tests::{Deployment, eventually};

/// Lets the topic in, as a subscriber's queue does.
const INBOX_POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
    "Principal":{"Service":"sns.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"*"}]}"#;

#[tokio::test]
async fn a_message_in_a_dead_letter_queue_reaches_the_operators() {
    let deployment = Deployment::connect().await;
    let sqs = aws_sdk_sqs::Client::new(&deployment.sdk);
    let inbox =
        sqs.create_queue().queue_name("operators-inbox").attributes(QueueAttributeName::Policy, INBOX_POLICY);
    let queue = inbox.send().await.unwrap().queue_url.unwrap();
    aws_sdk_sns::Client::new(&deployment.sdk)
        .subscribe()
        .topic_arn(deployment.output("operations_topic_arn"))
        .protocol("sqs")
        .endpoint("arn:aws:sqs:us-east-1:000000000000:operators-inbox")
        .send()
        .await
        .unwrap();

    let mut told = String::new();
    for (queue_name, alarm) in [
        ("alerts-dlq-local", "alerts-dlq-depth-local"),
        ("scorer-failures-local", "scorer-failures-depth-local"),
    ] {
        put_depth(&deployment, queue_name).await;
        eventually(&format!("{alarm} reaching the operators"), async || {
            let received =
                sqs.receive_message().queue_url(&queue).max_number_of_messages(10).send().await.unwrap();
            told.extend(received.messages.unwrap_or_default().into_iter().filter_map(|message| message.body));
            told.contains(alarm).then_some(())
        })
        .await;
    }
}

async fn put_depth(deployment: &Deployment, queue: &str) {
    let datum = MetricDatum::builder()
        .metric_name("ApproximateNumberOfMessagesVisible")
        .dimensions(Dimension::builder().name("QueueName").value(queue).build())
        .value(1.0)
        .build();
    let cloudwatch = aws_sdk_cloudwatch::Client::new(&deployment.sdk);
    cloudwatch.put_metric_data().namespace("AWS/SQS").metric_data(datum).send().await.unwrap();
}
