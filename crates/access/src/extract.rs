//! Bodies and query strings whose errors are problem documents like all others.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use platform::Problem;
use serde::de::DeserializeOwned;

/// A JSON body.
#[derive(Debug, Clone, Copy)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Body(body)),
            Err(JsonRejection::MissingJsonContentType(_)) => Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "not_json",
                "the body is not JSON",
                "send the body as JSON with the header `Content-Type: application/json`",
            )),
            // The parser's own text may quote the value, which may be a password.
            Err(JsonRejection::JsonDataError(_)) => Err(Problem::invalid(
                "body",
                "fields",
                "a field of the body is missing, unknown or of another kind; compare it with the API's description",
            )),
            Err(JsonRejection::JsonSyntaxError(_)) => Err(Problem::invalid(
                "body",
                "json",
                "the body is not well-formed JSON",
            )),
            Err(other) => Err(Problem::new(
                other.status(),
                "bad_body",
                "the body cannot be read",
                "send a shorter body, whole, as JSON",
            )),
        }
    }
}

/// The parameters of a query string.
#[derive(Debug, Clone, Copy)]
pub struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(params)) => Ok(Params(params)),
            Err(rejection) => Err(Problem::invalid(
                "query",
                "parameter",
                rejection.body_text(),
            )),
        }
    }
}
