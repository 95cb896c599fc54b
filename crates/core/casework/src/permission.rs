//! Who may do what: one table, from which the functions decide and which `docs/CONSOLE.md` shows.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

/// A group of staff in the user pool.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Works on alerts about payments.
    Analyst,
    /// Answers for sanctions matches.
    Compliance,
    /// Runs the deployment.
    Operator,
    /// May do everything that the console offers.
    Admin,
}

impl Role {
    /// All of them.
    pub const ALL: [Role; 4] = [Role::Analyst, Role::Compliance, Role::Operator, Role::Admin];

    /// The group's name in the user pool.
    pub fn group(self) -> &'static str {
        match self {
            Role::Analyst => "analyst",
            Role::Compliance => "compliance",
            Role::Operator => "operator",
            Role::Admin => "admin",
        }
    }

    /// The role that a group stands for.
    pub fn of_group(group: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.group() == group)
    }
}

/// Something that a person does in the console.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Sees who is signed in, and what they may do.
    SeeOneself,
    /// Sees the queues.
    SeeCases,
    /// Sees a case with its alerts, notes and trail.
    SeeCase,
    /// Sees a payment with all that was sent.
    SeePayment,
    /// Searches payments, also by the number of a card.
    SearchPayments,
    /// Takes, hands back or takes over cases about payments.
    AssignCases,
    /// The same with cases about sanctions matches.
    AssignSanctionsCases,
    /// The same with cases that analysts passed on.
    AssignEscalatedCases,
    /// Passes a case about payments on to compliance.
    EscalateCases,
    /// Gives it back to the analysts.
    GiveBackCases,
    /// Puts cases about payments off.
    SnoozeCases,
    /// The same with cases about sanctions matches.
    SnoozeSanctionsCases,
    /// The same with cases that analysts passed on.
    SnoozeEscalatedCases,
    /// Writes a note.
    WriteNotes,
    /// Says whether a payment was fraud.
    LabelPayments,
    /// The same of a case that analysts passed on.
    LabelEscalatedPayments,
    /// Closes cases about payments.
    CloseCases,
    /// Closes cases about sanctions matches.
    CloseSanctionsCases,
    /// Closes cases that analysts passed on.
    CloseEscalatedCases,
    /// Looks names up in the watchlist, and what was cleared.
    SearchWatchlist,
    /// Says that a party is not the listed one.
    ClearMatches,
    /// Takes that back.
    RevokeClearances,
    /// Sees classified documents and what was found in them.
    SeeDocuments,
    /// Says where a document belongs: releases it, or sends it to those with personal data.
    ReclassifyDocuments,
    /// Deletes a document.
    DeleteDocuments,
    /// Fetches the original of a document.
    DownloadDocuments,
    /// Sees what was decided on days and what became of it.
    SeeReports,
    /// Sees which models decide and are watched, and how the world moves away from them.
    SeeModels,
    /// Proposes that another model decides, or that the one before does again.
    ProposeModels,
    /// Puts a model in force that somebody else proposed.
    ApproveModels,
    /// Refuses what somebody else proposed.
    RejectModels,
    /// Takes back what one proposed.
    WithdrawModels,
    /// Puts a model in force without anybody else: for emergencies.
    BypassFourEyesOnModels,
    /// Sees alarms, queues and dead letters.
    SeeOperations,
    /// Sends dead letters again.
    RedriveDeadLetters,
    /// Deletes dead letters.
    DiscardDeadLetters,
    /// Sees the policy in force, earlier ones and drafts.
    SeePolicies,
    /// Has a policy checked, and tried on past payments.
    CheckPolicies,
    /// Writes drafts of policies.
    DraftPolicies,
    /// Puts a draft in force that somebody else wrote.
    ApprovePolicies,
    /// Refuses a draft that somebody else wrote.
    RejectPolicies,
    /// Takes back a draft of one's own.
    WithdrawPolicies,
    /// Puts a draft in force without anybody else: for emergencies.
    BypassFourEyes,
    /// Ends the demotion of a rule: it counts again.
    RearmRules,
    /// Reads the audit trail.
    SeeAudit,
}

