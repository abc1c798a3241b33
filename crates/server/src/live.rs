//! Live updates by server-sent events (SSE).

use std::convert::Infallible;
use std::time::Duration;

use access::{Actor, App};
use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures::{Stream, StreamExt};
use platform::Problem;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::wrappers::errors::BroadcastStreamRecvError;

/// A proxy between us and the screen must not take a quiet hour for a dead connection.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// What changes from now on, as `import`, `detection`, `counts`, `signal` and `grant` events; `reload` when some were missed.
#[utoipa::path(
    get,
    path = "/api/events",
    operation_id = "listen_events",
    tag = "server",
    responses(
        (status = 200, description = "events as they happen", content_type = "text/event-stream", body = String),
        (status = 401, description = "not signed in", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(crate) async fn listen_events(
    State(app): State<App>,
    actor: Actor,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let heard = BroadcastStream::new(app.events.listen()).filter_map(move |event| {
        let told = match event {
            Ok(event) => may_hear(&actor, event.permission)
                .then(|| Event::default().event(event.name).data(event.data)),
            Err(BroadcastStreamRecvError::Lagged(missed)) => Some(
                Event::default()
                    .event("reload")
                    .data(format!("{{\"missed\":{missed}}}")),
            ),
        };
        std::future::ready(told.map(Ok))
    });
    Sse::new(heard).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}

fn may_hear(actor: &Actor, permission: &str) -> bool {
    actor.posts.iter().any(|post| {
        post.permissions
            .iter()
            .any(|held| held.as_str() == permission)
    })
}
