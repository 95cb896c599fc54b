//! What callers with an API key may do: each key has scopes, and each route of machines asks for one.
//!
//! The gateway has checked that the key exists and belongs to this API; it can't tell a key for payments from one for
//! sanctions. People have tokens instead, and their routes are decided by their roles.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::http::StatusCode;

use crate::{Config, Problem};

/// What a key may be used for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// Post payments, have them decided, ask what became of them.
    Payments,
    /// Say whether a payment was fraud.
    Labels,
    /// Look names up, and see what was cleared.
    Screening,
    /// Clear matches with sanctions lists and revoke that, on behalf of whomever the request names.
    Clearances,
    /// Upload documents and ask what became of them.
    Documents,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Scope; 5] =
        [Scope::Payments, Scope::Labels, Scope::Screening, Scope::Clearances, Scope::Documents];

    /// The name that the deployment's configuration uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Scope::Payments => "payments",
            Scope::Labels => "labels",
            Scope::Screening => "screening",
            Scope::Clearances => "clearances",
            Scope::Documents => "documents",
        }
    }

    /// What a route asks for; nothing if it is not one of machines.
    pub fn of_route(method: &str, path: &str) -> Option<Scope> {
        Some(match (method, path) {
            ("POST", "/transactions" | "/predict") | ("GET", "/transactions/{key_id}") => Scope::Payments,
            ("POST", "/transactions/{key_id}/label") => Scope::Labels,
            ("GET", "/watchlist/search" | "/watchlist/clearances") => Scope::Screening,
            ("POST", "/watchlist/clearances" | "/watchlist/revocations") => Scope::Clearances,
            ("POST", "/documents") | ("GET", "/documents/{key_id}") => Scope::Documents,
            _ => return None,
        })
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// A key and its scopes, written `id:payments+labels`.
#[derive(Debug)]
struct Client {
    key_id: String,
    scopes: Vec<Scope>,
}

impl FromStr for Client {
    type Err = String;

    fn from_str(text: &str) -> Result<Client, String> {
        let (key_id, scopes) = text
            .split_once(':')
            .filter(|(key_id, _)| !key_id.is_empty())
            .ok_or("must be the id of an API key, a colon and scopes")?;
        let scope = |name: &str| Scope::ALL.into_iter().find(|scope| scope.as_str() == name);
        let scopes: Option<Vec<Scope>> = scopes.split('+').map(scope).collect();
        let scopes = scopes.ok_or("names a scope that does not exist")?;
        Ok(Client { key_id: key_id.to_owned(), scopes })
    }
}

/// The API keys that the deployment knows.
#[derive(Debug)]
pub struct ApiClients(BTreeMap<String, Vec<Scope>>);

impl ApiClients {
    /// Those of `API_KEY_SCOPES`.
    pub fn read(config: &mut Config) -> ApiClients {
        ApiClients::of(config.list("API_KEY_SCOPES"))
    }

    fn of(clients: Vec<Client>) -> ApiClients {
        ApiClients(clients.into_iter().map(|client| (client.key_id, client.scopes)).collect())
    }

    /// Lets a request in whose key has the route's scope, or whose route is not one of machines.
    ///
    /// # Errors
    /// 403: the key lacks the scope, or the deployment does not know it.
    pub fn admit(&self, request: &ApiGatewayProxyRequest) -> Result<(), Problem> {
        let path = request.resource.as_deref().unwrap_or_default();
        let Some(scope) = Scope::of_route(request.http_method.as_str(), path) else {
            return Ok(());
        };
        let key_id = request.request_context.identity.api_key_id.as_deref().unwrap_or_default();
        if self.0.get(key_id).is_some_and(|scopes| scopes.contains(&scope)) {
            return Ok(());
        }
        tracing::warn!(api_key_id = key_id, %scope, "an API key without the scope was refused");
        Err(Problem::new(
            StatusCode::FORBIDDEN,
            "missing-scope",
            "Missing scope",
            format!(
                "This API key lacks the scope {scope}. Use another key, or ask whoever runs the deployment for the scope."
            ),
        ))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use aws_lambda_events::http::Method;

    use super::*;

    fn status(clients: &ApiClients, key_id: Option<&str>, method: Method, path: &str) -> u16 {
        let mut request = ApiGatewayProxyRequest::default();
        request.http_method = method;
        request.resource = Some(path.to_owned());
        request.request_context.identity.api_key_id = key_id.map(str::to_owned);
        clients.admit(&request).err().map_or(200, |problem| problem.into_answer().status_code as u16)
    }

    #[test]
    fn a_key_does_what_its_scopes_say_and_nothing_else() {
        let clients = ApiClients::of(vec![
            "shop:payments+documents".parse().unwrap(),
            "desk:clearances".parse().unwrap(),
        ]);
        let check = |key_id: Option<&str>, method: Method, path: &str, expected: u16| {
            assert_eq!(
                status(&clients, key_id, method.clone(), path),
                expected,
                "{key_id:?} {method} {path}"
            );
        };
        check(Some("shop"), Method::POST, "/transactions", 200);
        check(Some("shop"), Method::POST, "/predict", 200);
        check(Some("shop"), Method::GET, "/transactions/{key_id}", 200);
        check(Some("shop"), Method::GET, "/documents/{key_id}", 200);
        check(Some("shop"), Method::POST, "/transactions/{key_id}/label", 403);
        check(Some("shop"), Method::GET, "/watchlist/search", 403);
        check(Some("shop"), Method::POST, "/watchlist/clearances", 403);
        check(Some("desk"), Method::POST, "/watchlist/clearances", 200);
        check(Some("desk"), Method::POST, "/watchlist/revocations", 200);
        check(Some("desk"), Method::GET, "/watchlist/search", 403);
        check(Some("desk"), Method::POST, "/predict", 403);
        // Keys that nobody listed, and none at all.
        for key_id in [Some("stranger"), Some(""), Some("SHOP"), Some("shop:payments"), None] {
            check(key_id, Method::POST, "/transactions", 403);
        }
        // Routes of people are decided by their tokens, and those that do not exist by the router.
        check(None, Method::POST, "/console/watchlist/clearances", 200);
        check(None, Method::GET, "/portal/documents", 200);
        check(None, Method::DELETE, "/transactions", 200);
    }

    #[test]
    fn what_is_not_a_client_is_told() {
        let check = |text: &str, expected: &str| assert_eq!(text.parse::<Client>().unwrap_err(), expected);
        check("shop", "must be the id of an API key, a colon and scopes");
        check(":payments", "must be the id of an API key, a colon and scopes");
        check("shop:", "names a scope that does not exist");
        check("shop:payments+", "names a scope that does not exist");
        check("shop:payment", "names a scope that does not exist");
        check("shop:payments labels", "names a scope that does not exist");
    }

    /// A route that is added without a scope would be open to every key.
    #[test]
    fn every_route_of_machines_asks_for_a_scope() {
        let contract = include_str!("../../../../docs/openapi.yaml");
        let paths = contract
            .lines()
            .skip_while(|line| *line != "paths:")
            .skip(1)
            .take_while(|line| line.is_empty() || line.starts_with(' ') || line.starts_with('#'));
        let mut path = "";
        let mut scopes = BTreeSet::new();
        for line in paths {
            if let Some(name) = line.strip_prefix("  /").and_then(|rest| rest.strip_suffix(':')) {
                path = &line[2..3 + name.len()];
            }
            let method = ["get", "post", "put", "delete", "patch"].into_iter().find(|method| {
                line.strip_prefix("    ").and_then(|rest| rest.strip_suffix(':')) == Some(method)
            });
            let Some(method) = method.map(str::to_uppercase) else { continue };
            let scope = Scope::of_route(&method, path);
            let is_of_people = path.starts_with("/console/") || path.starts_with("/portal/");
            assert_eq!(scope.is_none(), is_of_people, "{method} {path}");
            scopes.extend(scope.map(Scope::as_str));
        }
        assert_eq!(scopes.len(), Scope::ALL.len(), "{scopes:?}");
    }
}
