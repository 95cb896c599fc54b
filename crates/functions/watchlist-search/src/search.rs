//! `GET /watchlist/search`: who is on the watchlist that this may be, and why.

use aws_io::watchlist_clearances::ClearanceTable;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use fraud::Timestamp;
use fraud::screening::{MATCH_SCORE_MIN, name_key};
use lambda_shell::{ErrorChain, Fields, Problem, VALUE_CHARS_MAX, json};
use screening_evidence::{Evidence, NoEvidence};
use serde::Serialize;
use watchlist::{
    BirthDate, Clearance, Clearances, ClearedMatch, Comparison, Country, DEFAULT_LIMIT, DEFAULT_THRESHOLD,
    Entry, EntryKind, Identifier, Index, Lapsed, ListInfo, ListedName, Match, Particular, ParticularKind,
    Party, Query, Score, SearchOptions, Standing, screen,
};

use crate::fields::party_key;
use crate::router::{Deps, no_watchlist, unavailable};

/// The most matches that are answered.
const LIMIT_MAX: usize = 50;

/// 200: the likeliest first, with all that an auditor asks for: what was looked for in which lists, from which score on,
/// and how each score came about.
#[derive(Serialize)]
struct Found<'index> {
    searched_at: String,
    watchlist_version: &'index str,
    lists: &'index [ListInfo],
    name: String,
    party: String,
    particulars: Particulars,
    min_score: Score,
    limit: usize,
    matches: Vec<FoundEntry>,
    cleared: Vec<ClearedEntry>,
    /// All of it in words, for a file, if that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<String>,
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
    /// What was asked for and the list says nothing of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_compared: Vec<ParticularKind>,
    programs: Vec<String>,
    listing: Listing,
    #[serde(skip_serializing_if = "Option::is_none")]
    lapsed: Option<LapsedClearance>,
}

/// What the list says of the entry besides its programmes, to be held beside what is known of the party.
#[derive(Serialize, Default)]
struct Listing {
    names: Vec<ListedName>,
    birth_dates: Vec<BirthDate>,
    countries: Vec<Country>,
    identifiers: Vec<Identifier>,
    #[serde(skip_serializing_if = "String::is_empty")]
    remarks: String,
}

/// A match that is left out, with who says so.
#[derive(Serialize)]
struct ClearedEntry {
    #[serde(flatten)]
    found: FoundEntry,
    #[serde(flatten)]
    clearance: ClearedBy,
}

/// A clearance that no longer holds, and why.
#[derive(Serialize)]
struct LapsedClearance {
    standing: Standing,
    #[serde(flatten)]
    clearance: ClearedBy,
}

/// What an analyst has said.
#[derive(Serialize)]
struct ClearedBy {
    #[serde(skip_serializing_if = "Option::is_none")]
    cleared_name: Option<String>,
    note: String,
    cleared_by: String,
    cleared_at: String,
    expires_at: String,
}

/// What was asked for besides the name.
#[derive(Serialize, Clone, Default)]
struct Particulars {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<EntryKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    birth_date: Option<BirthDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<Country>,
    #[serde(skip_serializing_if = "Option::is_none")]
    identifier: Option<String>,
}

/// What was asked.
struct Asked {
    query: Query,
    party: String,
    particulars: Particulars,
    options: SearchOptions,
    with_evidence: bool,
}

pub(crate) async fn answer<Store, Clearances: ClearanceTable>(
    request: &ApiGatewayProxyRequest,
    deps: &Deps<Store, Clearances>,
    now: Timestamp,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let asked = Asked::read(request)?;
    let watchlist = deps.watchlist.current();
    let index = watchlist.ready().ok_or_else(no_watchlist)?;
    let records = deps.clearances.of_party(&asked.party).await.map_err(unavailable)?;
    let clearances = records.into_iter().filter(|record| record.revocation.is_none());
    let clearances = clearances.map(|record| record.clearance).collect();
    let with_evidence = asked.with_evidence;
    let mut found = find(index, asked, &clearances, now);
    if with_evidence {
        found.evidence = Some(in_words(&found)?);
    }
    Ok(json(StatusCode::OK, &found))
}

