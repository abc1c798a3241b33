//! Errors on the wire: RFC 9457 problem documents.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::DbError;

/// One thing wrong with one field or row of what was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// The field, column or parameter.
    pub field: String,
    /// Row in the file or list, counted from 1, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// The rule that was broken, a stable word such as `unknown_region`.
    pub rule: String,
    /// What is wrong and what to do, in English.
    pub message: String,
}

/// An error as RFC 9457 describes it, media type `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `/problems/` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// Stable word the console translates by, such as `not_found`.
    pub code: String,
    /// Short human summary.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What happened this time and what to do next.
    pub detail: String,
    /// What is wrong field by field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Seconds after which trying again makes sense.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// The request this answers, as in the `x-request-id` header; the server fills it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Whether it hides or refuses something that was asked for; the trail wants to know, the wire does not say.
    #[serde(skip)]
    refusal: bool,
}

impl Problem {
    /// A problem with a status, a code and its texts.
    #[must_use]
    pub fn new(status: StatusCode, code: &str, title: &str, detail: impl Into<String>) -> Self {
        Problem {
            kind: format!("/problems/{code}"),
            code: code.to_owned(),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            errors: Vec::new(),
            retry_after: None,
            request_id: None,
            refusal: false,
        }
    }

    /// The same, noted as a refusal although its status does not say so: a 404 for what may not be seen.
    #[must_use]
    pub fn refusal(mut self) -> Self {
        self.refusal = true;
        self
    }

    /// Whether it is noted as a refusal.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        self.refusal
    }

    /// 404: there is no such record, or it lies outside what the caller may see.
    #[must_use]
    pub fn not_found(what: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "not found", what)
    }

    /// 403: signed in, but without this right.
    #[must_use]
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "not allowed", detail)
    }

    /// 401: nobody is signed in.
    #[must_use]
    pub fn not_signed_in() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "not_signed_in",
            "not signed in",
            "sign in and send the request again",
        )
    }

    /// 409: the record is not in a state that allows this.
    #[must_use]
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "conflict", "conflict", detail)
    }

    /// 422: the request was understood and something in it is wrong.
    #[must_use]
    pub fn invalid(field: &str, rule: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        let mut problem = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid",
            "the request is not valid",
            message.clone(),
        );
        problem.errors.push(FieldError {
            field: field.to_owned(),
            row: None,
            rule: rule.to_owned(),
            message,
        });
        problem
    }

    /// 500: a defect of ours; the details are in the server's log under the request id, not here.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "the server failed",
            "try again; if it stays, give the request id to whoever runs the server",
        )
    }
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Locked | DbError::Full | DbError::Unreachable(_) | DbError::ReadOnly(_) => {
                tracing::warn!(%error, "database unavailable");
                let mut problem = Problem::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "database_unavailable",
                    "the database is not available",
                    error.to_string(),
                );
                problem.retry_after = Some(5);
                problem
            }
            DbError::Duplicate(_) => Problem::conflict("a record with this key exists already"),
            other => {
                tracing::error!(error = %other, "database error");
                Problem::internal()
            }
        }
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        DbError::from(error).into()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = self.retry_after;
        let mut response = (status, axum::Json(&self)).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(seconds) = retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        // The server's outermost layer knows the request's id and writes the document again with it.
        response.extensions_mut().insert(self);
        response
    }
}
