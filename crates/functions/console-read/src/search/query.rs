//! What a search asks for, from its query.

use aws_io::decision_archive::DayPlace;
use aws_io::payment_history;
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use fraud::card::looks_like_card_number;
use fraud::identity::name;
use fraud::{Currency, Day, Entity, Outcome, Timestamp};
use lambda_shell::{Fields, Problem};

use super::wanted::{PARTIES, Wanted};

const LIMIT_DEFAULT: usize = 50;
const LIMIT_MAX: usize = 100;
/// The longest part of a merchant's name or code of a reason, in characters.
const TEXT_CHARS_MAX: usize = 200;
/// No amount is written with more characters.
const AMOUNT_CHARS_MAX: usize = 20;

/// A search.
#[derive(Debug)]
pub(crate) struct Query {
    pub(crate) wanted: Wanted,
    pub(crate) within: Within,
    pub(crate) limit: usize,
}

/// Where it is looked.
#[derive(Debug)]
pub(crate) enum Within {
    /// Among what a party paid, behind a place.
    Party { entity: Entity, key: String, after: Option<String> },
    /// In a day of the archive, behind a place.
    Day { day: Day, after: Option<DayPlace> },
}

pub(crate) fn read(request: &ApiGatewayProxyRequest) -> Result<Query, Problem> {
    let mut fields = Fields::of_query(request);
    let parties: Vec<(Entity, String)> = PARTIES
        .into_iter()
        .filter_map(|entity| Some((entity, fields.parsed(entity.as_str(), |text| party(entity, text))?)))
        .collect();
    let day = fields
        .parsed("day", |text| text.parse::<Day>().map_err(|_| "must be a day such as 2026-03-01".to_owned()));
    let wanted = Wanted {
        from: fields.parsed("from", instant),
        to: fields.parsed("to", instant),
        merchant: fields.parsed("merchant", |text| short(text).map(|text| name(text).into_owned())),
        amount_min: fields.parsed("amount_min", amount),
        amount_max: fields.parsed("amount_max", amount),
        currency: fields.parsed("currency", |text| {
            text.parse::<Currency>().map_err(|_| "must be a currency such as USD".to_owned())
        }),
        outcome: fields.parsed("outcome", outcome),
        last_four: fields.parsed("last_four", last_four),
        reason: fields.parsed("reason", |text| short(text).map(str::to_uppercase)),
        made_up: fields
            .parsed("made_up", |text| text.parse::<bool>().map_err(|_| "must be true or false".to_owned())),
        parties,
    };
    let limit = fields.parsed("limit", |text| match text.parse() {
        Ok(limit @ 1..=LIMIT_MAX) => Ok(limit),
        _ => Err(format!("must be a whole number from 1 to {LIMIT_MAX}")),
    });
    let in_day = day.is_some();
    let after = fields.parsed("after", |text| {
        let is_place = if in_day { DayPlace::read(text).is_some() } else { payment_history::is_place(text) };
        if is_place { Ok(text.to_owned()) } else { Err("must be the `next` of an earlier answer".to_owned()) }
    });
    if wanted.parties.is_empty() && day.is_none() {
        fields.refuse("day", "is needed where no card, device, customer, email or ip is named");
    }
    fields.finish("invalid-query", "Invalid query")?;
    let within = match (day, wanted.parties.first()) {
        (Some(day), _) => Within::Day { day, after: after.as_deref().and_then(DayPlace::read) },
        (None, Some((entity, key))) => Within::Party { entity: *entity, key: key.clone(), after },
        (None, None) => unreachable!("a search without a party and a day was refused"),
    };
    Ok(Query { wanted, within, limit: limit.unwrap_or(LIMIT_DEFAULT) })
}

fn party(entity: Entity, text: &str) -> Result<String, String> {
    // Before anything else is said of it: the answer must not depend on a number.
    if looks_like_card_number(text) {
        return Err("looks like the number of a card; POST /console/card-tokens finds cards".to_owned());
    }
    let what = match entity {
        Entity::Card => "must be the token of a card, 64 hexadecimal digits",
        Entity::Ip => "must be an IP address",
        _ => "must be what a payment can name",
    };
    entity.key_of_text(text).ok_or_else(|| what.to_owned())
}

fn instant(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_| "must be a time such as 2026-03-01T12:30:00Z".to_owned())
}

fn short(text: &str) -> Result<&str, String> {
    if text.chars().count() > TEXT_CHARS_MAX {
        return Err(format!("must have at most {TEXT_CHARS_MAX} characters"));
    }
    if looks_like_card_number(text) { Err("holds a card number".to_owned()) } else { Ok(text) }
}

/// In major units. JSON's numbers and no others: what Rust reads besides, such as `inf`, is not an amount.
fn amount(text: &str) -> Result<f64, String> {
    let is_plain = text.len() <= AMOUNT_CHARS_MAX
        && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && text.bytes().any(|byte| byte.is_ascii_digit());
    let amount = if is_plain { text.parse().ok() } else { None };
    amount.ok_or_else(|| "must be an amount such as 15 or 15.99".to_owned())
}

fn outcome(text: &str) -> Result<Outcome, String> {
    let known = [Outcome::Approve, Outcome::Review, Outcome::Block];
    let found = known.into_iter().find(|outcome| outcome.as_str() == text);
    found.ok_or_else(|| "must be approve, review or block".to_owned())
}

fn last_four(text: &str) -> Result<String, String> {
    let is_four = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_four { Ok(text.to_owned()) } else { Err("must be the last four digits of a card".to_owned()) }
}
