//! Whom decisions were about, whom each rule hit, and what the guard found of it: distinct people by the clock hour,
//! as sets of hashes. Adding to a set twice changes nothing, so a call that is made twice does no harm; one that a
//! frozen function held back moves no rate.
//!
//! A subject is what is judged: a policy, by its hash, or a model, as [`model_subject`] names it.

use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem, Update};
use casework::AuditEntry;
use fraud::Timestamp;
use fraud::guard::{Crowd, Dimension, Finding, LEVEL_MAX};

use crate::CallError;
use crate::case_table::{audit_put, refusals};

const HOUR_MILLIS: i64 = 60 * 60 * 1000;
/// How long the people of an hour are kept: two hours are judged, and somebody may want to look at more.
const PEOPLE_KEPT_MILLIS: i64 = 2 * 24 * HOUR_MILLIS;
/// How long findings are kept, and what a model on trial has shown.
const FINDINGS_KEPT_MILLIS: i64 = 400 * 24 * HOUR_MILLIS;
/// How long a call may take in all. A decision may wait for it, and can do without.
const CALL_TIMEOUT: Duration = Duration::from_secs(1);
/// So many crowds are added by one call: its expression may have 4 KB.
const CROWDS_A_CALL: usize = 40;
/// What the attributes of findings begin with.
const FINDING: &str = "finding ";
/// The crowd of all decisions.
const SEEN: &str = "seen";

/// Knows whom rules hit.
pub trait RuleActivity {
    /// Adds people to those of the hour.
    fn add(&self, counts: &Counts, now: Timestamp) -> impl Future<Output = Result<(), CallError>> + Send;

    /// Whom decisions were about and whom the subjects' rules hit in this hour and the one before, and what was found.
    fn read(
        &self,
        subjects: &[String],
        now: Timestamp,
    ) -> impl Future<Output = Result<Activity, CallError>> + Send;

    /// Stores a finding in the place of the one that it follows. Whether that was still there: of several functions
    /// that find the same, one is first.
    fn note(
        &self,
        subject: &str,
        code: &str,
        earlier: Option<&Finding>,
        finding: &Finding,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, CallError>> + Send;
}

/// Stores findings for people who are signed in: each with its entry in the audit trail, in one transaction.
pub trait RuleDesk {
    /// [`RuleActivity::note`] with an entry; its random bytes tell it from others of the same millisecond.
    fn note_for(
        &self,
        subject: &str,
        code: &str,
        earlier: Option<&Finding>,
        finding: &Finding,
        entry: (&AuditEntry, [u8; 10]),
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, CallError>> + Send;
}

/// How a model is named as a subject.
pub fn model_subject(version: &str) -> String {
    format!("model {version}")
}

/// Whom a rule hit, by the rule and the generation of what was found of it last.
pub type Hits = BTreeMap<String, Crowd>;

/// The name of a rule's hits in [`Hits`].
pub fn hits_name(code: &str, generation: u32) -> String {
    format!("{code}.{generation}")
}

/// Whom decisions were about since the last call.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Whom all of them were about.
    pub seen: Crowd,
    /// Whom rules hit, by subject.
    pub hits: BTreeMap<String, Hits>,
    /// What is to be kept beyond the hour, by subject: whom a model on trial saw and flagged.
    pub lasting: BTreeMap<String, Hits>,
}

/// What is known of some subjects.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Activity {
    /// Whom the decisions of two hours were about.
    pub seen: Crowd,
    /// What is known of each subject.
    pub subjects: BTreeMap<String, SubjectActivity>,
}

/// What is known of a subject.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct SubjectActivity {
    /// Whom its rules hit in two hours.
    pub hits: Hits,
    /// What was kept beyond the hour.
    pub lasting: Hits,
    /// What was found last, by rule.
    pub findings: BTreeMap<String, Finding>,
}

/// The items of an hour and the one before.
pub(crate) fn windows(subject: Option<&str>, now: Timestamp) -> [String; 2] {
    let hour = now.as_millis().div_euclid(HOUR_MILLIS);
    [hour, hour - 1].map(|hour| match subject {
        None => format!("people {hour}"),
        Some(subject) => format!("hits {hour} {subject}"),
    })
}

/// The item of what lasts of a subject.
pub(crate) fn standing(subject: &str) -> String {
    format!("standing {subject}")
}

type DynamoItem = HashMap<String, AttributeValue>;

/// The table in DynamoDB.
#[derive(Clone, Debug)]
pub struct DynamoRuleActivity {
    client: Client,
    table: String,
    /// Only who works for people has it.
    audit: String,
}

impl DynamoRuleActivity {
    /// The table by its name.
    pub fn new(client: &Client, table: String) -> Self {
        let timeouts = TimeoutConfig::builder().operation_timeout(CALL_TIMEOUT).build();
        let config = client.config().to_builder().timeout_config(timeouts).build();
        DynamoRuleActivity { client: Client::from_conf(config), table, audit: String::new() }
    }

    /// With the audit trail, for who works for people.
    #[must_use]
    pub fn with_trail(self, audit: String) -> Self {
        DynamoRuleActivity { audit, ..self }
    }

