//! `POST /watchlist/revocations`: what was cleared is not cleared any more.

use aws_io::watchlist_clearances::{ClearanceDesk, ClearanceRecord, Revocation};
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use casework::{Act, AuditEntry, Staff};
use fraud::Timestamp;
use lambda_shell::{Fields, Problem, json};
use serde::Serialize;

use crate::clearance_answer::ClearanceAnswer;
use crate::fields::{NOTE_CHARS_MAX, acting, entry_id, party_key};
use crate::router::{Behalf, Deps, unavailable};

/// 200: all clearances of the pair that are revoked now.
#[derive(Serialize)]
struct Revoked {
    clearances: Vec<ClearanceAnswer>,
}

pub(crate) async fn answer<Store, Clearances: ClearanceDesk>(
    request: &ApiGatewayProxyRequest,
    deps: &Deps<Store, Clearances>,
    behalf: &Behalf,
    now: Timestamp,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let mut fields = Fields::of_body(request)?;
    let party = fields.needed("party", party_key).unwrap_or_default();
    let entry = fields.needed("entry", entry_id);
    let note = fields.needed_text("note", NOTE_CHARS_MAX).unwrap_or_default();
    let revoked_by = acting(&mut fields, behalf, "revoked_by").unwrap_or_default();
    fields.finish("invalid-revocation", "Invalid revocation")?;
    let watchlist = deps.watchlist.current();
    let of_pair = |record: &ClearanceRecord| Some(&record.clearance.entry) == entry.as_ref();
    let revocation = Revocation { note, revoked_by, revoked_at: now };
    for (number, record) in (0_u16..).zip(deps.clearances.of_party(&party).await.map_err(unavailable)?) {
        if of_pair(&record) && record.revocation.is_none() {
            let revoked = match behalf {
                Behalf::Machine => deps.clearances.revoke(&record, &revocation).await,
                Behalf::Person(staff, random) => {
                    let entry = entry_of(staff, &record, &revocation);
                    // Each has an entry of its own in the trail, of the same moment.
                    deps.clearances.revoke_for(&record, &revocation, &entry, numbered(*random, number)).await
                }
            };
            revoked.map_err(unavailable)?;
        }
    }
    // As they stand now: somebody else may have revoked one at the same time.
    let mut records = deps.clearances.of_party(&party).await.map_err(unavailable)?;
    records.retain(|record| of_pair(record) && record.revocation.is_some());
    if records.is_empty() {
        return Err(unknown_clearance());
    }
    tracing::info!(entry = entry.map(|entry| entry.to_string()), "clearances are revoked");
    let clearances =
        records.into_iter().map(|record| ClearanceAnswer::new(record, watchlist.ready(), now)).collect();
    Ok(json(StatusCode::OK, &Revoked { clearances }))
}

/// Other bytes for each of several entries.
fn numbered(mut random: [u8; 10], number: u16) -> [u8; 10] {
    let last = u16::from_be_bytes([random[8], random[9]]).wrapping_add(number);
    random[8..].copy_from_slice(&last.to_be_bytes());
    random
}

/// What the audit trail says of it.
fn entry_of(staff: &Staff, record: &ClearanceRecord, revocation: &Revocation) -> AuditEntry {
    let clearance = &record.clearance;
    let subject = format!("{} {}", clearance.party, clearance.entry);
    AuditEntry::new(staff, Act::RevokeClearances, subject, revocation.revoked_at)
        .changing(format!("cleared by {}", clearance.cleared_by), "revoked")
        .because(Some(revocation.note.clone()))
}

fn unknown_clearance() -> Problem {
    let detail = "This pair of party and entry was never cleared.";
    Problem::new(StatusCode::NOT_FOUND, "unknown-clearance", "Unknown clearance", detail)
}
