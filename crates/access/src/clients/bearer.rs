//! A request that carries a key instead of a cookie.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use kernel::Timestamp;
use platform::Problem;

use super::engine::{self, Pace};
use super::model::{ApiClient, ClientState};
use super::store;
use crate::audit::{self, Caller};
use crate::{Actor, App};

/// How often a client in use is noted as such.
const TOUCH_MILLIS: i64 = 60_000;
/// Clients remembered at most before those that rested are forgotten.
const REMEMBERED_MAX: usize = 1024;

/// How often each client has asked lately, in this process.
#[derive(Clone, Default)]
pub struct Limits(Arc<Mutex<HashMap<String, Pace>>>);

impl fmt::Debug for Limits {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Limits")
    }
}

impl Limits {
    /// Counts a request, or says how many seconds to wait.
    fn ask(&self, client: &ApiClient, now: Timestamp) -> Result<(), u64> {
        let mut paces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if paces.len() >= REMEMBERED_MAX {
            paces.retain(|_, pace| !pace.is_rested(now));
        }
        let pace = paces.entry(client.id.clone()).or_default();
        *pace = pace.ask(client.requests_per_minute, now)?;
        Ok(())
    }
}

/// Whether a request says that it carries a key.
pub(crate) fn is_bearer(headers: &HeaderMap) -> bool {
    headers.contains_key(AUTHORIZATION)
}

fn key(headers: &HeaderMap) -> Option<&str> {
    let (scheme, key) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
}

fn not_accepted() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "api_key_invalid",
        "the key is not accepted",
        "send `Authorization: Bearer yf_…` with a key that is neither expired nor revoked; an administrator makes a new one",
    )
}

/// The client that asks, as an actor with its one post.
pub(crate) async fn requester(app: &App, parts: &mut Parts) -> Result<Actor, Problem> {
    let key = key(&parts.headers).ok_or_else(not_accepted)?;
    let id = engine::id_of(key).ok_or_else(not_accepted)?;
    let now = app.clock.now();
    let client = store::client_by_key(&app.db, &app.pack, &engine::key_hash(key), now)
        .await?
        .filter(|client| client.id == id && client.state(now) == ClientState::Active)
        .ok_or_else(not_accepted)?;
    let actor = Actor {
        user_id: client.author(),
        username: client.author(),
        posts: vec![client.post.clone()],
        purpose: None,
        grants: Vec::new(),
        events: Vec::new(),
        request: audit::request_id(&parts.headers).to_owned(),
    };
    Caller::tell(parts, actor.author(None));
    if let Err(retry_after) = app.limits.ask(&client, now) {
        let mut problem = Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "rate_limited",
            "too many requests",
            format!(
                "this client may ask {} times a minute; wait {retry_after} seconds",
                client.requests_per_minute
            ),
        );
        problem.retry_after = Some(retry_after);
        return Err(problem);
    }
    let is_noted = client
        .last_used_at
        .is_some_and(|last| now.millis() - last.millis() < TOUCH_MILLIS);
    if !is_noted {
        // A request that only reads does not wait for the write lock, which a long import may hold.
        let db = app.db.clone();
        tokio::spawn(async move {
            if let Err(error) = store::touch(&db, &client.id, now).await {
                tracing::warn!(%error, "the use of an API key could not be noted");
            }
        });
    }
    Ok(actor)
}
