//! No card number that was sent is found anywhere, in any spacing.

use std::fs;

use aws_sdk_sqs::types::QueueAttributeName;
use emulator_tests::{Deployment, cards};

/// Everything of one place, as text.
struct Place {
    name: String,
    text: String,
}

#[tokio::test]
async fn no_card_number_is_left_anywhere() {
    let deployment = Deployment::connect().await;
    let mut places = tables(&deployment).await;
    places.extend(queues(&deployment).await);
    places.extend(logs(&deployment).await);
    places.extend(files(&deployment));
    let full = |name: &str| places.iter().any(|place| place.name.contains(name) && place.text.len() > 1000);
    // The search sees what was written, or it would prove nothing.
    for name in
        ["transactions-local", "fraud-scorer-local", "api-handler-local", "mails.jsonl", "emulator.log"]
    {
        assert!(full(name), "nothing was found in {name}");
    }
    for place in &places {
        let digits: String = place.text.chars().filter(char::is_ascii_digit).collect();
        for card in cards::ALL {
            let number: String = card.chars().filter(char::is_ascii_digit).collect();
            assert!(!digits.contains(&number), "a card number is in {}", place.name);
        }
    }
}

async fn tables(deployment: &Deployment) -> Vec<Place> {
    let dynamodb = aws_sdk_dynamodb::Client::new(&deployment.sdk);
    let names = dynamodb.list_tables().send().await.unwrap().table_names.unwrap_or_default();
    let mut places = Vec::new();
    for name in names {
        let items = dynamodb.scan().table_name(&name).into_paginator().items().send();
        let items = items.collect::<Result<Vec<_>, _>>().await.unwrap();
        places.push(Place { name, text: format!("{items:?}") });
    }
    places
}

async fn queues(deployment: &Deployment) -> Vec<Place> {
    let sqs = aws_sdk_sqs::Client::new(&deployment.sdk);
    let mut places = Vec::new();
    for url in sqs.list_queues().send().await.unwrap().queue_urls.unwrap_or_default() {
        let attributes = sqs.get_queue_attributes().queue_url(&url).attribute_names(QueueAttributeName::All);
        let attributes = attributes.send().await.unwrap();
        let mut text = format!("{attributes:?}");
        loop {
            let received =
                sqs.receive_message().queue_url(&url).max_number_of_messages(10).visibility_timeout(600);
            match received.send().await.unwrap().messages {
                Some(messages) if !messages.is_empty() => text.push_str(&format!("{messages:?}")),
                _ => break,
            }
        }
        places.push(Place { name: url, text });
    }
    places
}

async fn logs(deployment: &Deployment) -> Vec<Place> {
    let logs = aws_sdk_cloudwatchlogs::Client::new(&deployment.sdk);
    let mut places = Vec::new();
    for group in logs.describe_log_groups().send().await.unwrap().log_groups.unwrap_or_default() {
        let name = group.log_group_name.unwrap_or_default();
        let text = deployment.log_messages(&name, "").await.join("\n");
        places.push(Place { name, text });
    }
    places
}

/// The mails that were read, the emulator's own log, the record of calls, Terraform's state.
fn files(deployment: &Deployment) -> Vec<Place> {
    let entries = fs::read_dir(&deployment.folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.is_file())
        .map(|path| Place {
            name: path.display().to_string(),
            text: String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned(),
        })
        .collect()
}
