//! `GET /console/audit`: what people did over some days.

use aws_io::CallError;
use aws_io::audit_trail::AuditReader;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use casework::AuditEntry;
use casework::permission::Act;
use fraud::{Day, KeyId, Timestamp};
use lambda_shell::{Fields, Problem, json};
use serde::de::IntoDeserializer;
use serde::de::value::{Error as NotAnAct, StrDeserializer};
use serde::{Deserialize, Serialize};

use crate::audit_answer::AuditAnswer;
use crate::router::unavailable;

/// The longest range: a year, of which one has 366 days.
const DAYS_MAX: i64 = 366;
const LIMIT: usize = 200;
const LIMIT_MAX: usize = 1_000;
/// So many entries and days one answer looks at.
const ENTRIES_LOOKED_AT: usize = 5_000;
const DAYS_LOOKED_AT: usize = 62;
const TEXT_CHARS_MAX: usize = 200;
/// An answer ends once its entries take so many bytes: Lambda answers 6 MB at most.
const ANSWER_BYTES: usize = 4_000_000;

/// 200: entries, the latest first.
#[derive(Serialize)]
struct Trail {
    from: String,
    to: String,
    entries: Vec<AuditAnswer>,
    /// Where the next answer goes on, if there may be more.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// What is wanted of the trail.
struct Wanted {
    from: Day,
    to: Day,
    /// By whom, or a part of it.
    who: Option<String>,
    act: Option<Act>,
    /// What stands anywhere in it.
    text: Option<String>,
    limit: usize,
    after: Option<Place>,
}

/// A day, and the entry of it behind which one goes on.
#[derive(Clone, Copy)]
struct Place {
    day: Day,
    entry: Option<KeyId>,
}

pub(crate) async fn answer(
    request: &ApiGatewayProxyRequest,
    trail: &impl AuditReader,
    now: Timestamp,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let wanted = Wanted::read(request, now)?;
    let (entries, next) = find(trail, &wanted).await.map_err(unavailable)?;
    let trail = Trail {
        from: wanted.from.to_string(),
        to: wanted.to.to_string(),
        entries,
        next: next.map(|place| place.write()),
    };
    Ok(json(StatusCode::OK, &trail))
}

/// Looks from the latest day to the first one, until there is enough for an answer.
async fn find(
    trail: &impl AuditReader,
    wanted: &Wanted,
) -> Result<(Vec<AuditAnswer>, Option<Place>), CallError> {
    let mut place = wanted.after.unwrap_or(Place { day: wanted.to, entry: None });
    let (mut found, mut looked_at, mut bytes) = (Vec::new(), 0, 0);
    for _ in 0..DAYS_LOOKED_AT {
        if place.day < wanted.from {
            return Ok((found, None));
        }
        let most = ENTRIES_LOOKED_AT - looked_at;
        let page = trail.page(place.day, place.entry, most).await?;
        looked_at += page.len();
        let is_whole = page.len() < most;
        for (id, entry) in page {
            place.entry = Some(id);
            if wanted.fits(&entry) {
                let answer = AuditAnswer::from(entry);
                bytes += size_in_answer(&answer);
                found.push(answer);
            }
            if found.len() == wanted.limit || bytes >= ANSWER_BYTES {
                return Ok((found, Some(place)));
            }
        }
        if !is_whole {
            return Ok((found, Some(place)));
        }
        place = Place { day: place.day.plus(-1), entry: None };
    }
    let is_over = place.day < wanted.from;
    Ok((found, (!is_over).then_some(place)))
}

/// The body of an answer is a text within the JSON that a function answers: what is escaped in it is escaped twice.
fn size_in_answer(entry: &AuditAnswer) -> usize {
    let body = serde_json::to_string(entry).expect("plain data is JSON");
    serde_json::to_string(&body).expect("a text is JSON").len()
}

impl Wanted {
    fn read(request: &ApiGatewayProxyRequest, now: Timestamp) -> Result<Wanted, Problem> {
        let mut fields = Fields::of_query(request);
        let day = |text: &str| text.parse::<Day>().map_err(|_| "must be a day such as 2026-03-01".to_owned());
        let (from, to) = (fields.parsed("from", day), fields.parsed("to", day));
        let who = fields.text("who", TEXT_CHARS_MAX).map(|text| text.to_lowercase());
        let act = fields.parsed("act", |text| {
            let named: StrDeserializer<'_, NotAnAct> = text.into_deserializer();
            Act::deserialize(named).map_err(|_| "is not an act".to_owned())
        });
        let text = fields.text("text", TEXT_CHARS_MAX).map(|text| text.to_lowercase());
        let limit = fields.parsed("limit", |text| match text.parse() {
            Ok(limit) if (1..=LIMIT_MAX).contains(&limit) => Ok(limit),
            _ => Err(format!("must be 1 to {LIMIT_MAX}")),
        });
        let after = fields.parsed("after", |text| {
            Place::read(text).ok_or_else(|| "must be the `next` of an earlier answer".to_owned())
        });
        let to = to.unwrap_or(Day::of(now));
        let from = from.unwrap_or(to);
        if from > to {
            fields.refuse("from", "must not be after the last day");
        } else if to.number() - from.number() >= DAYS_MAX {
            fields.refuse("from", format!("must be at most {DAYS_MAX} days before the last day"));
        }
        if after.is_some_and(|place| !(from..=to).contains(&place.day)) {
            fields.refuse("after", "must lie between the days");
        }
        fields.finish("invalid-query", "Invalid query")?;
        Ok(Wanted { from, to, who, act, text, limit: limit.unwrap_or(LIMIT), after })
    }

    fn fits(&self, entry: &AuditEntry) -> bool {
        let holds = |text: &str, wanted: &str| text.to_lowercase().contains(wanted);
        let AuditEntry { subject, before, after, reason, .. } = entry;
        let mut texts =
            [Some(subject), before.as_ref(), after.as_ref(), reason.as_ref()].into_iter().flatten();
        self.act.is_none_or(|act| entry.act == act)
            && self.who.as_deref().is_none_or(|who| holds(&entry.who, who))
            && self.text.as_deref().is_none_or(|wanted| texts.any(|text| holds(text, wanted)))
    }
}

impl Place {
    fn write(self) -> String {
        match self.entry {
            Some(entry) => format!("{} {entry}", self.day),
            None => self.day.to_string(),
        }
    }

    fn read(text: &str) -> Option<Place> {
        let (day, entry) = match text.split_once(' ') {
            Some((day, entry)) => (day, Some(entry.parse().ok()?)),
            None => (text, None),
        };
        Some(Place { day: day.parse().ok()?, entry })
    }
}
