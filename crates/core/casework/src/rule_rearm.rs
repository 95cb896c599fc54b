//! A person ends the demotion of a rule: it hit too many, and they say that it should.

use fraud::Timestamp;
use fraud::guard::{Finding, rule_standing};
use fraud::policy::Rule;
use thiserror::Error;

use crate::audit::AuditEntry;
use crate::permission::Act;
use crate::staff::Staff;

/// What is to be written: both, or nothing.
#[derive(Clone, PartialEq, Debug)]
pub struct Rearm {
    /// What takes the place of the demotion.
    pub finding: Finding,
    /// What the trail says of it.
    pub entry: AuditEntry,
}

/// Why a rule is left as it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum RearmRefusal {
    /// It is not theirs to do.
    #[error("your role may not put rules back")]
    NotAllowed,
    /// The policy has no such rule.
    #[error("the policy in force has no such rule")]
    UnknownRule,
    /// There is no demotion to end.
    #[error("the rule is {0}: there is no demotion to end")]
    NotDemoted(&'static str),
    /// The guard, or somebody else, was faster.
    #[error("the rule changed at the same moment, so nothing was done; look again")]
    Changed,
}

impl RearmRefusal {
    /// The name that answers use.
    pub fn as_str(self) -> &'static str {
        match self {
            RearmRefusal::NotAllowed => "not_allowed",
            RearmRefusal::UnknownRule => "unknown_rule",
            RearmRefusal::NotDemoted(_) => "not_demoted",
            RearmRefusal::Changed => "changed",
        }
    }
}

/// Puts a rule back of which `found` was found last.
pub fn decide(
    rule: &Rule,
    found: Option<&Finding>,
    staff: &Staff,
    reason: String,
    now: Timestamp,
) -> Result<Rearm, RearmRefusal> {
    if !staff.may(Act::RearmRules) {
        return Err(RearmRefusal::NotAllowed);
    }
    let (standing, demotion) = rule_standing(rule, found);
    let Some(demotion) = demotion.filter(|finding| finding.is_demotion()) else {
        return Err(RearmRefusal::NotDemoted(standing));
    };
    let finding = Finding::rearmed(Some(demotion), &staff.name, now);
    let before = format!("demoted since {}", demotion.demoted_since.unwrap_or(demotion.since));
    let after = format!("live, left alone until {}", finding.until);
    let entry = AuditEntry::new(staff, Act::RearmRules, format!("rule {}", rule.code()), now);
    Ok(Rearm { entry: entry.changing(before, after).because(Some(reason)), finding })
}

#[cfg(test)]
mod tests {
    use fraud::Policy;
    use fraud::guard::{Figures, REARMED_MILLIS, Standing};

    use super::*;
    use crate::permission::Role;

    const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);
    const TEXT: &str = r#"version = "v1"
[thresholds]
review = 40
block = 75

[[rules]]
code = "GUARDED"
when = "$amount > 1"
points = 50
reason = "It is large."
hit_rate = { max = 0.01 }

[[rules]]
code = "SHADOW"
when = "$amount > 1"
points = 50
state = "shadow"
reason = "It is large."
hit_rate = { max = 0.01 }
"#;

    fn staff(role: Role) -> Staff {
        Staff { name: "ana".to_owned(), id: "i".to_owned(), roles: vec![role] }
    }

    fn found(standing: Standing) -> Finding {
        Finding {
            standing,
            generation: 3,
            demoted_since: Some(NOW.plus_millis(-2)),
            figures: Figures { seen: [100, 90, 80], hit: [40, 30, 20] },
            ..Finding::rearmed(None, "x", NOW.plus_millis(-1))
        }
    }

    fn decided(rule: usize, found: Option<&Finding>, role: Role) -> Result<Rearm, RearmRefusal> {
        let policy = Policy::parse(TEXT).unwrap();
        decide(&policy.rules()[rule], found, &staff(role), "Black Friday.".to_owned(), NOW)
    }

    #[test]
    fn a_demoted_rule_counts_again_and_the_trail_says_who_wanted_it() {
        let Rearm { finding, entry } = decided(0, Some(&found(Standing::Demoted)), Role::Analyst).unwrap();
        assert_eq!(
            (finding.standing, finding.generation, finding.by.as_deref()),
            (Standing::Rearmed, 4, Some("ana"))
        );
        assert_eq!(finding.until, NOW.plus_millis(REARMED_MILLIS));
        assert_eq!(finding.figures.hit, [40, 30, 20]);
        assert_eq!(
            (entry.who.as_str(), entry.subject.as_str(), entry.act),
            ("ana", "rule GUARDED", Act::RearmRules)
        );
        assert_eq!(entry.before.as_deref(), Some("demoted since 2026-03-01T12:29:59.998Z"));
        assert_eq!(entry.after.as_deref(), Some("live, left alone until 2026-03-02T12:30:00Z"));
        assert_eq!(entry.reason.as_deref(), Some("Black Friday."));
    }

    #[test]
    fn what_is_not_demoted_is_left_as_it_is() {
        for standing in [Standing::Restored, Standing::Rearmed, Standing::Silent] {
            let refused = decided(0, Some(&found(standing)), Role::Admin);
            assert_eq!(refused, Err(RearmRefusal::NotDemoted("live")), "{standing:?}");
        }
        assert_eq!(decided(0, None, Role::Admin), Err(RearmRefusal::NotDemoted("live")));
        // The guard looks after rules that are live: what it once found of one in shadow counts no more.
        let demoted = found(Standing::Demoted);
        assert_eq!(decided(1, Some(&demoted), Role::Admin), Err(RearmRefusal::NotDemoted("shadow")));
    }

    #[test]
    fn it_asks_the_table_for_every_role() {
        for role in Role::ALL {
            let decided = decided(0, Some(&found(Standing::Demoted)), role);
            assert_eq!(
                decided != Err(RearmRefusal::NotAllowed),
                staff(role).may(Act::RearmRules),
                "{role:?}"
            );
        }
    }
}
