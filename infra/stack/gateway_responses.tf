# What the gateway answers by itself, as RFC 9457 problem details like every other error of the API.

locals {
  problem_details = {
    ACCESS_DENIED                = { status = 403, title = "Forbidden", detail = "Access is denied." }
    API_CONFIGURATION_ERROR      = { status = 500, title = "Internal Server Error", detail = "The API is not set up correctly." }
    BAD_REQUEST_BODY             = { status = 400, title = "Bad Request", detail = "The body is not what this path takes." }
    BAD_REQUEST_PARAMETERS       = { status = 400, title = "Bad Request", detail = "A parameter is missing or not what this path takes." }
    EXPIRED_TOKEN                = { status = 401, title = "Unauthorized", detail = "The token has expired. Sign in again." }
    INTEGRATION_FAILURE          = { status = 503, title = "Service Unavailable", detail = "No answer could be made. Try again with the same Idempotency-Key." }
    INTEGRATION_TIMEOUT          = { status = 504, title = "Gateway Timeout", detail = "No answer came in time. Try again with the same Idempotency-Key." }
    INVALID_API_KEY              = { status = 403, title = "Forbidden", detail = "The x-api-key header is missing or names no valid key." }
    MISSING_AUTHENTICATION_TOKEN = { status = 404, title = "Not Found", detail = "There is no such path." }
    QUOTA_EXCEEDED               = { status = 429, title = "Too Many Requests", detail = "The quota of this key is used up." }
    REQUEST_TOO_LARGE            = { status = 413, title = "Content Too Large", detail = "The body is larger than the gateway takes." }
    RESOURCE_NOT_FOUND           = { status = 404, title = "Not Found", detail = "There is no such path." }
    THROTTLED                    = { status = 429, title = "Too Many Requests", detail = "There are too many requests right now. Slow down and try again." }
    UNAUTHORIZED                 = { status = 401, title = "Unauthorized", detail = "The Authorization header is missing or holds no valid token." }
    UNSUPPORTED_MEDIA_TYPE       = { status = 415, title = "Unsupported Media Type", detail = "The API takes application/json." }
  }

  # The gateway keeps its own status for whatever else goes wrong, so that these two name none.
  remaining_problems = {
    DEFAULT_4XX = { title = "The request was refused", detail = "The gateway refused the request." }
    DEFAULT_5XX = { title = "The request failed", detail = "The gateway could not answer the request." }
  }

  # Where trying again helps.
  retry_after_seconds = { INTEGRATION_FAILURE = "2", INTEGRATION_TIMEOUT = "2", THROTTLED = "1" }

  problem_headers = { Content-Type = "application/problem+json" }

  gateway_problems = merge(
    { for type, problem in local.problem_details : type => {
      status  = tostring(problem.status)
      body    = jsonencode(merge({ type = "about:blank" }, problem))
      headers = merge(local.problem_headers, { for retried, seconds in local.retry_after_seconds : "Retry-After" => seconds if retried == type })
    } },
    { for type, problem in local.remaining_problems : type => {
      status  = null
      body    = jsonencode(merge({ type = "about:blank" }, problem))
      headers = local.problem_headers
    } },
  )
}

resource "aws_api_gateway_gateway_response" "problem" {
  for_each = local.gateway_problems

  rest_api_id        = aws_api_gateway_rest_api.this.id
  response_type      = each.key
  status_code        = each.value.status
  response_templates = { "application/json" = each.value.body }

  response_parameters = {
    for name, value in each.value.headers : "gatewayresponse.header.${name}" => "'${value}'"
  }
}
