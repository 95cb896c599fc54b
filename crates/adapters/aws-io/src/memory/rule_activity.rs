//! The rule-activity table in memory.

use std::collections::BTreeMap;
use std::sync::Mutex;

use casework::AuditEntry;
use fraud::Timestamp;
use fraud::guard::{Crowd, Finding, MODEL_CODE, Standing};

use super::lock;
use crate::CallError;
use crate::rule_activity::{
    Activity, Counts, Hits, RuleActivity, RuleDesk, SubjectActivity, model_subject, standing, windows,
};

/// The table, and the trail of what people did with it.
#[derive(Debug, Default)]
pub struct MemoryRuleActivity(Mutex<Items>, Mutex<Vec<AuditEntry>>);

#[derive(Debug, Default)]
struct Items {
    seen: BTreeMap<String, Crowd>,
    hits: BTreeMap<String, Hits>,
    findings: BTreeMap<String, BTreeMap<String, Finding>>,
}

impl RuleActivity for MemoryRuleActivity {
    async fn add(&self, counts: &Counts, now: Timestamp) -> Result<(), CallError> {
        let mut items = lock(&self.0);
        let [people, _] = windows(None, now);
        items.seen.entry(people).or_default().extend(&counts.seen);
        let of_hour =
            counts.hits.iter().map(|(subject, hits)| (windows(Some(subject), now)[0].clone(), hits));
        let lasting = counts.lasting.iter().map(|(subject, hits)| (standing(subject), hits));
        for (window, hits) in of_hour.chain(lasting) {
            let item = items.hits.entry(window).or_default();
            hits.iter().for_each(|(name, crowd)| item.entry(name.clone()).or_default().extend(crowd));
        }
        Ok(())
    }

    async fn read(&self, subjects: &[String], now: Timestamp) -> Result<Activity, CallError> {
        let items = lock(&self.0);
        let mut activity = Activity::default();
        for window in windows(None, now) {
            items.seen.get(&window).into_iter().for_each(|seen| activity.seen.extend(seen));
        }
        for subject in subjects {
            let mut found = SubjectActivity {
                lasting: items.hits.get(&standing(subject)).cloned().unwrap_or_default(),
                findings: items.findings.get(subject).cloned().unwrap_or_default(),
                ..SubjectActivity::default()
            };
            for (name, crowd) in
                windows(Some(subject), now).iter().filter_map(|window| items.hits.get(window)).flatten()
            {
                found.hits.entry(name.clone()).or_default().extend(crowd);
            }
            activity.subjects.insert(subject.clone(), found);
        }
        Ok(activity)
    }

    async fn note(
        &self,
        subject: &str,
        code: &str,
        earlier: Option<&Finding>,
        finding: &Finding,
        _now: Timestamp,
    ) -> Result<bool, CallError> {
        let mut items = lock(&self.0);
        let findings = items.findings.entry(subject.to_owned()).or_default();
        if findings.get(code) != earlier {
            return Ok(false);
        }
        findings.insert(code.to_owned(), finding.clone());
        Ok(true)
    }
}

impl RuleDesk for MemoryRuleActivity {
    async fn note_for(
        &self,
        subject: &str,
        code: &str,
        earlier: Option<&Finding>,
        finding: &Finding,
        (entry, _random): (&AuditEntry, [u8; 10]),
        now: Timestamp,
    ) -> Result<bool, CallError> {
        let is_noted = self.note(subject, code, earlier, finding, now).await?;
        if is_noted {
            lock(&self.1).push(entry.clone());
        }
        Ok(is_noted)
    }
}

impl RuleActivity for std::sync::Arc<MemoryRuleActivity> {
    async fn add(&self, counts: &Counts, now: Timestamp) -> Result<(), CallError> {
        (**self).add(counts, now).await
    }

    async fn read(&self, subjects: &[String], now: Timestamp) -> Result<Activity, CallError> {
        (**self).read(subjects, now).await
    }

    async fn note(
        &self,
        subject: &str,
        code: &str,
        earlier: Option<&Finding>,
        finding: &Finding,
        now: Timestamp,
    ) -> Result<bool, CallError> {
        (**self).note(subject, code, earlier, finding, now).await
    }
}

impl MemoryRuleActivity {
    /// What people did, the earliest first.
    pub fn trail(&self) -> Vec<AuditEntry> {
        lock(&self.1).clone()
    }

    /// As if a model had stood its trial long ago.
    pub fn trust(&self, model_version: &str) {
        let mut finding = Finding::rearmed(None, "the test", Timestamp::default());
        finding.standing = Standing::Trusted;
        let subject = model_subject(model_version);
        lock(&self.0).findings.entry(subject).or_default().insert(MODEL_CODE.to_owned(), finding);
    }
}
