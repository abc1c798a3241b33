//! Bodies and query strings whose errors are problem documents like all others, naming the field.

use axum::Json;
use axum::body::HttpBody;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, OptionalFromRequest, Request};
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
        let value = match <Json<Value> as FromRequest<S>>::from_request(request, state).await {
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
        if let Some(field) = field_with_nul(&value) {
            return Err(Problem::invalid(
                &field,
                "nul",
                format!("`{field}` holds the character U+0000, which no text has; leave it out"),
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

/// A body that may be left out.
impl<T: DeserializeOwned, S: Send + Sync> OptionalFromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Option<Self>, Problem> {
        if request.body().is_end_stream() {
            return Ok(None);
        }
        <Self as FromRequest<S>>::from_request(request, state)
            .await
            .map(Some)
    }
}

/// The first field that holds U+0000, which a database may not be able to store; `body` where it is a field's own name.
fn field_with_nul(value: &Value) -> Option<String> {
    let inside = |name: String, value: &Value| {
        field_with_nul(value).map(|field| match field.as_str() {
            "body" => name,
            field => format!("{name}.{field}"),
        })
    };
    match value {
        Value::String(text) => text.contains('\0').then(|| "body".to_owned()),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(place, item)| inside(format!("[{place}]"), item)),
        Value::Object(fields) => fields.iter().find_map(|(name, value)| {
            if name.contains('\0') {
                Some("body".to_owned())
            } else {
                inside(name.clone(), value)
            }
        }),
        _ => None,
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_nul_is_found_wherever_it_stands() {
        for (value, field) in [
            (json!({ "a": "b", "n": 1 }), None),
            (json!({ "a": "\0" }), Some("a")),
            (json!({ "a": { "b": ["", "x\0y"] } }), Some("a.b.[1]")),
            (json!({ "a\0": 1 }), Some("body")),
        ] {
            assert_eq!(field_with_nul(&value).as_deref(), field, "{value}");
        }
    }
}
