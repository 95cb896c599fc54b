//! `POST /watchlist/clearances`: an analyst has found that a party is not the listed one.

use aws_io::watchlist_clearances::{ClearanceDesk, ClearanceRecord};
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use casework::{Act, AuditEntry, Staff};
use fraud::card::looks_like_card_number;
use fraud::screening::name_key;
use fraud::{Day, Timestamp};
use lambda_shell::{Fields, Problem, json};
use watchlist::{Clearance, EntryId, Fingerprint, Index, Query};

use crate::clearance_answer::ClearanceAnswer;
use crate::fields::{NOTE_CHARS_MAX, acting, entry_id, new_party_key};
use crate::router::{Behalf, Deps, unavailable};

/// The longest time that a clearance may hold: whoever is cleared for ever is never looked at again.
const HOLDS_MILLIS_MAX: i64 = 5 * 366 * Day::MILLIS;

/// What was sent.
struct ClearanceRequest {
    party: String,
    /// The name that was looked at: the clearance holds for it alone.
    name: String,
    entry: EntryId,
    /// What the analyst saw; without it, what the list says now.
    fingerprint: Option<Fingerprint>,
    note: String,
    cleared_by: String,
    expires_at: Timestamp,
}

pub(crate) async fn answer<Store, Clearances: ClearanceDesk>(
    request: &ApiGatewayProxyRequest,
    deps: &Deps<Store, Clearances>,
    behalf: &Behalf,
    now: Timestamp,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let request = ClearanceRequest::read(request, behalf, now)?;
    let watchlist = deps.watchlist.current();
    let index = watchlist.ready();
    let clearance = request.into_clearance(index, now)?;
    let of_party = deps.clearances.of_party(&clearance.party).await.map_err(unavailable)?;
    if let Some(known) = of_party.into_iter().find(|known| says_the_same(known, &clearance)) {
        return Ok(json(StatusCode::OK, &ClearanceAnswer::new(known, index, now)));
    }
    let added = match behalf {
        Behalf::Machine => deps.clearances.add(&clearance).await,
        Behalf::Person(staff, random) => {
            deps.clearances.add_for(&clearance, &entry_of(staff, &clearance, now), *random).await
        }
    };
    added.map_err(unavailable)?;
    metrics::counter!("Clearances").increment(1);
    tracing::info!(entry = %clearance.entry, fingerprint = %clearance.fingerprint, "a match is cleared");
    let record = ClearanceRecord { clearance, revocation: None };
    Ok(json(StatusCode::CREATED, &ClearanceAnswer::new(record, index, now)))
}

/// What the audit trail says of it.
fn entry_of(staff: &Staff, clearance: &Clearance, now: Timestamp) -> AuditEntry {
    let until = Timestamp::from_millis(clearance.expires_at_ms);
    AuditEntry::new(staff, Act::ClearMatches, format!("{} {}", clearance.party, clearance.entry), now)
        .changing("not cleared", format!("cleared until {until}"))
        .because(Some(clearance.note.clone()))
}

/// Whether a clearance is the one that is posted again.
fn says_the_same(known: &ClearanceRecord, posted: &Clearance) -> bool {
    let repeated = Clearance { cleared_at_ms: known.clearance.cleared_at_ms, ..posted.clone() };
    known.revocation.is_none() && known.clearance == repeated
}

impl ClearanceRequest {
    fn read(
        request: &ApiGatewayProxyRequest,
        behalf: &Behalf,
        now: Timestamp,
    ) -> Result<ClearanceRequest, Problem> {
        let mut fields = Fields::of_body(request)?;
        let party = fields.needed("party", new_party_key);
        let name = cleared_name(&mut fields, party.as_deref());
        let entry = fields.needed("entry", entry_id);
        let fingerprint = fields.parsed("fingerprint", |text| {
            text.parse().map_err(|_| "must be the 16 hexadecimal digits of a match".to_owned())
        });
        let note = fields.needed_text("note", NOTE_CHARS_MAX);
        let cleared_by = acting(&mut fields, behalf, "cleared_by");
        let expires_at = fields.needed("expires_at", |text| {
            let time: Timestamp =
                text.parse().map_err(|error: fraud::timestamp::NotRfc3339| error.to_string())?;
            match time.millis_since(now) {
                ..=0 => Err("lies in the past".to_owned()),
                HOLDS_MILLIS_MAX.. => Err("lies more than five years ahead".to_owned()),
                _ => Ok(time),
            }
        });
        fields.finish("invalid-clearance", "Invalid clearance")?;
        match (party, name, entry, note, cleared_by, expires_at) {
            (Some(party), Some(name), Some(entry), Some(note), Some(cleared_by), Some(expires_at)) => {
                Ok(ClearanceRequest { party, name, entry, fingerprint, note, cleared_by, expires_at })
            }
            _ => unreachable!("what is missing or wrong was named"),
        }
    }

    /// The clearance of the entry as it stands on the list.
    fn into_clearance(self, index: Option<&Index>, now: Timestamp) -> Result<Clearance, Problem> {
        let entry = index.and_then(|index| index.entry(&self.entry)).ok_or_else(unknown_entry)?;
        let fingerprint = entry.fingerprint();
        if self.fingerprint.is_some_and(|seen| seen != fingerprint) {
            return Err(entry_changed());
        }
        Ok(Clearance {
            party: self.party,
            name: Some(self.name),
            entry: self.entry,
            fingerprint,
            note: self.note,
            cleared_by: self.cleared_by,
            cleared_at_ms: now.as_millis(),
            expires_at_ms: self.expires_at.as_millis(),
        })
    }
}

/// The name that is cleared. A party that is known by its name alone says it in its key; an id says nothing of whom it
/// stands for.
fn cleared_name(fields: &mut Fields, party: Option<&str>) -> Option<String> {
    let of_key = party.and_then(|party| party.strip_prefix("name:"));
    let readable = |text: &str| match Query::new(text) {
        _ if looks_like_card_number(text) => Err("holds a card number".to_owned()),
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(error.to_string()),
    };
    match of_key {
        Some(of_key) => match fields.parsed("name", readable) {
            Some(name) if name_key(&name) != party.unwrap_or_default() => {
                fields.refuse("name", "is another one than that of the party");
                None
            }
            Some(name) => Some(name),
            None => Some(of_key.to_owned()),
        },
        // Whatever is wrong with the party is said of the party.
        None if party.is_none() => fields.parsed("name", readable),
        None => fields.needed("name", readable),
    }
}

fn unknown_entry() -> Problem {
    let detail = "The watchlist has no such entry now; it may have been taken off its list.";
    Problem::new(StatusCode::NOT_FOUND, "unknown-entry", "Unknown entry", detail)
}

fn entry_changed() -> Problem {
    let detail =
        "The list says something else of the entry than what was looked at. Look again, and clear it then.";
    Problem::new(StatusCode::CONFLICT, "entry-changed", "Entry changed", detail)
}
