//! The token of a card whose number somebody of the staff has before them.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use api_handler::post_card_token;
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::encodings::Body;
use casework::TokenTerms;
use casework::permission::{Role, may_enter};
use fraud::{CardKey, Timestamp, request};
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);
const ROUTE: &str = "/console/card-tokens";

fn key() -> CardKey {
    CardKey::new([7; 32]).unwrap()
}

fn terms() -> TokenTerms {
    TokenTerms { issuer: "https://idp.example/pool".to_owned(), client_id: "console".to_owned() }
}

fn post(body: &str, group: &str, terms: Option<&TokenTerms>) -> (i64, String) {
    let request: ApiGatewayProxyRequest = serde_json::from_value(json!({
        "httpMethod": "POST", "resource": ROUTE, "path": ROUTE, "headers": { "content-type": "application/json" },
        "body": body, "isBase64Encoded": false,
        "requestContext": { "httpMethod": "POST", "authorizer": { "claims": {
            "token_use": "id", "iss": "https://idp.example/pool", "aud": "console", "sub": "9f1c",
            "email": "ana@example.com", "cognito:groups": group,
        } } },
    }))
    .unwrap();
    let answer = post_card_token::handle(&request, terms, &key(), NOW);
    let Some(Body::Text(text)) = answer.body else { panic!("an answer has a body") };
    (answer.status_code, text)
}

#[test]
fn a_number_is_answered_with_the_token_that_its_payments_have() {
    let paid = br#"{"amount":1,"merchant":"S","card_number":"4111111111111111"}"#;
    let token = request::parse(paid, &key(), NOW).unwrap().transaction.card.token;
    for number in ["4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111"] {
        let (status, text) = post(&json!({ "card_number": number }).to_string(), "analyst", Some(&terms()));
        assert_eq!(status, 200, "{text}");
        let answer: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(answer, json!({ "token": token.as_str(), "card": "411111******1111" }));
    }
}

#[test]
fn what_is_refused_is_not_repeated() {
    let check = |body: &str, expected: i64| {
        let (status, text) = post(body, "analyst", Some(&terms()));
        assert_eq!(status, expected, "{body} {text}");
        assert!(!text.contains("4111"), "{text}");
    };
    check("{}", 400);
    check("[]", 400);
    check("{", 400);
    check(r#"{"card_number":"4111"}"#, 400);
    check(r#"{"card_number":4111111111111111}"#, 400);
    check(r#"{"card_number":"4111  1111 1111 1111"}"#, 400);
    check(r#"{"card_number":"41111111111111111111"}"#, 400);
    check(r#"{"card_number":"4111111111111111","more":1}"#, 400);
}

#[test]
fn who_may_search_may_find_a_card_and_nobody_else() {
    let body = r#"{"card_number":"4111111111111111"}"#;
    for role in Role::ALL {
        let expected = if may_enter(&[role], "POST", ROUTE) { 200 } else { 403 };
        assert_eq!(post(body, role.group(), Some(&terms())).0, expected, "{role:?}");
    }
    assert_eq!(post(body, "customers", Some(&terms())).0, 403);
    let other = TokenTerms { issuer: "https://idp.example/customers".to_owned(), ..terms() };
    assert_eq!(post(body, "analyst", Some(&other)).0, 401);
    assert_eq!(post(body, "analyst", None).0, 404, "a deployment without a console");
}
