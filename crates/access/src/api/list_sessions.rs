//! `GET /api/sessions`

use axum::Json;
use axum::extract::State;
use platform::Problem;

use super::views::SessionList;
use crate::App;
use crate::session::Session;

/// Where one is signed in: one's own open sessions, used last first.
#[utoipa::path(
    get, path = "/api/sessions", tag = "access",
    responses(
        (status = 200, description = "one's own open sessions", body = SessionList),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "something has to be done first; the code says what", body = Problem),
    ),
)]
pub(crate) async fn list_sessions(
    session: Session,
    State(app): State<App>,
) -> Result<Json<SessionList>, Problem> {
    session.require_done()?;
    let list = SessionList::of(&app, &session.actor.user_id, Some(&session.id)).await?;
    Ok(Json(list))
}
