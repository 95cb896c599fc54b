//! Four eyes on policies, and on the lists in files that they name: a draft of one of these texts, who wrote some of it, from which live
//! text it starts, and how it comes into force. Each act is a pure step, or is refused.

use fraud::{KeyId, Policy, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::audit::AuditEntry;
use crate::four_eyes::{Acts, Ask, Author, Decision, Motion, MotionRefusal, MotionState, Ruling, Turn};
use crate::permission::Act;
use crate::staff::Staff;

/// The longest text of a policy or a list that people work on here, in bytes: an item of a table has 400 KB at most. The bucket takes longer
/// ones.
pub const TEXT_BYTES_MAX: usize = 200_000;
/// The longest body that holds one: a line break is two bytes in JSON, and other characters may be six.
pub const BODY_BYTES_MAX: usize = 3 * TEXT_BYTES_MAX;
/// What the paths of lists begin with.
const LISTS_PREFIX: &str = "lists/";
/// The longest path of a list, in bytes.
const LIST_PATH_BYTES_MAX: usize = 200;

/// The path of an object that may hold a list: `lists/` and a name of ASCII letters, digits, `.`, `_`, `-` and `/`, no part of which is
/// empty or has dots alone; at most 200 bytes.
///
/// # Errors
/// It is another path. The text says what it must be.
pub fn list_path(path: &str) -> Result<String, String> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let is_name = |part: &str| part.bytes().all(is_plain) && part.bytes().any(|byte| byte != b'.');
    let name = path.strip_prefix(LISTS_PREFIX);
    if path.len() <= LIST_PATH_BYTES_MAX && name.is_some_and(|name| name.split('/').all(is_name)) {
        return Ok(path.to_owned());
    }
    Err(format!(
        "must be {LISTS_PREFIX} and a name of letters, digits and . _ - /, of {LIST_PATH_BYTES_MAX} bytes at most"
    ))
}

/// A policy, or a list of the live one, that somebody would like to be in force.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PolicyDraft {
    /// By which it is known.
    pub draft_id: KeyId,
    /// The path of the list that it changes, such as `lists/countries.txt`; nothing if it changes the policy itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// The live text that it starts from.
    pub base: Base,
    /// The version of the policy that it makes, by itself or as a list of the live one; nothing as long as that is not a good policy.
    pub names: Option<String>,
    /// SHA-256 of its text, in hex: by this an object of the bucket is known to be this draft.
    pub text_hash: String,
    /// What it is for.
    pub note: String,
    /// Everybody who wrote some of it, in the order in which they came.
    pub authors: Vec<Author>,
    /// When it was begun.
    pub opened_at: Timestamp,
    /// When its text, its base or its note was changed last.
    pub changed_at: Timestamp,
    /// Which text is its own: each one that was saved has the next number, and none is ever changed.
    pub text_number: u32,
    /// How far it is.
    pub state: MotionState,
    /// What was decided about it, if anything was.
    pub ruling: Option<Ruling>,
    /// Counts the changes, so that of two at once one is refused.
    pub version: u64,
}

/// Which object was live.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Base {
    /// By its ETag; nothing where there was none.
    pub etag: Option<String>,
    /// The version that the live policy named, for people.
    pub names: Option<String>,
}

/// A policy as the trail names it: by version, and by the hash of its text and lists, as decisions do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PolicyName {
    /// The version that it names.
    pub version: String,
    /// SHA-256 over text and lists, in hex.
    pub hash: String,
}

impl PolicyName {
    /// What a policy is called.
    pub fn of(policy: &Policy) -> PolicyName {
        PolicyName { version: policy.version().to_owned(), hash: policy.hash().to_owned() }
    }

    fn words(&self) -> String {
        format!("version {}, {}", self.version, self.hash)
    }
}

/// What is live when somebody decides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Live {
    /// The object that is drafted, as a draft that starts now would name it.
    pub base: Base,
    /// SHA-256 of its text, in hex; nothing where there is none.
    pub text_hash: Option<String>,
    /// The policy; nothing if there is none, or if it is not a good one.
    pub policy: Option<PolicyName>,
}

impl Live {
    /// What the trail calls it, before a draft of the policy or of that list.
    fn words(&self, list: Option<&str>) -> String {
        match (&self.policy, &self.base.etag) {
            (Some(policy), _) => of_list(list, policy.words()),
            (None, _) if list.is_some() => of_list(list, "no good policy".to_owned()),
            (None, Some(_)) => "a policy that is refused".to_owned(),
            (None, None) => "no policy: the built-in one decides".to_owned(),
        }
    }
}

/// A text of the policy, or of one of its lists.
fn of_list(list: Option<&str>, words: String) -> String {
    match list {
        Some(path) => format!("{path} of {words}"),
        None => words,
    }
}

