//! One act on one case: read, decide, write; and decide anew if somebody was faster.

use aws_io::CallError;
use aws_io::case_table::{CarriedOut, CaseDesk, CaseFinder};
use aws_io::payment_history::{self, Mark, Payment, PaymentHistory};
use aws_io::transaction_table::{Labelling, TableError, TransactionTable};
use casework::{Case, Change, Refusal, Staff};
use fraud::{KeyId, Timestamp};
use lambda_shell::{ErrorChain, Problem};
use serde::Serialize;

use crate::requests::What;
use crate::router::Deps;

/// How often an act is decided anew. Alerts that come in quickly change a case as well.
const ATTEMPTS_MAX: usize = 5;

/// What became of an act on a case.
#[derive(Serialize)]
pub(crate) struct Acted {
    case_id: KeyId,
    /// `done`, or why not.
    outcome: &'static str,
    /// The same for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// Whose the case is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    assignee: Option<String>,
}

impl Acted {
    pub(crate) fn is_done(&self) -> bool {
        self.outcome == "done"
    }

    fn not(case_id: KeyId, outcome: &'static str, detail: impl Into<String>, case: Option<Case>) -> Acted {
        let assignee = case.and_then(|case| case.assignee);
        Acted { case_id, outcome, detail: Some(detail.into()), assignee }
    }
}

pub(crate) async fn act<Cases, Table, History>(
    case_id: KeyId,
    what: &What,
    staff: &Staff,
    deps: &Deps<Cases, Table, History>,
    now: Timestamp,
    random: &impl Fn() -> [u8; 10],
) -> Result<Acted, Problem>
where
    Cases: CaseFinder + CaseDesk,
    Table: TransactionTable,
    History: PaymentHistory,
{
    let cases = &deps.cases;
    for _ in 0..ATTEMPTS_MAX {
        let Some(case) = cases.find(case_id).await.map_err(unavailable)? else {
            return Ok(Acted::not(case_id, "unknown", "There is no such case.", None));
        };
        let change = match decide(&case, what, staff, now) {
            Ok(change) => change,
            Err(refusal) => {
                return Ok(Acted::not(case_id, refusal.as_str(), format!("{refusal}."), Some(case)));
            }
        };
        match cases.carry_out(&change, random()).await.map_err(unavailable)? {
            CarriedOut::Done => {
                if let What::Label { payment, .. } = what {
                    tell_history(*payment, deps, now).await?;
                }
                tracing::info!(%case_id, act = ?change.entry.act, "a case was worked on");
                return Ok(Acted { case_id, outcome: "done", detail: None, assignee: change.case.assignee });
            }
            CarriedOut::Overtaken => {}
            CarriedOut::NotLabelled(Labelling::Missing) => {
                let detail = "The payment was kept for its time and deleted.";
                return Ok(Acted::not(case_id, "payment_gone", detail, Some(case)));
            }
            CarriedOut::NotLabelled(_) => {
                let detail = "The payment has as many labels as it takes.";
                return Ok(Acted::not(case_id, "too_many_labels", detail, Some(case)));
            }
        }
    }
    Err(Problem::unavailable())
}

/// Later payments are decided on what is known of this one. If they can't be told, whoever labels is asked to do so again.
async fn tell_history<Cases, Table: TransactionTable, History: PaymentHistory>(
    payment: KeyId,
    deps: &Deps<Cases, Table, History>,
    now: Timestamp,
) -> Result<(), Problem> {
    let stored = match deps.table.find(payment).await {
        Ok(Some(stored)) => stored,
        // What is not a payment is nobody's past.
        Ok(None) | Err(TableError::Item(_)) => return Ok(()),
        Err(TableError::Call(error)) => return Err(unavailable(error)),
    };
    let Some(counting) = stored.labels.first() else { return Ok(()) };
    let payment =
        Payment { key_id: stored.key_id, received_at: stored.created_at, transaction: &stored.transaction };
    let mark = Mark::Label(counting.clone());
    payment_history::mark(&deps.history, &payment, &mark, now).await.map_err(|error| {
        tracing::error!(key_id = %stored.key_id, error = %ErrorChain(&error), "the history does not know of a label");
        Problem::unavailable()
    })
}

fn decide(case: &Case, what: &What, staff: &Staff, now: Timestamp) -> Result<Change, Refusal> {
    match what {
        What::Take { reason } => case.take(staff, reason.clone(), now),
        What::HandBack { reason } => case.hand_back(staff, reason.clone(), now),
        What::Close { reason, note } => case.close(staff, *reason, note.clone(), now),
        What::Label { payment, verdict } => case.label(staff, *payment, *verdict, now),
        What::Note { text } => case.note(staff, text.clone(), now),
        What::Escalate { reason } => case.escalate(staff, reason.clone(), now),
        What::GiveBack { reason } => case.give_back(staff, reason.clone(), now),
        What::Snooze { until, reason } => case.snooze(staff, *until, reason.clone(), now),
    }
}

fn unavailable(error: CallError) -> Problem {
    Problem::unanswered(&error, "a case could not be reached")
}
