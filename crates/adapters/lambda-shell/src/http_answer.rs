//! Answers of the HTTP API: JSON, and for what went wrong problem details (RFC 9457).

use std::error::Error;

use aws_lambda_events::apigw::ApiGatewayProxyResponse;
use aws_lambda_events::encodings::Body;
use aws_lambda_events::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use fraud::request::FieldError;
use serde::Serialize;

use crate::ErrorChain;

/// An answer with a JSON body.
pub fn json(status: StatusCode, body: &impl Serialize) -> ApiGatewayProxyResponse {
    answer(status, "application/json", body)
}

fn answer(status: StatusCode, content_type: &'static str, body: &impl Serialize) -> ApiGatewayProxyResponse {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    // What is answered is one client's data, and changes.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let mut response = ApiGatewayProxyResponse::default();
    response.status_code = i64::from(status.as_u16());
    response.headers = headers;
    response.body = Some(Body::Text(serde_json::to_string(body).expect("answers are plain data")));
    response
}

/// Something went wrong, told to the client.
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    status: u16,
    detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip)]
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// A problem of a kind that programs know by `slug` and people by `title`; `detail` is about this
    /// occurrence and says what to do.
    pub fn new(status: StatusCode, slug: &str, title: &'static str, detail: impl Into<String>) -> Problem {
        Problem {
            kind: format!("urn:tollgate:problem:{slug}"),
            title,
            status: status.as_u16(),
            detail: detail.into(),
            errors: Vec::new(),
            line: None,
            column: None,
            headers: Vec::new(),
        }
    }

    /// With the fields that are wrong.
    #[must_use]
    pub fn with_errors(self, errors: Vec<FieldError>) -> Problem {
        Problem { errors, ..self }
    }

    /// With the place in the body, from 1.
    #[must_use]
    pub fn at(self, line: usize, column: usize) -> Problem {
        Problem { line: Some(line), column: Some(column), ..self }
    }

    /// With a header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: &'static str) -> Problem {
        self.headers.push((name, HeaderValue::from_static(value)));
        self
    }

    /// A part of AWS did not answer; the client may try again, and loses nothing by it.
    pub fn unavailable() -> Problem {
        Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "Temporarily unavailable",
            "The request could not be carried out just now. Send it again in a few seconds, with the same \
             Idempotency-Key if it had one.",
        )
        .with_header(header::RETRY_AFTER, "2")
    }

    /// The same for an error; the log says what could not be done, and why.
    pub fn unanswered(error: &impl Error, what: &'static str) -> Problem {
        tracing::error!(error = %ErrorChain(error), "{what}");
        Problem::unavailable()
    }

    /// The gateway knows the routes and answers this itself.
    pub fn no_such_route() -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "no-such-route", "No such route", "Nothing is answered here.")
    }

    /// The answer that carries it.
    pub fn into_answer(self) -> ApiGatewayProxyResponse {
        let status = StatusCode::from_u16(self.status).expect("made from a status");
        let mut response = answer(status, "application/problem+json", &self);
        response.headers.extend(self.headers);
        response
    }
}
