//! A customer, from the claims of a token that API Gateway has verified.

use id_token::{IdToken, TokenRefusal, TokenTerms};
use serde_json::{Map, Value};

use crate::limits::FRESH_SECONDS;

/// Somebody who has an account at the portal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Customer {
    /// The user pool's own id, which their documents are kept under.
    pub id: String,
    /// By which the user pool knows them.
    pub user_name: String,
    /// Their e-mail address, which they have confirmed.
    pub email: String,
    /// When they gave their password, in seconds since 1970, if the token says so.
    signed_in_at: Option<i64>,
}

impl Customer {
    /// Reads the claims of a token at the time `now_seconds`, since 1970.
    pub fn from_claims(
        claims: Option<&Map<String, Value>>,
        terms: &TokenTerms,
        now_seconds: i64,
    ) -> Result<Customer, TokenRefusal> {
        let token = IdToken::read(claims, terms, now_seconds)?;
        if !is_true(token.claim("email_verified")) {
            return Err(TokenRefusal::Unconfirmed);
        }
        Ok(Customer {
            id: token.id.to_owned(),
            user_name: token.named("cognito:username")?.to_owned(),
            email: token.named("email")?.to_owned(),
            signed_in_at: token.text("auth_time").parse().ok(),
        })
    }

    /// Whether they have just given their password.
    pub fn is_fresh(&self, now_seconds: i64) -> bool {
        self.signed_in_at.is_some_and(|at| now_seconds.saturating_sub(at) <= FRESH_SECONDS)
    }
}

/// A token holds truth values; the gateway hands them on as texts.
fn is_true(claim: Option<&Value>) -> bool {
    match claim {
        Some(Value::Bool(verified)) => *verified,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_772_368_200;

    fn read(changes: &Value) -> Result<Customer, TokenRefusal> {
        let mut claims = json!({
            "token_use": "id", "iss": "https://idp.example/customers", "aud": "portal", "exp": "1772369100",
            "sub": "9f1c", "cognito:username": "u-1", "email": "bo@example.com", "email_verified": "true",
            "auth_time": "1772368000",
        });
        for (name, value) in changes.as_object().unwrap() {
            claims[name.as_str()] = value.clone();
        }
        let terms =
            TokenTerms { issuer: "https://idp.example/customers".to_owned(), client_id: "portal".to_owned() };
        Customer::from_claims(claims.as_object(), &terms, NOW)
    }

    #[test]
    fn a_good_token_names_a_customer() {
        let customer = read(&json!({})).unwrap();
        assert_eq!((customer.id.as_str(), customer.user_name.as_str()), ("9f1c", "u-1"));
        assert_eq!(customer.email, "bo@example.com");
        assert!(read(&json!({ "email_verified": true })).is_ok());
    }

    #[test]
    fn other_tokens_are_refused() {
        let check = |changes: Value, expected: TokenRefusal| {
            assert_eq!(read(&changes), Err(expected), "{changes}");
        };
        check(json!({ "iss": "https://idp.example/staff" }), TokenRefusal::OtherIssuer);
        check(json!({ "token_use": "access" }), TokenRefusal::NotAnIdToken);
        check(json!({ "aud": "console" }), TokenRefusal::OtherClient);
        check(json!({ "exp": "1772368200" }), TokenRefusal::Expired);
        for unconfirmed in [json!("false"), json!(false), json!(null), json!(""), json!("yes"), json!(1)] {
            check(json!({ "email_verified": unconfirmed }), TokenRefusal::Unconfirmed);
        }
        check(json!({ "email": null }), TokenRefusal::Nameless);
        check(json!({ "cognito:username": "" }), TokenRefusal::Nameless);
    }

    #[test]
    fn a_sign_in_is_fresh_for_ten_minutes_and_one_without_a_time_never() {
        let check = |auth_time: Value, expected: bool| {
            let customer = read(&json!({ "auth_time": auth_time })).unwrap();
            assert_eq!(customer.is_fresh(NOW), expected, "{auth_time}");
        };
        check(json!((NOW - 600).to_string()), true);
        check(json!((NOW - 601).to_string()), false);
        check(json!("Sun Mar 01 12:30:00 UTC 2026"), false);
        check(json!(null), false);
        check(json!(i64::MIN.to_string()), false);
    }
}