    fn update(&self, window: String) -> UpdateItemFluentBuilder {
        self.client.update_item().table_name(&self.table).key("window", AttributeValue::S(window))
    }

    async fn get(&self, window: String) -> Result<DynamoItem, CallError> {
        let get = self.client.get_item().table_name(&self.table).key("window", AttributeValue::S(window));
        // Five of these run side by side.
        let answer = Box::pin(get.send()).await.map_err(CallError::of("dynamodb:GetItem"))?;
        Ok(answer.item.unwrap_or_default())
    }

    async fn add_crowds<'a>(
        &self,
        window: String,
        crowds: impl IntoIterator<Item = (&'a str, &'a Crowd)>,
        expires_at: Timestamp,
    ) -> Result<(), CallError> {
        let crowds: Vec<_> = crowds.into_iter().filter(|(_, crowd)| !crowd.is_empty()).collect();
        for some in crowds.chunks(CROWDS_A_CALL) {
            let mut additions = Vec::new();
            let expires = AttributeValue::N(expires_at.as_seconds().to_string());
            let mut update = self.update(window.clone()).expression_attribute_values(":expires", expires);
            for (name, people) in some.iter().flat_map(|(name, crowd)| attributes(name, crowd)) {
                let place = additions.len();
                additions.push(format!("#a{place} :a{place}"));
                update = update
                    .expression_attribute_names(format!("#a{place}"), name)
                    .expression_attribute_values(format!(":a{place}"), AttributeValue::Ns(people));
            }
            update
                .update_expression(format!("ADD {} SET expires_at = :expires", additions.join(", ")))
                .send()
                .await
                .map_err(CallError::of("dynamodb:UpdateItem"))?;
        }
        Ok(())
    }

    async fn subject(&self, subject: &str, now: Timestamp) -> Result<SubjectActivity, CallError> {
        let [this, before] = windows(Some(subject), now);
        let reads = (self.get(this), self.get(before), self.get(standing(subject)));
        let (this, before, standing) = futures::future::try_join3(reads.0, reads.1, reads.2).await?;
        let mut hits = crowds(&this);
        for (name, crowd) in crowds(&before) {
            hits.entry(name).or_default().extend(&crowd);
        }
        let findings = standing.iter().filter_map(|(name, value)| {
            let finding = serde_json::from_str(value.as_s().ok()?).ok()?;
            Some((name.strip_prefix(FINDING)?.to_owned(), finding))
        });
        Ok(SubjectActivity { hits, findings: findings.collect(), lasting: crowds(&standing) })
    }
}

impl RuleActivity for DynamoRuleActivity {
    async fn add(&self, counts: &Counts, now: Timestamp) -> Result<(), CallError> {
        let soon = now.plus_millis(PEOPLE_KEPT_MILLIS);
        let [people, _] = windows(None, now);
        self.add_crowds(people, [(SEEN, &counts.seen)], soon).await?;
        for (subject, hits) in &counts.hits {
            let [window, _] = windows(Some(subject), now);
            self.add_crowds(window, hits.iter().map(|(name, crowd)| (name.as_str(), crowd)), soon).await?;
        }
        for (subject, lasting) in &counts.lasting {
            let crowds = lasting.iter().map(|(name, crowd)| (name.as_str(), crowd));
            self.add_crowds(standing(subject), crowds, now.plus_millis(FINDINGS_KEPT_MILLIS)).await?;
        }
        Ok(())
    }

    async fn read(&self, subjects: &[String], now: Timestamp) -> Result<Activity, CallError> {
        let [this, before] = windows(None, now);
        let people = futures::future::try_join(self.get(this), self.get(before));
        let of_subjects =
            futures::future::try_join_all(subjects.iter().map(|subject| self.subject(subject, now)));
        let ((this, before), of_subjects) = futures::future::try_join(people, of_subjects).await?;
        let mut seen = crowds(&this).remove(SEEN).unwrap_or_default();
        seen.extend(&crowds(&before).remove(SEEN).unwrap_or_default());
        Ok(Activity { seen, subjects: subjects.iter().cloned().zip(of_subjects).collect() })
    }

    async fn note(
        &self,
        subject: &str,
        code: &str,
        earlier: Option<&Finding>,
        finding: &Finding,
        now: Timestamp,
    ) -> Result<bool, CallError> {
        let replacement = Replacement::of(earlier, finding, now);
        let update = self
            .update(standing(subject))
            .update_expression(Replacement::UPDATE)
            .condition_expression(replacement.condition)
            .expression_attribute_names("#finding", format!("{FINDING}{code}"))
            .set_expression_attribute_values(Some(replacement.values));
        match update.send().await {
            Ok(_) => Ok(true),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(false),
                _ => Err(CallError::new("dynamodb:UpdateItem", error)),
            },
        }
    }
}