/// A line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Permission {
    /// What is done.
    pub act: Act,
    /// The same in words.
    pub words: &'static str,
    /// The route by which it is done: method and path.
    pub route: &'static str,
    /// Who may.
    pub roles: &'static [Role],
}

const EVERYBODY: &[Role] = &Role::ALL;
const CASE_WORKERS: &[Role] = &[Role::Analyst, Role::Compliance, Role::Admin];
const ANALYSTS: &[Role] = &[Role::Analyst, Role::Admin];
const OFFICERS: &[Role] = &[Role::Compliance, Role::Admin];
const OPERATORS: &[Role] = &[Role::Operator, Role::Admin];
const ADMINISTRATORS: &[Role] = &[Role::Admin];

/// Who may do what. A route with several lines lets in whoever may do one of them; which one it is depends on the case.
pub const PERMISSIONS: [Permission; 60] = [
    line(Act::SeeOneself, "See who is signed in", "GET /console/me", EVERYBODY),
    line(Act::SeeCases, "See the queues", "GET /console/cases", CASE_WORKERS),
    line(Act::SeeCase, "See a case", "GET /console/cases/{case_id}", CASE_WORKERS),
    line(Act::SeePayment, "See a payment", "GET /console/payments/{key_id}", CASE_WORKERS),
    line(Act::SeePayment, "See what surrounds a payment", "GET /console/surroundings/{key_id}", CASE_WORKERS),
    line(
        Act::SeePayment,
        "See a decision made again, and by today's policy",
        "GET /console/replays/{key_id}",
        CASE_WORKERS,
    ),
    line(Act::SearchPayments, "Search payments", "GET /console/payments", CASE_WORKERS),
    line(Act::SearchPayments, "Find a card by its number", "POST /console/card-tokens", CASE_WORKERS),
    line(
        Act::AssignCases,
        "Take, hand back or take over cases about payments",
        "POST /console/assignments",
        ANALYSTS,
    ),
    line(
        Act::AssignSanctionsCases,
        "The same with cases about sanctions matches",
        "POST /console/assignments",
        OFFICERS,
    ),
    line(Act::AssignEscalatedCases, "The same with escalated cases", "POST /console/assignments", OFFICERS),
    line(
        Act::EscalateCases,
        "Escalate cases about payments to compliance",
        "POST /console/escalations",
        ANALYSTS,
    ),
    line(Act::GiveBackCases, "Give escalated cases back", "POST /console/escalations", OFFICERS),
    line(Act::SnoozeCases, "Put cases about payments off", "POST /console/snoozes", ANALYSTS),
    line(
        Act::SnoozeSanctionsCases,
        "The same with cases about sanctions matches",
        "POST /console/snoozes",
        OFFICERS,
    ),
    line(Act::SnoozeEscalatedCases, "The same with escalated cases", "POST /console/snoozes", OFFICERS),
    line(Act::WriteNotes, "Write a note", "POST /console/notes", CASE_WORKERS),
    line(Act::LabelPayments, "Say whether a payment was fraud", "POST /console/labels", ANALYSTS),
    line(
        Act::LabelEscalatedPayments,
        "The same with a payment of an escalated case",
        "POST /console/labels",
        OFFICERS,
    ),
    line(Act::CloseCases, "Close cases about payments", "POST /console/closures", ANALYSTS),
    line(Act::CloseSanctionsCases, "Close cases about sanctions matches", "POST /console/closures", OFFICERS),
    line(Act::CloseEscalatedCases, "Close escalated cases", "POST /console/closures", OFFICERS),
    line(Act::SearchWatchlist, "Search the watchlist", "GET /console/watchlist/search", CASE_WORKERS),
    line(Act::SearchWatchlist, "See what was cleared", "GET /console/watchlist/clearances", CASE_WORKERS),
    line(
        Act::SearchWatchlist,
        "See which clearances end soon",
        "GET /console/watchlist/expiring-clearances",
        CASE_WORKERS,
    ),
    line(Act::ClearMatches, "Clear a match", "POST /console/watchlist/clearances", OFFICERS),
    line(Act::RevokeClearances, "Revoke clearances", "POST /console/watchlist/revocations", OFFICERS),
    line(Act::SeeDocuments, "See classified documents", "GET /console/documents", CASE_WORKERS),
    line(Act::SeeDocuments, "See what was found in one", "GET /console/documents/{key_id}", CASE_WORKERS),
    line(
        Act::ReclassifyDocuments,
        "Release or reclassify a document",
        "POST /console/document-handlings",
        OFFICERS,
    ),
    line(Act::DeleteDocuments, "Delete a document", "POST /console/document-handlings", OFFICERS),
    line(
        Act::DownloadDocuments,
        "Fetch the original of a document",
        "POST /console/document-downloads",
        OFFICERS,
    ),
    line(Act::SeeReports, "See reports", "GET /console/reports", EVERYBODY),
    line(Act::SeeModels, "See models and their drift", "GET /console/models", EVERYBODY),
    line(Act::ProposeModels, "Propose a model, or to roll back", "POST /console/model-proposals", ANALYSTS),
    line(
        Act::ApproveModels,
        "Put a model in force that somebody else proposed",
        "POST /console/model-decisions",
        CASE_WORKERS,
    ),
    line(
        Act::RejectModels,
        "Reject a proposal of somebody else",
        "POST /console/model-decisions",
        CASE_WORKERS,
    ),
    line(Act::WithdrawModels, "Withdraw one's own proposal", "POST /console/model-decisions", ANALYSTS),
    line(
        Act::BypassFourEyesOnModels,
        "Put a model in force alone, in an emergency",
        "POST /console/model-decisions",
        ADMINISTRATORS,
    ),
    line(Act::SeeOperations, "See alarms, queues and deliveries", "GET /console/operations", OPERATORS),
    line(Act::SeeOperations, "See dead letters", "GET /console/dead-letters", OPERATORS),
    line(Act::RedriveDeadLetters, "Send dead letters again", "POST /console/redrives", OPERATORS),
    line(Act::DiscardDeadLetters, "Discard dead letters", "POST /console/discards", OPERATORS),
    line(Act::SeePolicies, "See the policy in force", "GET /console/policy", CASE_WORKERS),
    line(Act::SeePolicies, "Read a list in a file", "GET /console/policy-lists", CASE_WORKERS),
    line(Act::SeePolicies, "See earlier policies and lists", "GET /console/policy-versions", CASE_WORKERS),
    line(Act::SeePolicies, "Read one of them", "GET /console/policy-versions/{version_id}", CASE_WORKERS),
    line(Act::SeePolicies, "See drafts of policies", "GET /console/policy-drafts", CASE_WORKERS),
    line(Act::SeePolicies, "Read a draft", "GET /console/policy-drafts/{draft_id}", CASE_WORKERS),
    line(Act::SeePolicies, "See the words of the language", "GET /console/policy-language", CASE_WORKERS),
    line(Act::CheckPolicies, "Check a policy or a list", "POST /console/policy-checks", CASE_WORKERS),
    line(
        Act::CheckPolicies,
        "Try a policy or a list on past payments",
        "POST /console/policy-backtests",
        CASE_WORKERS,
    ),
    line(Act::DraftPolicies, "Have rules suggested", "POST /console/policy-suggestions", ANALYSTS),
    line(Act::DraftPolicies, "Draft a policy or a list", "POST /console/policy-drafts", ANALYSTS),
    line(
        Act::ApprovePolicies,
        "Put a draft of somebody else in force",
        "POST /console/policy-decisions",
        CASE_WORKERS,
    ),
    line(
        Act::RejectPolicies,
        "Reject a draft of somebody else",
        "POST /console/policy-decisions",
        CASE_WORKERS,
    ),
    line(Act::WithdrawPolicies, "Withdraw one's own draft", "POST /console/policy-decisions", ANALYSTS),
    line(
        Act::BypassFourEyes,
        "Put a draft in force alone, in an emergency",
        "POST /console/policy-decisions",
        ADMINISTRATORS,
    ),
    line(Act::RearmRules, "Put a demoted rule back", "POST /console/rule-rearms", ANALYSTS),
    line(Act::SeeAudit, "Read the audit trail", "GET /console/audit", OFFICERS),
];

