//! Whether somebody hears of trouble: that alarms tell the operators, and that somebody is subscribed and has confirmed.

use anyhow::{Context, Result, ensure};
use operations::alarms::{Alarm, AlarmBoard, AlarmState};

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
    let operated = operations::Deployment::new(deployment.sdk.clone(), deployment.environment.clone());
    let alarms = operated.alarms().await?;
    let names = |is_wanted: &dyn Fn(&Alarm) -> bool| {
        let wanted = alarms.iter().filter(|alarm| is_wanted(alarm));
        wanted.map(|alarm| operated.name_of(&alarm.name)).collect::<Vec<_>>().join(", ")
    };
    let silent = names(&|alarm| !alarm.is_heard);
    ensure!(silent.is_empty(), "nobody hears {silent}");
    ensure!(!alarms.is_empty(), "there are no alarms");
    let ringing = names(&|alarm| alarm.state == AlarmState::Ringing);
    let now = if ringing.is_empty() { "none rings".to_owned() } else { format!("ringing: {ringing}") };
    Ok(Found::that(format!("{} alarms, {now}", alarms.len())))
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
