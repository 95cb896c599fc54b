//! What all requests with a JSON body have in common.

use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::http::{StatusCode, header};
use fraud::request::BODY_BYTES_MAX;
use serde_json::Value;

use crate::http_answer::Problem;

/// The body, if it says that it is JSON.
pub fn body(request: &ApiGatewayProxyRequest) -> Result<&str, Problem> {
    let media_type = request.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let is_json = media_type.is_none_or(|value| {
        let essence = value.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("application/json")
    });
    // API Gateway encodes a body only for media types declared as binary, and the API declares none.
    if !is_json || request.is_base64_encoded {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported-media-type",
            "Unsupported media type",
            "Send the body as application/json.",
        ));
    }
    Ok(request.body.as_deref().unwrap_or_default())
}

/// What a body holds, if it is JSON of a size that is taken.
pub fn document(body: &str) -> Result<Value, Problem> {
    document_up_to(body, BODY_BYTES_MAX)
}

/// The same of a body that may have so many bytes.
pub fn document_up_to(body: &str, bytes_max: usize) -> Result<Value, Problem> {
    if body.len() > bytes_max {
        return Err(too_large(format!("the body has {} bytes; the limit is {bytes_max}", body.len())));
    }
    serde_json::from_str(body).map_err(|error| {
        malformed("the body is not JSON".to_owned(), error.line().max(1), error.column().max(1))
    })
}

/// The body is larger than it may be.
pub fn too_large(detail: String) -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", "Body too large", detail)
}

/// The body is not JSON, from this place on.
pub fn malformed(detail: String, line: usize, column: usize) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "malformed-json", "Malformed JSON", detail).at(line, column)
}