impl RuleDesk for DynamoRuleActivity {
    async fn note_for(
        &self,
        subject: &str,
        code: &str,
        earlier: Option<&Finding>,
        finding: &Finding,
        (entry, random): (&AuditEntry, [u8; 10]),
        now: Timestamp,
    ) -> Result<bool, CallError> {
        let replacement = Replacement::of(earlier, finding, now);
        let update = Update::builder()
            .table_name(&self.table)
            .key("window", AttributeValue::S(standing(subject)))
            .update_expression(Replacement::UPDATE)
            .condition_expression(replacement.condition)
            .expression_attribute_names("#finding", format!("{FINDING}{code}"))
            .set_expression_attribute_values(Some(replacement.values))
            .build()
            .map_err(|error| CallError::new("dynamodb:UpdateItem", error))?;
        let update = TransactWriteItem::builder().update(update).build();
        let writes = vec![update, audit_put(&self.audit, entry, random)];
        match self.client.transact_write_items().set_transact_items(Some(writes)).send().await {
            Ok(_) => Ok(true),
            // Another finding stands there, or one is being written.
            Err(error) if !refusals(&error).is_empty() => Ok(false),
            Err(error) => Err(CallError::new("dynamodb:TransactWriteItems", error)),
        }
    }
}

/// A finding that takes the place of the one that it follows, as expressions.
struct Replacement {
    condition: &'static str,
    values: HashMap<String, AttributeValue>,
}

impl Replacement {
    const UPDATE: &str = "SET #finding = :finding, expires_at = :expires";

    fn of(earlier: Option<&Finding>, finding: &Finding, now: Timestamp) -> Replacement {
        let expires_at = now.plus_millis(FINDINGS_KEPT_MILLIS).as_seconds();
        let mut values = HashMap::from([
            (":finding".to_owned(), AttributeValue::S(text(finding))),
            (":expires".to_owned(), AttributeValue::N(expires_at.to_string())),
        ]);
        let condition = match earlier {
            None => "attribute_not_exists(#finding)",
            Some(earlier) => {
                values.insert(":earlier".to_owned(), AttributeValue::S(text(earlier)));
                "#finding = :earlier"
            }
        };
        Replacement { condition, values }
    }
}

fn text(finding: &Finding) -> String {
    serde_json::to_string(finding).expect("a finding is plain data")
}

/// A crowd as sets: one of each dimension, and the level that it was sampled by.
fn attributes(name: &str, crowd: &Crowd) -> Vec<(String, Vec<String>)> {
    let mut sets: Vec<_> = Dimension::ALL
        .into_iter()
        .map(|dimension| {
            let people = crowd.people(dimension).map(|person| person.to_string()).collect::<Vec<_>>();
            (format!("{name} {}", dimension.as_str()), people)
        })
        .filter(|(_, people)| !people.is_empty())
        .collect();
    if crowd.level() > 0 {
        sets.push((format!("{name} levels"), vec![crowd.level().to_string()]));
    }
    sets
}

/// The crowds of an item. Of several levels the highest counts: whoever is beyond it may be missing.
fn crowds(item: &DynamoItem) -> Hits {
    let numbers = |value: &AttributeValue| {
        let texts = value.as_ns().cloned().unwrap_or_default();
        texts.into_iter().filter_map(|text| text.parse::<u32>().ok()).collect::<Vec<_>>()
    };
    let mut crowds = Hits::new();
    for (attribute, value) in item {
        if let Some(name) = attribute.strip_suffix(" levels") {
            let level = numbers(value).into_iter().max().unwrap_or_default();
            let level = u8::try_from(level).unwrap_or(LEVEL_MAX);
            crowds.entry(name.to_owned()).or_default().raise(level);
        }
    }
    for (attribute, value) in item {
        for dimension in Dimension::ALL {
            let suffix = format!(" {}", dimension.as_str());
            let Some(name) = attribute.strip_suffix(&suffix) else { continue };
            let crowd = crowds.entry(name.to_owned()).or_default();
            numbers(value).into_iter().for_each(|person| crowd.add_person(dimension, person));
        }
    }
    crowds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_is_read_from_sets_as_it_was_written() {
        let mut crowd = Crowd::sampled_by(2);
        for person in [4, 8, 1 << 20, 7] {
            crowd.add_person(Dimension::Card, person);
        }
        crowd.add_person(Dimension::Network, 12);
        let item = attributes("CARD_TESTING.0", &crowd).into_iter();
        let item = item.map(|(name, people)| (name, AttributeValue::Ns(people))).collect();
        assert_eq!(crowds(&item), Hits::from([("CARD_TESTING.0".to_owned(), crowd)]));
    }

    #[test]
    fn samples_of_several_levels_are_one_of_the_highest() {
        let numbers =
            |numbers: &[&str]| AttributeValue::Ns(numbers.iter().map(|text| (*text).to_owned()).collect());
        let item = DynamoItem::from([
            ("seen cards".to_owned(), numbers(&["1", "2", "3", "4", "8"])),
            ("seen levels".to_owned(), numbers(&["1", "2"])),
        ]);
        let crowd = &crowds(&item)[SEEN];
        assert_eq!((crowd.level(), crowd.sampled(Dimension::Card, 2)), (2, 2));
    }
}
