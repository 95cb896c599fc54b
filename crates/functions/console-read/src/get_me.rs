//! `GET /console/me`: who is signed in, and what they may do.

use aws_lambda_events::apigw::ApiGatewayProxyResponse;
use aws_lambda_events::http::StatusCode;
use casework::permission::acts_of;
use casework::{Act, Role, Staff};
use lambda_shell::json;
use serde::Serialize;

#[derive(Serialize)]
struct Me<'a> {
    name: &'a str,
    roles: &'a [Role],
    acts: Vec<Act>,
}

pub(crate) fn answer(staff: &Staff) -> ApiGatewayProxyResponse {
    let me = Me { name: &staff.name, roles: &staff.roles, acts: acts_of(&staff.roles) };
    json(StatusCode::OK, &me)
}