/// Why an act is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum DraftRefusal {
    /// The role may not.
    #[error("your role may not do this")]
    NotAllowed,
    /// Whoever wrote some of it may not decide that it is good, nor that it is not.
    #[error("you wrote some of this draft, so somebody else has to decide about it")]
    OwnDraft,
    /// Only an author takes a draft back.
    #[error("only somebody who wrote some of a draft withdraws it; others reject it")]
    NotYours,
    /// It is not the one any more that was looked at.
    #[error("the draft was changed meanwhile; look at it again")]
    Changed,
    /// It is decided.
    #[error("the draft is closed")]
    Closed,
    /// It is decided, and not in force yet.
    #[error("the draft is on its way into force; look again in a moment")]
    OnItsWay,
    /// Another text is live than the one that it starts from.
    #[error(
        "another text is live than the one that this draft starts from; bring the draft up to date first"
    )]
    Outdated,
    /// The checker refuses it.
    #[error("the draft makes no good policy; its checks say why")]
    NotGood,
    /// Decisions name the version, so two policies may not have the same one.
    #[error("the draft names the same version as the live policy; decisions could not tell them apart")]
    SameVersion,
    /// Nothing was changed.
    #[error("the draft is what is live already")]
    Unchanged,
}

impl DraftRefusal {
    /// By which programs tell it from others.
    pub fn as_str(self) -> &'static str {
        match self {
            DraftRefusal::NotAllowed => "not_allowed",
            DraftRefusal::OwnDraft => "own_draft",
            DraftRefusal::NotYours => "not_yours",
            DraftRefusal::Changed => "changed",
            DraftRefusal::Closed => "closed",
            DraftRefusal::OnItsWay => "on_its_way",
            DraftRefusal::Outdated => "outdated",
            DraftRefusal::NotGood => "not_good",
            DraftRefusal::SameVersion => "same_version",
            DraftRefusal::Unchanged => "unchanged",
        }
    }
}

impl From<MotionRefusal> for DraftRefusal {
    fn from(refusal: MotionRefusal) -> DraftRefusal {
        match refusal {
            MotionRefusal::NotAllowed => DraftRefusal::NotAllowed,
            MotionRefusal::Own => DraftRefusal::OwnDraft,
            MotionRefusal::NotYours => DraftRefusal::NotYours,
            MotionRefusal::Changed => DraftRefusal::Changed,
            MotionRefusal::Closed => DraftRefusal::Closed,
            MotionRefusal::OnItsWay => DraftRefusal::OnItsWay,
        }
    }
}

/// What an act comes to: all of it is written together or not at all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DraftChange {
    /// The draft as it is afterwards.
    pub draft: PolicyDraft,
    /// Its text, if that is another one.
    pub text: Option<String>,
    /// What the trail says of it.
    pub entry: Option<AuditEntry>,
}

/// What follows from a decision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DraftStep {
    /// Write this down, with its entry, and then do it.
    Decide(DraftChange),
    /// It is written down: do what is left of it.
    Finish(PolicyDraft),
}

/// What somebody saves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    /// The path of the list that it changes; nothing if it changes the policy itself.
    pub list: Option<String>,
    /// The live text that it is to start from.
    pub base: Option<String>,
    /// The version of the policy that it makes, if that is a good one.
    pub names: Option<String>,
    /// The text.
    pub text: String,
    /// What it is for.
    pub note: String,
}

/// `staff` begins a draft, from the text that is live.
pub fn begin(
    staff: &Staff,
    draft_id: KeyId,
    written: Written,
    live: &Live,
    now: Timestamp,
) -> Result<DraftChange, DraftRefusal> {
    if !staff.may(Act::DraftPolicies) {
        return Err(DraftRefusal::NotAllowed);
    }
    if written.base != live.base.etag {
        return Err(DraftRefusal::Outdated);
    }
    let draft = PolicyDraft {
        draft_id,
        list: written.list,
        base: live.base.clone(),
        names: written.names,
        text_hash: text_hash(&written.text),
        note: written.note,
        authors: vec![Author::of(staff)],
        opened_at: now,
        changed_at: now,
        text_number: 1,
        state: MotionState::Open,
        ruling: None,
        version: 1,
    };
    let entry = draft.entry(staff, Act::DraftPolicies, now);
    let entry = entry
        .changing(live.words(draft.list.as_deref()), draft.text_words())
        .because(Some(draft.note.clone()));
    Ok(DraftChange { draft, text: Some(written.text), entry: Some(entry) })
}

