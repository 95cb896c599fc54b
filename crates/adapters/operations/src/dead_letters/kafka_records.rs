//! Records of Kafka topics, read again by their places from the brokers that the mapping of the topic names.

use aws_sdk_lambda::types::{EndPointType, EventSourceMappingConfiguration};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kafka_topic::{Brokers, Place, Record, SignIn};
use serde_json::{Map, Value, json};

use super::letter::Places;
use crate::{Deployment, OperationError};

/// The alias that a mapping may be of, where versions are rolled out.
const ALIAS: &str = "live";

/// The records at these places, as Lambda hands them to a function.
pub(super) async fn event(
    deployment: &Deployment,
    function: &str,
    cluster_arn: Option<&str>,
    places: &[Places],
) -> Result<Value, OperationError> {
    let mut records = Map::new();
    for of_part in places {
        let mapping = mapping_of(deployment, function, &of_part.topic).await?;
        let brokers = connect(deployment, &mapping).await?;
        let place = Place { topic: &of_part.topic, partition: of_part.partition };
        let read = brokers
            .read(place, of_part.first..=of_part.last)
            .await
            .map_err(OperationError::call(format!("the topic {} can't be read", of_part.topic)))?;
        let read: Vec<Value> =
            read.iter().map(|record| one(record, of_part)).collect::<Result<_, OperationError>>()?;
        if !read.is_empty() {
            records.insert(of_part.name(), read.into());
        }
    }
    if records.is_empty() {
        return Err(OperationError::refused(
            "the topic does not keep the record any longer: have its producer send it again, and delete the message",
        ));
    }
    Ok(match cluster_arn {
        Some(arn) => json!({ "eventSource": "aws:kafka", "eventSourceArn": arn, "records": records }),
        None => json!({ "eventSource": "SelfManagedKafka", "records": records }),
    })
}

/// A record under the time that it was set aside with: a record without an id is known by it.
fn one(record: &Record, of_part: &Places) -> Result<Value, OperationError> {
    let told = of_part.written_at(record.offset);
    // A topic's own stamp is never before the producer's.
    if told.is_some_and(|told| record.written_at > told) {
        return Err(OperationError::refused(format!(
            "the topic {} was made anew, and {} is another record's place now: delete the message",
            of_part.topic, record.offset
        )));
    }
    let encoded = |data: &Option<Vec<u8>>| data.as_ref().map(|data| STANDARD.encode(data));
    Ok(json!({
        "topic": of_part.topic,
        "partition": of_part.partition,
        "offset": record.offset,
        "timestamp": told.unwrap_or(record.written_at),
        "key": encoded(&record.key),
        "value": encoded(&record.value),
    }))
}

async fn mapping_of(
    deployment: &Deployment,
    function: &str,
    topic: &str,
) -> Result<EventSourceMappingConfiguration, OperationError> {
    let client = aws_sdk_lambda::Client::new(&deployment.sdk);
    let name = deployment.name_of(function);
    for name in [name.clone(), format!("{name}:{ALIAS}")] {
        let listed = client.list_event_source_mappings().function_name(&name).into_paginator().items().send();
        let Ok(mappings) = listed.collect::<Result<Vec<_>, _>>().await else { continue };
        let found = mappings.into_iter().find(|mapping| mapping.topics().iter().any(|read| read == topic));
        if let Some(mapping) = found {
            return Ok(mapping);
        }
    }
    Err(OperationError::refused(format!("{name} reads no topic {topic}")))
}

async fn connect(
    deployment: &Deployment,
    mapping: &EventSourceMappingConfiguration,
) -> Result<Brokers, OperationError> {
    let of_mapping = mapping
        .self_managed_event_source()
        .and_then(|source| source.endpoints()?.get(&EndPointType::KafkaBootstrapServers).cloned());
    let Some(servers) = deployment.kafka_brokers().or(of_mapping) else {
        return Err(OperationError::refused(
            "brokers of Amazon MSK are named by --kafka-brokers: those of its SASL/SCRAM or mutual TLS sign-in",
        ));
    };
    let accesses = mapping.source_access_configurations();
    if mapping.event_source_arn().is_some_and(|arn| arn.contains(":kafka:")) && accesses.is_empty() {
        return Err(OperationError::refused(
            "records of a cluster that is signed in to by IAM can't be read from here: have the record's producer send it again",
        ));
    }
    let secrets = aws_sdk_secretsmanager::Client::new(&deployment.sdk);
    let mut sign_in = SignIn::default();
    for access in accesses {
        let access_type = access.r#type().map(|access_type| access_type.as_str()).unwrap_or_default();
        if !SignIn::takes_secret(access_type) {
            continue;
        }
        let secret = secrets.get_secret_value().secret_id(access.uri().unwrap_or_default()).send().await;
        let secret = secret.map_err(OperationError::call("the secret of the brokers can't be read"))?;
        sign_in
            .add(access_type, secret.secret_string().unwrap_or_default())
            .map_err(OperationError::call("the brokers can't be signed in to"))?;
    }
    Brokers::connect(servers, &sign_in).await.map_err(OperationError::call("the brokers can't be reached"))
}
