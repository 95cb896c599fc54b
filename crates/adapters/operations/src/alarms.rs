//! The alarms of a deployment.

use std::future::Future;

use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::types::{MetricAlarm, StateValue};
use fraud::Timestamp;

use crate::{Deployment, OperationError};

/// How an alarm stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum AlarmState {
    /// It rings.
    Ringing,
    /// What it watches says nothing.
    NoData,
    /// All is well.
    Well,
}

impl AlarmState {
    /// By which programs tell it from others.
    pub fn as_str(self) -> &'static str {
        match self {
            AlarmState::Ringing => "ringing",
            AlarmState::NoData => "no_data",
            AlarmState::Well => "well",
        }
    }
}

/// An alarm.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alarm {
    /// Its name without the environment.
    pub name: String,
    /// What it means, and what to do then.
    pub description: String,
    /// How it stands.
    pub state: AlarmState,
    /// Since when.
    pub since: Option<Timestamp>,
    /// Whether the operators are told when it rings.
    pub is_heard: bool,
}

/// Says how alarms stand.
pub trait AlarmBoard {
    /// All of the deployment, those that ring first.
    fn alarms(&self) -> impl Future<Output = Result<Vec<Alarm>, OperationError>> + Send;
}

impl Deployment {
    fn alarm(&self, alarm: &MetricAlarm) -> Option<Alarm> {
        let name = self.resource_of(alarm.alarm_name()?)?.to_owned();
        let operators = format!(":{}", self.name_of("operations"));
        let is_told = alarm.alarm_actions().iter().any(|arn| arn.ends_with(&operators));
        let since = alarm.state_transitioned_timestamp().or(alarm.state_updated_timestamp());
        Some(Alarm {
            name,
            description: alarm.alarm_description().unwrap_or_default().to_owned(),
            state: match alarm.state_value() {
                Some(StateValue::Alarm) => AlarmState::Ringing,
                Some(StateValue::Ok) => AlarmState::Well,
                _ => AlarmState::NoData,
            },
            since: since.and_then(|since| since.to_millis().ok()).map(Timestamp::from_millis),
            is_heard: is_told && alarm.actions_enabled() != Some(false),
        })
    }
}

/// In CloudWatch.
impl AlarmBoard for Deployment {
    async fn alarms(&self) -> Result<Vec<Alarm>, OperationError> {
        let mut alarms = Vec::new();
        // Names end in the environment, and CloudWatch knows names by how they begin.
        let client = Client::new(&self.sdk);
        let mut pages = client.describe_alarms().into_paginator().page_size(100).send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(OperationError::call("alarms can't be described"))?;
            alarms.extend(page.metric_alarms().iter().filter_map(|alarm| self.alarm(alarm)));
        }
        alarms.sort_by(|one, other| (one.state, &one.name).cmp(&(other.state, &other.name)));
        Ok(alarms)
    }
}
