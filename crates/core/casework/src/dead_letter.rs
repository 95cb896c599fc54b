//! What people do with messages that could not be processed: send them again, or discard them.

use fraud::Timestamp;

use crate::audit::AuditEntry;
use crate::permission::Act;
use crate::staff::Staff;

/// A message that could not be processed, as far as the trail tells of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DeadLetter<'a> {
    /// Where it lies, without the environment.
    pub queue: &'a str,
    /// By which the queue knows it.
    pub message_id: &'a str,
    /// Which kind it is.
    pub kind: &'a str,
    /// The payment, document or finding that it is about.
    pub key_id: Option<&'a str>,
}

/// What becomes of one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LetterFate {
    /// It is sent again.
    Redriven,
    /// It is deleted.
    Discarded,
}

impl LetterFate {
    /// Both.
    pub const ALL: [LetterFate; 2] = [LetterFate::Redriven, LetterFate::Discarded];

    /// Which act it is.
    pub fn act(self) -> Act {
        match self {
            LetterFate::Redriven => Act::RedriveDeadLetters,
            LetterFate::Discarded => Act::DiscardDeadLetters,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            LetterFate::Redriven => "to be sent again",
            LetterFate::Discarded => "discarded",
        }
    }
}

/// What the trail says when `staff` has a letter sent again or discards it; nothing if their role may not.
pub fn decide(
    letter: DeadLetter<'_>,
    staff: &Staff,
    fate: LetterFate,
    reason: Option<String>,
    now: Timestamp,
) -> Option<AuditEntry> {
    if !staff.may(fate.act()) {
        return None;
    }
    let DeadLetter { queue, message_id, kind, key_id } = letter;
    let before = match key_id {
        Some(key_id) => format!("{kind} {key_id} in {queue}"),
        None => format!("{kind} in {queue}"),
    };
    let entry = AuditEntry::new(staff, fate.act(), format!("message {message_id}"), now);
    Some(entry.changing(before, fate.as_str()).because(reason))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permission::Role;

    const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

    fn staff(role: Role) -> Staff {
        Staff { name: "olga".to_owned(), id: "i".to_owned(), roles: vec![role] }
    }

    fn letter(key_id: Option<&str>) -> DeadLetter<'_> {
        DeadLetter { queue: "alerts-dlq", message_id: "m-1", kind: "alert", key_id }
    }

    #[test]
    fn the_trail_says_who_had_which_letter_sent_again() {
        let check = |key_id: Option<&str>, fate, before: &str, after: &str| {
            let entry =
                decide(letter(key_id), &staff(Role::Operator), fate, Some("r".to_owned()), NOW).unwrap();
            assert_eq!((entry.who.as_str(), entry.subject.as_str()), ("olga", "message m-1"));
            assert_eq!((entry.before.as_deref(), entry.after.as_deref()), (Some(before), Some(after)));
            assert_eq!((entry.act, entry.reason.as_deref()), (fate.act(), Some("r")));
        };
        check(Some("k"), LetterFate::Redriven, "alert k in alerts-dlq", "to be sent again");
        check(None, LetterFate::Discarded, "alert in alerts-dlq", "discarded");
    }

    #[test]
    fn every_act_asks_the_table_for_every_role() {
        for role in Role::ALL {
            for fate in LetterFate::ALL {
                let entry = decide(letter(None), &staff(role), fate, None, NOW);
                assert_eq!(entry.is_some(), staff(role).may(fate.act()), "{role:?} {fate:?}");
            }
        }
    }
}