const fn line(act: Act, words: &'static str, route: &'static str, roles: &'static [Role]) -> Permission {
    Permission { act, words, route, roles }
}

/// Whether somebody with these roles may do it.
pub fn may(roles: &[Role], act: Act) -> bool {
    PERMISSIONS.iter().any(|line| line.act == act && line.roles.iter().any(|role| roles.contains(role)))
}

/// Whether somebody with these roles has any business on a route. An unknown route lets nobody in.
pub fn may_enter(roles: &[Role], method: &str, path: &str) -> bool {
    PERMISSIONS
        .iter()
        .filter(|line| line.route.split_once(' ') == Some((method, path)))
        .any(|line| may(roles, line.act))
}

/// What somebody with these roles may do.
pub fn acts_of(roles: &[Role]) -> Vec<Act> {
    let mut acts: Vec<Act> = PERMISSIONS.iter().map(|line| line.act).filter(|act| may(roles, *act)).collect();
    // An act may have several routes, which stand together.
    acts.dedup();
    acts
}

/// The table as the documents show it, in Markdown.
pub fn table() -> String {
    let mut text = String::from("| what | route |");
    // Writing to a String can't fail.
    for role in Role::ALL {
        let _ = write!(text, " {} |", role.group());
    }
    text.push_str("\n| --- | --- | --- | --- | --- | --- |\n");
    for line in PERMISSIONS {
        let _ = write!(text, "| {} | `{}` |", line.words, line.route);
        for role in Role::ALL {
            text.push_str(if line.roles.contains(&role) { " yes |" } else { " – |" });
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documents_show_the_table() {
        let document = include_str!("../../../../docs/CONSOLE.md");
        assert!(document.contains(&table()), "docs/CONSOLE.md should hold:\n{}", table());
    }

    #[test]
    fn every_route_lets_in_whom_the_table_names_and_nobody_else() {
        for line in PERMISSIONS {
            let (method, path) = line.route.split_once(' ').unwrap();
            for role in Role::ALL {
                let named = PERMISSIONS
                    .iter()
                    .filter(|other| other.route == line.route)
                    .any(|other| other.roles.contains(&role));
                assert_eq!(may_enter(&[role], method, path), named, "{role:?} {}", line.route);
                assert_eq!(may(&[role], line.act), line.roles.contains(&role), "{role:?} {:?}", line.act);
            }
            assert!(!may_enter(&[], method, path), "{}", line.route);
        }
        assert!(!may_enter(&Role::ALL, "POST", "/console/cases"));
        assert!(!may_enter(&Role::ALL, "GET", "/console/unknown"));
    }

    #[test]
    fn roles_add_up() {
        assert!(!may(&[Role::Analyst], Act::CloseSanctionsCases));
        assert!(may(&[Role::Analyst, Role::Compliance], Act::CloseSanctionsCases));
        assert_eq!(
            acts_of(&[Role::Operator]),
            [
                Act::SeeOneself,
                Act::SeeReports,
                Act::SeeModels,
                Act::SeeOperations,
                Act::RedriveDeadLetters,
                Act::DiscardDeadLetters
            ]
        );
        // Four acts have two routes each, two have three and one has seven.
        assert_eq!(acts_of(&[Role::Admin]).len(), PERMISSIONS.len() - 15);
        assert_eq!(acts_of(&[]), []);
    }

    #[test]
    fn groups_and_roles_name_each_other() {
        for role in Role::ALL {
            assert_eq!(Role::of_group(role.group()), Some(role));
        }
        for other in ["", "Admin", "customers", "analyst "] {
            assert_eq!(Role::of_group(other), None, "{other}");
        }
    }
}