/// The answer as an auditor reads it: the same words that `tollgate evidence` makes of it.
fn in_words(found: &Found) -> Result<String, Problem> {
    let evidence = serde_json::to_value(found).map_err(NoEvidence::Search).and_then(Evidence::of);
    evidence.map(|evidence| evidence.in_words()).map_err(|error| {
        tracing::error!(error = %ErrorChain(&error), "a search could not be told in words");
        Problem::unavailable()
    })
}

fn find<'index>(
    index: &'index Index,
    Asked { query, party, particulars, options, with_evidence: _ }: Asked,
    clearances: &Clearances,
    now: Timestamp,
) -> Found<'index> {
    let asked = [Party { role: "name".to_owned(), key: party, query }];
    let mut screening = screen(&asked, index, clearances, options, now.as_millis());
    let found = screening.parties.swap_remove(0);
    let entry = |of: Match| FoundEntry::of(of, &particulars, index);
    Found {
        searched_at: now.to_string(),
        watchlist_version: index.version(),
        lists: index.lists(),
        name: found.name,
        party: found.key,
        min_score: options.threshold,
        limit: options.limit,
        matches: found.matches.into_iter().map(entry).collect(),
        cleared: found
            .cleared
            .into_iter()
            .map(|ClearedMatch { of, clearance }| ClearedEntry {
                found: entry(of),
                clearance: clearance.into(),
            })
            .collect(),
        particulars: particulars.clone(),
        evidence: None,
    }
}

impl Asked {
    fn read(request: &ApiGatewayProxyRequest) -> Result<Asked, Problem> {
        let mut fields = Fields::of_query(request);
        let query = fields.needed("name", |name| Query::new(name).map_err(|error| error.to_string()));
        let kind: Option<EntryKind> = fields.parsed("type", |text| {
            let kinds = "person, organization, vessel, aircraft or legal_entity";
            text.parse::<EntryKind>().map_err(|_| format!("must be {kinds}"))
        });
        let birth_date: Option<BirthDate> = fields.parsed("birth_date", |text| {
            text.parse().map_err(|_| "must be a day (1961-08-04), a month (1961-08) or a year".to_owned())
        });
        let country: Option<Country> = fields.parsed("country", |text| {
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
        let with_evidence =
            fields.parsed("evidence", |text| text.parse().map_err(|_| "must be true or false".to_owned()));
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
        if let Some(number) = &identifier {
            query = query.identifier(number);
        }
        let options = SearchOptions {
            threshold: threshold.unwrap_or(DEFAULT_THRESHOLD),
            limit: limit.unwrap_or(DEFAULT_LIMIT),
        };
        let particulars = Particulars { kind, birth_date, country, identifier };
        Ok(Asked { query, party, particulars, options, with_evidence: with_evidence.unwrap_or_default() })
    }
}

impl FoundEntry {
    fn of(found: Match, asked: &Particulars, index: &Index) -> FoundEntry {
        let given = [
            (ParticularKind::BirthDate, asked.birth_date.is_some()),
            (ParticularKind::Country, asked.country.is_some()),
            (ParticularKind::Identifier, asked.identifier.is_some()),
        ];
        let is_compared = |kind| found.particulars.iter().any(|particular| particular.what == kind);
        let not_compared = given.into_iter().filter(|(kind, is_given)| *is_given && !is_compared(*kind));
        FoundEntry {
            listing: index.entry(&found.entry).map(Listing::from).unwrap_or_default(),
            not_compared: not_compared.map(|(kind, _)| kind).collect(),
            lapsed: found.lapsed.map(|Lapsed { standing, clearance }| LapsedClearance {
                standing,
                clearance: clearance.into(),
            }),
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

impl From<Entry> for Listing {
    fn from(Entry { names, birth_dates, countries, identifiers, remarks, .. }: Entry) -> Listing {
        Listing { names, birth_dates, countries, identifiers, remarks }
    }
}

impl From<Clearance> for ClearedBy {
    fn from(clearance: Clearance) -> ClearedBy {
        ClearedBy {
            cleared_name: clearance.name,
            note: clearance.note,
            cleared_by: clearance.cleared_by,
            cleared_at: Timestamp::from_millis(clearance.cleared_at_ms).to_string(),
            expires_at: Timestamp::from_millis(clearance.expires_at_ms).to_string(),
        }
    }
}
