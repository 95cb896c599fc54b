//! `POST /console/card-tokens`: the token of a card whose number somebody of the staff has before them.
//!
//! It is answered here because this function has the card key already. The number comes in a body, which nothing logs, and is
//! forgotten with the request: whoever searches goes on with the token.

use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use casework::TokenTerms;
use fraud::card::CardNumber;
use fraud::{CardKey, Timestamp};
use lambda_shell::{Fields, Problem, json, signed_in};
use serde::Serialize;

/// 200: the card, as it is kept.
#[derive(Serialize)]
struct CardAnswer {
    token: String,
    /// With all but BIN and last four hidden.
    card: String,
}

/// Handles one request, received at `now`. `terms` say which tokens of people are taken; a deployment without a console takes
/// none.
pub fn handle(
    request: &ApiGatewayProxyRequest,
    terms: Option<&TokenTerms>,
    card_key: &CardKey,
    now: Timestamp,
) -> ApiGatewayProxyResponse {
    answer(request, terms, card_key, now).unwrap_or_else(Problem::into_answer)
}

fn answer(
    request: &ApiGatewayProxyRequest,
    terms: Option<&TokenTerms>,
    card_key: &CardKey,
    now: Timestamp,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let terms = terms.ok_or_else(Problem::no_such_route)?;
    signed_in(request, terms, now)?;
    let mut fields = Fields::of_body(request)?;
    let number =
        fields.needed("card_number", |text| CardNumber::parse(text).map_err(|error| error.to_string()));
    fields.finish("invalid-card-number", "Invalid card number")?;
    let Some(number) = number else { unreachable!("a number that is missing or wrong was refused") };
    let card = number.to_card(card_key);
    let answer = CardAnswer { token: card.token.as_str().to_owned(), card: card.masked() };
    Ok(json(StatusCode::OK, &answer))
}
