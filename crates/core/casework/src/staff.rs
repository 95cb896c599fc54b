//! Who is signed in, from the claims of a token that API Gateway has verified.
//!
//! The gateway checks signature, time and issuer. It does not check for whom a token was made, nor which kind of token it
//! is, so both are checked here, and the issuer once more.

use serde_json::{Map, Value};
use thiserror::Error;

use crate::permission::{Act, Role, may};

/// The longest name that is kept, in characters.
const NAME_CHARS_MAX: usize = 254;

/// A person of the staff.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Staff {
    /// The e-mail address, by which people know each other.
    pub name: String,
    /// The user pool's own id, which stays when an address changes.
    pub id: String,
    /// What they are.
    pub roles: Vec<Role>,
}

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
    /// Nobody to write into the audit trail.
    #[error("the token names nobody")]
    Nameless,
    /// A person who belongs to no group may do nothing.
    #[error("the token names no group of the console")]
    NoRole,
}

impl Staff {
    /// Reads the claims of a token at the time `now`, in seconds since 1970.
    pub fn from_claims(
        claims: Option<&Map<String, Value>>,
        terms: &TokenTerms,
        now_seconds: i64,
    ) -> Result<Staff, TokenRefusal> {
        let claims = claims.ok_or(TokenRefusal::Missing)?;
        let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
        if text("token_use") != "id" {
            return Err(TokenRefusal::NotAnIdToken);
        }
        if text("iss") != terms.issuer {
            return Err(TokenRefusal::OtherIssuer);
        }
        if text("aud") != terms.client_id {
            return Err(TokenRefusal::OtherClient);
        }
        if text("exp").parse().is_ok_and(|expires: i64| expires <= now_seconds) {
            return Err(TokenRefusal::Expired);
        }
        let name = [text("email"), text("cognito:username")].into_iter().find(|name| !name.is_empty());
        let name = name.filter(|name| is_name(name)).ok_or(TokenRefusal::Nameless)?;
        let id = Some(text("sub")).filter(|id| is_name(id)).ok_or(TokenRefusal::Nameless)?;
        let roles = roles(claims.get("cognito:groups"));
        if roles.is_empty() {
            return Err(TokenRefusal::NoRole);
        }
        Ok(Staff { name: name.to_owned(), id: id.to_owned(), roles })
    }

    /// Whether they may do it.
    pub fn may(&self, act: Act) -> bool {
        may(&self.roles, act)
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.chars().count() <= NAME_CHARS_MAX
        && !text.chars().any(|letter| letter.is_control() || letter.is_whitespace())
}

/// The groups, in either spelling: `[analyst admin]` as some gateways write a list, `analyst,admin` as AWS does. A name
/// that holds a separator could be read as two, so only whole, known names count.
fn roles(groups: Option<&Value>) -> Vec<Role> {
    let names: Vec<&str> = match groups {
        Some(Value::String(text)) => {
            let text = text.trim();
            match text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                Some(inner) => inner.split([' ', ',']).collect(),
                None => text.split(',').collect(),
            }
        }
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let mut roles: Vec<Role> = names.into_iter().filter_map(|name| Role::of_group(name.trim())).collect();
    roles.sort_unstable();
    roles.dedup();
    roles
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_772_368_200;

    fn terms() -> TokenTerms {
        TokenTerms { issuer: "https://idp.example/pool".to_owned(), client_id: "client".to_owned() }
    }

    fn claims() -> Value {
        json!({
            "token_use": "id", "iss": "https://idp.example/pool", "aud": "client", "exp": "1772371800",
            "sub": "9f1c", "email": "ana@example.com", "cognito:groups": "[analyst admin]",
        })
    }

    fn read(changes: Value) -> Result<Staff, TokenRefusal> {
        let mut claims = claims();
        for (name, value) in changes.as_object().unwrap() {
            claims[name.as_str()] = value.clone();
        }
        Staff::from_claims(claims.as_object(), &terms(), NOW)
    }

    #[test]
    fn a_good_token_names_a_person_and_roles() {
        let staff = read(json!({})).unwrap();
        assert_eq!((staff.name.as_str(), staff.id.as_str()), ("ana@example.com", "9f1c"));
        assert_eq!(staff.roles, [Role::Analyst, Role::Admin]);
    }

    #[test]
    fn groups_are_read_in_both_spellings() {
        let check = |groups: Value, expected: &[Role]| {
            let roles = read(json!({ "cognito:groups": groups })).map(|staff| staff.roles);
            assert_eq!(roles.unwrap_or_default(), expected, "{groups}");
        };
        check(json!("[analyst]"), &[Role::Analyst]);
        check(json!("analyst"), &[Role::Analyst]);
        check(json!("analyst,compliance"), &[Role::Analyst, Role::Compliance]);
        check(json!(" operator , admin "), &[Role::Operator, Role::Admin]);
        check(json!("[operator admin operator]"), &[Role::Operator, Role::Admin]);
        check(json!(["admin", "other"]), &[Role::Admin]);
        check(json!("not admin"), &[]);
        check(json!("Admin"), &[]);
        check(json!("[]"), &[]);
        check(json!(""), &[]);
        check(json!(null), &[]);
        check(json!(7), &[]);
    }

    #[test]
    fn other_tokens_are_refused() {
        let check = |changes: Value, expected: TokenRefusal| {
            assert_eq!(read(changes.clone()), Err(expected), "{changes}");
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
        check(json!({ "cognito:groups": "customers" }), TokenRefusal::NoRole);
        assert_eq!(Staff::from_claims(None, &terms(), NOW), Err(TokenRefusal::Missing));
    }

    #[test]
    fn a_time_that_the_gateway_wrote_as_a_date_was_checked_by_it() {
        assert!(read(json!({ "exp": "Sun Mar 01 13:30:00 UTC 2026" })).is_ok());
    }

    #[test]
    fn somebody_without_an_address_is_known_by_the_user_name() {
        let staff = read(json!({ "email": null, "cognito:username": "ana" })).unwrap();
        assert_eq!(staff.name, "ana");
    }
}
