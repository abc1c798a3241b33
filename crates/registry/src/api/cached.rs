//! Reference data changes with the pack or with the day, and says so: `ETag` and 304.

use std::fmt::Display;

use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// What a browser may keep: it asks each time and gets 304 while `version` stays the same.
///
/// The body is made only when it is sent.
pub(super) fn cached<T: Serialize>(
    request: &HeaderMap,
    version: impl Display,
    body: impl FnOnce() -> T,
) -> Response {
    // Weak, because the answer may be sent compressed or not.
    let tag = format!("W/\"{version}\"");
    let is_known = request
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|known| known.trim() == tag);
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Json(body()).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache"),
    );
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_not_sent_again() {
        let mut request = HeaderMap::new();
        let first = cached(&request, "abc", || 1);
        assert_eq!(first.status(), StatusCode::OK);
        request.insert(
            header::IF_NONE_MATCH,
            HeaderValue::from_static("W/\"old\", W/\"abc\""),
        );
        assert_eq!(
            cached(&request, "abc", || 1).status(),
            StatusCode::NOT_MODIFIED
        );
        assert_eq!(cached(&request, "abd", || 1).status(), StatusCode::OK);
    }
}
