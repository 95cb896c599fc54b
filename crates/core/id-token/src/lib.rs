//! Who is signed in, from the claims of a token that API Gateway has verified.
//!
//! The gateway checks signature, time and issuer. It does not check for whom a token was made, nor which kind of token it
//! is, so both are checked here, and the issuer once more. Staff and customers come from different user pools; what
//! either may do is decided by the crates about them.

use serde_json::{Map, Value};
use thiserror::Error;

/// The longest name that is kept, in characters.
const NAME_CHARS_MAX: usize = 254;

/// Which tokens are taken.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TokenTerms {
    /// The user pool that issues them: `https://cognito-idp.REGION.amazonaws.com/POOL`.
    pub issuer: String,
    /// The app client that they are made for.
    pub client_id: String,
}

/// Why a token is not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum TokenRefusal {
    /// The gateway handed no claims on.
    #[error("the request has no verified token")]
    Missing,
    /// An access token says nothing of groups by agreement, and is made for another audience.
    #[error("the token is not an ID token")]
    NotAnIdToken,
    /// A token of another pool.
    #[error("the token comes from another user pool")]
    OtherIssuer,
    /// A token that the same pool made for another client.
    #[error("the token is made for another client")]
    OtherClient,
    /// It is over. The gateway writes the time as a date; where it is a number, it counts.
    #[error("the token has expired")]
    Expired,
    /// It says of nobody who they are.
    #[error("the token names nobody")]
    Nameless,
    /// Nobody has shown that the e-mail address is theirs.
    #[error("the token's e-mail address is not confirmed")]
    Unconfirmed,
}

/// A token that is taken.
#[derive(Clone, Copy, Debug)]
pub struct IdToken<'claims> {
    claims: &'claims Map<String, Value>,
    /// The e-mail address, by which people know each other, or else the user name.
    pub name: &'claims str,
    /// The user pool's own id, which stays when an address changes.
    pub id: &'claims str,
}

impl<'claims> IdToken<'claims> {
    /// Reads the claims of a token at the time `now_seconds`, since 1970.
    pub fn read(
        claims: Option<&'claims Map<String, Value>>,
        terms: &TokenTerms,
        now_seconds: i64,
    ) -> Result<IdToken<'claims>, TokenRefusal> {
        let claims = claims.ok_or(TokenRefusal::Missing)?;
        let token = IdToken { claims, name: "", id: "" };
        if token.text("token_use") != "id" {
            return Err(TokenRefusal::NotAnIdToken);
        }
        if token.text("iss") != terms.issuer {
            return Err(TokenRefusal::OtherIssuer);
        }
        if token.text("aud") != terms.client_id {
            return Err(TokenRefusal::OtherClient);
        }
        if token.text("exp").parse().is_ok_and(|expires: i64| expires <= now_seconds) {
            return Err(TokenRefusal::Expired);
        }
        let names = [token.text("email"), token.text("cognito:username")];
        let name = names.into_iter().find(|name| !name.is_empty());
        let name = name.filter(|name| is_name(name)).ok_or(TokenRefusal::Nameless)?;
        let id = Some(token.text("sub")).filter(|id| is_name(id)).ok_or(TokenRefusal::Nameless)?;
        Ok(IdToken { name, id, ..token })
    }

    /// A claim, whatever it is.
    pub fn claim(&self, name: &str) -> Option<&'claims Value> {
        self.claims.get(name)
    }

    /// A claim that is a text; empty without one.
    pub fn text(&self, name: &str) -> &'claims str {
        self.claim(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// A name that can be kept: of a user, or of whatever else a claim names.
    pub fn named(&self, name: &str) -> Result<&'claims str, TokenRefusal> {
        Some(self.text(name)).filter(|text| is_name(text)).ok_or(TokenRefusal::Nameless)
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.chars().count() <= NAME_CHARS_MAX
        && !text.chars().any(|letter| letter.is_control() || letter.is_whitespace())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_772_368_200;

    fn read(changes: &Value) -> Result<(String, String), TokenRefusal> {
        let mut claims = json!({
            "token_use": "id", "iss": "https://idp.example/pool", "aud": "client", "exp": "1772371800",
            "sub": "9f1c", "email": "ana@example.com", "cognito:username": "ana",
        });
        for (name, value) in changes.as_object().unwrap() {
            claims[name.as_str()] = value.clone();
        }
        let terms =
            TokenTerms { issuer: "https://idp.example/pool".to_owned(), client_id: "client".to_owned() };
        let token = IdToken::read(claims.as_object(), &terms, NOW)?;
        Ok((token.name.to_owned(), token.id.to_owned()))
    }

    #[test]
    fn a_good_token_names_a_person() {
        assert_eq!(read(&json!({})), Ok(("ana@example.com".to_owned(), "9f1c".to_owned())));
    }

    #[test]
    fn other_tokens_are_refused() {
        let check = |changes: Value, expected: TokenRefusal| {
            assert_eq!(read(&changes), Err(expected), "{changes}");
        };
        check(json!({ "token_use": "access" }), TokenRefusal::NotAnIdToken);
        check(json!({ "token_use": null }), TokenRefusal::NotAnIdToken);
        check(json!({ "iss": "https://idp.example/customers" }), TokenRefusal::OtherIssuer);
        check(json!({ "iss": "https://idp.example/pool/" }), TokenRefusal::OtherIssuer);
        check(json!({ "aud": "another" }), TokenRefusal::OtherClient);
        check(json!({ "aud": ["client"] }), TokenRefusal::OtherClient);
        check(json!({ "exp": "1772368200" }), TokenRefusal::Expired);
        check(json!({ "email": "", "cognito:username": "" }), TokenRefusal::Nameless);
        check(json!({ "email": "two words" }), TokenRefusal::Nameless);
        check(json!({ "sub": null }), TokenRefusal::Nameless);
        let terms = TokenTerms::default();
        assert_eq!(IdToken::read(None, &terms, NOW).map(|token| token.name), Err(TokenRefusal::Missing));
    }

    #[test]
    fn a_time_that_the_gateway_wrote_as_a_date_was_checked_by_it() {
        assert!(read(&json!({ "exp": "Sun Mar 01 13:30:00 UTC 2026" })).is_ok());
    }

    #[test]
    fn somebody_without_an_address_is_known_by_the_user_name() {
        assert_eq!(read(&json!({ "email": null })).unwrap().0, "ana");
    }
}