/// By which a text is known again.
pub fn text_hash(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

/// Which act each decision about a draft is.
const ACTS: Acts = Acts {
    approve: Act::ApprovePolicies,
    bypass: Act::BypassFourEyes,
    reject: Act::RejectPolicies,
    withdraw: Act::WithdrawPolicies,
};

impl PolicyDraft {
    /// `staff` writes the draft anew, of the same list or of the policy. Its base stays, or becomes what is live now: nobody starts from
    /// anything else.
    pub fn rewrite(
        &self,
        staff: &Staff,
        seen: u64,
        written: Written,
        live: &Live,
        now: Timestamp,
    ) -> Result<DraftChange, DraftRefusal> {
        if !staff.may(Act::DraftPolicies) {
            return Err(DraftRefusal::NotAllowed);
        }
        self.motion().require_open(seen)?;
        let base = match &written.base {
            etag if *etag == live.base.etag => live.base.clone(),
            etag if *etag == self.base.etag => self.base.clone(),
            _ => return Err(DraftRefusal::Outdated),
        };
        let mut draft = PolicyDraft {
            base,
            names: written.names,
            text_hash: text_hash(&written.text),
            note: written.note,
            changed_at: now,
            text_number: self.text_number + 1,
            ..self.next()
        };
        if !self.is_by(staff) {
            draft.authors.push(Author::of(staff));
        }
        let entry = draft.entry(staff, Act::DraftPolicies, now);
        let entry = entry.changing(self.text_words(), draft.text_words()).because(Some(draft.note.clone()));
        Ok(DraftChange { draft, text: Some(written.text), entry: Some(entry) })
    }

    /// `staff` decides about the draft as it was when they saw it. `live` is what is in force now, and `wanted` what the draft's
    /// text makes of it, if that is a good policy.
    pub fn decide(
        &self,
        staff: &Staff,
        ask: Ask,
        live: &Live,
        wanted: Option<&PolicyName>,
        now: Timestamp,
    ) -> Result<DraftStep, DraftRefusal> {
        let decision = ask.decision;
        if self.motion().admit(staff, &ask, &ACTS)? == Turn::Finish {
            return Ok(DraftStep::Finish(self.clone()));
        }
        let after = if decision.publishes() {
            of_list(self.list.as_deref(), self.require_publishable(live, wanted)?.words())
        } else {
            match decision {
                Decision::Reject => "rejected".to_owned(),
                _ => "withdrawn".to_owned(),
            }
        };
        let before = if decision.publishes() { live.words(self.list.as_deref()) } else { self.text_words() };
        let draft =
            PolicyDraft { state: decision.state(), ruling: Some(ask.ruling(staff, now)), ..self.next() };
        let entry = self.entry(staff, ACTS.of(decision), now).changing(before, after);
        let entry = entry.because(Some(ask.reason));
        Ok(DraftStep::Decide(DraftChange { draft, text: None, entry: Some(entry) }))
    }

    /// The draft is in the policy bucket. That it would be, the trail says already.
    pub fn published(&self) -> DraftChange {
        let draft = PolicyDraft { state: MotionState::Published, ..self.next() };
        DraftChange { draft, text: None, entry: None }
    }

    /// Somebody put another text there between the decision and its write: the draft is open again, and has to be brought up to
    /// date. The trail, which says that it was approved, says so.
    pub fn overtaken(&self, staff: &Staff, now: Timestamp) -> DraftChange {
        let act = self.ruling.as_ref().map_or(ACTS.approve, |ruling| ACTS.of(ruling.decision));
        let entry = self.entry(staff, act, now);
        let entry = entry.changing("decided", "not in force: another text was put there meanwhile");
        let draft = PolicyDraft { state: MotionState::Open, ruling: None, ..self.next() };
        DraftChange { draft, text: None, entry: Some(entry) }
    }

    /// Whether this person wrote some of it.
    pub fn is_by(&self, staff: &Staff) -> bool {
        self.motion().is_by(staff)
    }

    fn motion(&self) -> Motion<'_> {
        let PolicyDraft { authors, state, ruling, version, .. } = self;
        Motion { authors, state: *state, ruling: ruling.as_ref(), version: *version }
    }

    /// What the audit trail calls it.
    pub fn subject(&self) -> String {
        format!("policy draft {}", self.draft_id)
    }

    fn require_publishable<'w>(
        &self,
        live: &Live,
        wanted: Option<&'w PolicyName>,
    ) -> Result<&'w PolicyName, DraftRefusal> {
        if self.base.etag != live.base.etag {
            return Err(DraftRefusal::Outdated);
        }
        let wanted = wanted.ok_or(DraftRefusal::NotGood)?;
        if live.text_hash.as_ref() == Some(&self.text_hash) {
            return Err(DraftRefusal::Unchanged);
        }
        // Other lists under the same version are told apart by the policy's hash, as feeds change them.
        let is_of_policy = self.list.is_none();
        match &live.policy {
            Some(live) if is_of_policy && live.version == wanted.version => Err(DraftRefusal::SameVersion),
            _ => Ok(wanted),
        }
    }

    fn entry(&self, staff: &Staff, act: Act, now: Timestamp) -> AuditEntry {
        AuditEntry::new(staff, act, self.subject(), now)
    }

    fn text_words(&self) -> String {
        let text = match &self.list {
            Some(path) => format!("text {} of {path}", self.text_number),
            None => format!("text {}", self.text_number),
        };
        match &self.names {
            Some(version) => format!("{text}, version {version}"),
            None => format!("{text}, no good policy yet"),
        }
    }

    fn next(&self) -> PolicyDraft {
        PolicyDraft { version: self.version + 1, ..self.clone() }
    }
}

#[cfg(test)]
mod tests;
