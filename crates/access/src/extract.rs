//! Bodies and query strings whose errors are problem documents like all others, naming the field.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use platform::Problem;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A JSON body, which is an object.
#[derive(Debug, Clone, Copy)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let value = match Json::<Value>::from_request(request, state).await {
            Ok(Json(value)) => value,
            Err(JsonRejection::MissingJsonContentType(_)) => {
                return Err(Problem::new(
                    StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    "not_json",
                    "the body is not JSON",
                    "send the body as JSON with the header `Content-Type: application/json`",
                ));
            }
            Err(JsonRejection::JsonSyntaxError(_) | JsonRejection::JsonDataError(_)) => {
                return Err(Problem::invalid(
                    "body",
                    "json",
                    "the body is not well-formed JSON",
                ));
            }
            Err(other) => {
                return Err(Problem::new(
                    other.status(),
                    "bad_body",
                    "the body cannot be read",
                    "send a shorter body, whole, as JSON",
                ));
            }
        };
        // Read as a type with named fields, an array would be taken for their values in order.
        if !value.is_object() {
            return Err(Problem::invalid(
                "body",
                "object",
                "the body is not a JSON object; compare it with the API's description",
            ));
        }
        serde_path_to_error::deserialize(value)
            .map(Body)
            .map_err(|error| {
                let field = field("body", &error);
                // The parser's own text may quote the value, which may be a password.
                let message = format!(
                    "`{field}` is missing, unknown or of another kind; compare it with the API's description"
                );
                Problem::invalid(&field, "fields", message)
            })
    }
}

/// The parameters of a query string.
#[derive(Debug, Clone, Copy)]
pub struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = form_urlencoded::parse(query.as_bytes());
        serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(pairs))
            .map(Params)
            .map_err(|error| {
                let field = field("query", &error);
                let message = format!("`{field}`: {}", error.inner());
                Problem::invalid(&field, "parameter", message)
            })
    }
}

/// The field an error is about; `whole` where it is about no single one.
fn field<E: std::fmt::Display>(whole: &str, error: &serde_path_to_error::Error<E>) -> String {
    let path = error.path().to_string();
    if path != "." && path != "?" {
        return path;
    }
    // A field that is missing or not known has no place of its own; the message quotes its name.
    let text = error.inner().to_string();
    let quoted = text
        .strip_prefix("missing field `")
        .or_else(|| text.strip_prefix("unknown field `"))
        .and_then(|rest| rest.split_once('`'));
    quoted.map_or_else(|| whole.to_owned(), |(name, _)| name.to_owned())
}
