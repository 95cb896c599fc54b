//! Whether somebody hears of trouble: that alarms tell the operators, and that somebody is subscribed and has confirmed.

use anyhow::{Context, Result, ensure};

use super::deployment::Deployment;
use super::report::{Found, Report};

pub(super) async fn check(deployment: &Deployment, report: &mut Report) {
    report.check("alarms tell the operators", alarms(deployment)).await;
    for (topic, wanted) in &deployment.watched_topics {
        let name = topic.rsplit(':').next().unwrap_or(topic);
        report.check(format!("the topic {name} is heard"), subscribed(deployment, topic, *wanted)).await;
    }
}

async fn alarms(deployment: &Deployment) -> Result<Found<()>> {
    let ending = format!("-{}", deployment.environment);
    let operations = format!(":operations{ending}");
    let cloudwatch = aws_sdk_cloudwatch::Client::new(&deployment.sdk);
    let (mut wired, mut ringing, mut silent) = (0_usize, Vec::new(), Vec::new());
    let mut pages = cloudwatch.describe_alarms().into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.context("alarms can't be described")?;
        for alarm in page.metric_alarms() {
            let Some(name) = alarm.alarm_name().filter(|name| name.ends_with(&ending)) else { continue };
            let tells = |arns: &[String]| arns.iter().any(|arn| arn.ends_with(&operations));
            if alarm.actions_enabled() == Some(false) || !tells(alarm.alarm_actions()) {
                silent.push(name.to_owned());
            } else {
                wired += 1;
            }
            if alarm.state_value().is_some_and(|state| state.as_str() == "ALARM") {
                ringing.push(name.to_owned());
            }
        }
    }
    ensure!(silent.is_empty(), "nobody hears {}", silent.join(", "));
    ensure!(wired > 0, "there are no alarms");
    let now =
        if ringing.is_empty() { "none rings".to_owned() } else { format!("ringing: {}", ringing.join(", ")) };
    Ok(Found::that(format!("{wired} alarms, {now}")))
}

async fn subscribed(deployment: &Deployment, topic: &str, wanted: u64) -> Result<Found<()>> {
    let sns = aws_sdk_sns::Client::new(&deployment.sdk);
    let answer = sns.get_topic_attributes().topic_arn(topic).send().await;
    let answer = answer.with_context(|| format!("{topic} can't be looked at"))?;
    let count = |name: &str| -> u64 {
        answer.attributes().and_then(|attributes| attributes.get(name)?.parse().ok()).unwrap_or_default()
    };
    let (confirmed, pending) = (count("SubscriptionsConfirmed"), count("SubscriptionsPending"));
    ensure!(confirmed >= wanted, "{confirmed} of {wanted} subscriptions are confirmed, {pending} wait to be");
    Ok(Found::that(format!("{confirmed} confirmed")))
}
