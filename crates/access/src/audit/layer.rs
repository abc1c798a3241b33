//! Refusals are put on record around all routes, because the handler that is refused does not go on to do it.

use std::sync::{Arc, OnceLock};

use axum::extract::{MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use platform::Problem;

use super::model::{Action, Author, Detail, Entry};
use crate::App;

/// Who turned out to ask; filled in when a session was found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Caller(Arc<OnceLock<Author>>);

impl Caller {
    /// Tells the layer around the route who asks.
    pub(crate) fn tell(parts: &Parts, author: Author) {
        if let Some(caller) = parts.extensions.get::<Caller>() {
            // Asked twice in one request, the answer is the same.
            let _ = caller.0.set(author);
        }
    }
}

/// Id of the request, as logs and problem documents show it.
pub(crate) fn request_id(headers: &HeaderMap) -> &str {
    headers
        .get("x-request-id")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// Puts on record that somebody who is signed in asked for what they may not have.
///
/// Refusals of those who are not signed in are left out: anybody could fill the trail with them.
pub async fn note_refusals(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let caller = Caller::default();
    request.extensions_mut().insert(caller.clone());
    let route = request.extensions().get::<MatchedPath>().map_or_else(
        || "-".to_owned(),
        |path| format!("{}:{}", request.method(), path.as_str()),
    );
    let response = next.run(request).await;
    let problem = response.extensions().get::<Problem>();
    if response.status() != StatusCode::FORBIDDEN && !problem.is_some_and(Problem::is_refusal) {
        return response;
    }
    let Some(author) = caller.0.get() else {
        return response;
    };
    let reason = problem.map_or_else(|| "forbidden".to_owned(), |problem| problem.code.clone());
    let entry = Entry::new(author.clone(), Action::RequestRefused)
        .on("route", route)
        .with(Detail::Reason, reason)
        .refused();
    match app.record_now(entry).await {
        Ok(()) => response,
        Err(problem) => problem.into_response(),
    }
}
