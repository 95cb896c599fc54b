//! `GET /watchlist/search`: who is on the watchlist that this may be, and why.

use aws_io::watchlist_clearances::ClearanceTable;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use fraud::Timestamp;
use fraud::screening::{MATCH_SCORE_MIN, name_key};
use lambda_shell::{Problem, json};
use serde::Serialize;
use watchlist::{
    Clearances, ClearedMatch, Comparison, DEFAULT_LIMIT, DEFAULT_THRESHOLD, EntryKind, Index, ListInfo,
    Match, Particular, Party, Query, Score, SearchOptions, screen,
};

use crate::fields::{Fields, VALUE_CHARS_MAX, party_key};
use crate::router::{Deps, no_watchlist, unavailable};

/// The most matches that are answered.
const LIMIT_MAX: usize = 50;

/// 200: the likeliest first.
#[derive(Serialize)]
struct Found<'index> {
    watchlist_version: &'index str,
    lists: &'index [ListInfo],
    name: String,
    party: String,
    min_score: Score,
    matches: Vec<FoundEntry>,
    cleared: Vec<ClearedEntry>,
}

/// An entry of a list, and why it may be the one.
#[derive(Serialize)]
struct FoundEntry {
    entry: String,
    fingerprint: String,
    #[serde(rename = "type")]
    kind: EntryKind,
    listed_name: String,
    matched_name: String,
    score: Score,
    parity_score: Score,
    comparison: Comparison,
    particulars: Vec<Particular>,
    programs: Vec<String>,
}

/// A match that is left out.
#[derive(Serialize)]
struct ClearedEntry {
    entry: String,
    listed_name: String,
    score: Score,
    note: String,
    cleared_by: String,
    expires_at: String,
}

/// What was asked.
struct Asked {
    query: Query,
    party: String,
    options: SearchOptions,
}

pub(crate) async fn answer<Store, Clearances: ClearanceTable>(
    request: &ApiGatewayProxyRequest,
    deps: &Deps<Store, Clearances>,
    now: Timestamp,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let Asked { query, party, options } = Asked::read(request)?;
    let watchlist = deps.watchlist.current();
    let index = watchlist.ready().ok_or_else(no_watchlist)?;
    let records = deps.clearances.of_party(&party).await.map_err(unavailable)?;
    let clearances = records.into_iter().filter(|record| record.revocation.is_none());
    let clearances = clearances.map(|record| record.clearance).collect();
    Ok(json(StatusCode::OK, &find(index, query, party, &clearances, options, now)))
}

fn find<'index>(
    index: &'index Index,
    query: Query,
    party: String,
    clearances: &Clearances,
    options: SearchOptions,
    now: Timestamp,
) -> Found<'index> {
    let asked = [Party { role: "name".to_owned(), key: party, query }];
    let mut screening = screen(&asked, index, clearances, options, now.as_millis());
    let found = screening.parties.swap_remove(0);
    Found {
        watchlist_version: index.version(),
        lists: index.lists(),
        name: found.name,
        party: found.key,
        min_score: options.threshold,
        matches: found.matches.into_iter().map(FoundEntry::from).collect(),
        cleared: found.cleared.into_iter().map(ClearedEntry::from).collect(),
    }
}

impl Asked {
    fn read(request: &ApiGatewayProxyRequest) -> Result<Asked, Problem> {
        let mut fields = Fields::of_query(request);
        let query = fields.needed("name", |name| Query::new(name).map_err(|error| error.to_string()));
        let kind = fields.parsed("type", |text| {
            let kinds = "person, organization, vessel, aircraft or legal_entity";
            text.parse::<EntryKind>().map_err(|_| format!("must be {kinds}"))
        });
        let birth_date = fields.parsed("birth_date", |text| {
            text.parse().map_err(|_| "must be a day (1961-08-04), a month (1961-08) or a year".to_owned())
        });
        let country = fields.parsed("country", |text| {
            text.parse().map_err(|_| "must be a country: its two letters or its English name".to_owned())
        });
        let identifier = fields.text("identifier", VALUE_CHARS_MAX);
        let party = fields.parsed("party", party_key);
        let threshold = fields.parsed("min_score", |text| match text.parse() {
            Ok(score) if (MATCH_SCORE_MIN..=100.0).contains(&score) => Ok(Score::from_points(score)),
            _ => Err(format!("must be {MATCH_SCORE_MIN} to 100")),
        });
        let limit = fields.parsed("limit", |text| match text.parse() {
            Ok(limit) if (1..=LIMIT_MAX).contains(&limit) => Ok(limit),
            _ => Err(format!("must be 1 to {LIMIT_MAX}")),
        });
        fields.finish("invalid-query", "Invalid query")?;
        let mut query = query.expect("a missing name is named");
        let party = party.unwrap_or_else(|| name_key(query.text()));
        if let Some(kind) = kind {
            query = query.kind(kind);
        }
        if let Some(date) = birth_date {
            query = query.birth_date(date);
        }
        if let Some(country) = country {
            query = query.country(country);
        }
        if let Some(number) = identifier {
            query = query.identifier(&number);
        }
        let options = SearchOptions {
            threshold: threshold.unwrap_or(DEFAULT_THRESHOLD),
            limit: limit.unwrap_or(DEFAULT_LIMIT),
        };
        Ok(Asked { query, party, options })
    }
}

impl From<Match> for FoundEntry {
    fn from(found: Match) -> FoundEntry {
        FoundEntry {
            entry: found.entry.to_string(),
            fingerprint: found.fingerprint.to_string(),
            kind: found.kind,
            listed_name: found.primary_name,
            matched_name: found.matched_name,
            score: found.score,
            parity_score: found.parity.score,
            comparison: found.name,
            particulars: found.particulars,
            programs: found.programs,
        }
    }
}

impl From<ClearedMatch> for ClearedEntry {
    fn from(cleared: ClearedMatch) -> ClearedEntry {
        ClearedEntry {
            entry: cleared.entry.to_string(),
            listed_name: cleared.primary_name,
            score: cleared.score,
            note: cleared.clearance.note,
            cleared_by: cleared.clearance.cleared_by,
            expires_at: Timestamp::from_millis(cleared.clearance.expires_at_ms).to_string(),
        }
    }
}
