//! A person of the staff, from the claims of a token that API Gateway has verified.

use id_token::{IdToken, TokenRefusal, TokenTerms};
use serde_json::{Map, Value};
use thiserror::Error;

use crate::permission::{Act, Role, may};

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

/// Why somebody may not come in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum StaffRefusal {
    /// The token is not taken.
    #[error(transparent)]
    Token(#[from] TokenRefusal),
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
    ) -> Result<Staff, StaffRefusal> {
        let token = IdToken::read(claims, terms, now_seconds)?;
        let roles = roles(token.claim("cognito:groups"));
        if roles.is_empty() {
            return Err(StaffRefusal::NoRole);
        }
        Ok(Staff { name: token.name.to_owned(), id: token.id.to_owned(), roles })
    }

    /// Whether they may do it.
    pub fn may(&self, act: Act) -> bool {
        may(&self.roles, act)
    }
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

    fn read(changes: Value) -> Result<Staff, StaffRefusal> {
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
    fn other_tokens_and_people_without_a_group_are_refused() {
        let check = |changes: Value, expected: StaffRefusal| {
            assert_eq!(read(changes.clone()), Err(expected), "{changes}");
        };
        check(json!({ "token_use": "access" }), TokenRefusal::NotAnIdToken.into());
        check(json!({ "iss": "https://idp.example/customers" }), TokenRefusal::OtherIssuer.into());
        check(json!({ "cognito:groups": "customers" }), StaffRefusal::NoRole);
        check(json!({ "cognito:groups": null }), StaffRefusal::NoRole);
    }
}
