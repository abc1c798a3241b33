//! `DELETE /api/sessions`

use axum::Json;
use axum::extract::State;
use platform::Problem;

use super::views::SessionsEnded;
use crate::App;
use crate::accounts::end_sessions_but;
use crate::session::Session;

/// Ends all of one's own sessions but this one.
#[utoipa::path(
    delete, path = "/api/sessions", tag = "access",
    params(("X-Yufang" = String, Header, description = "`1`, required of every request that changes something")),
    responses(
        (status = 200, description = "how many ended", body = SessionsEnded),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "something has to be done first, or the header `X-Yufang` is missing", body = Problem),
    ),
)]
pub(crate) async fn end_sessions(
    session: Session,
    State(app): State<App>,
) -> Result<Json<SessionsEnded>, Problem> {
    session.require_done()?;
    let actor = &session.actor;
    let here = Some(session.token_hash.as_str());
    let ended = end_sessions_but(&app, &actor.author(None), &actor.user_id, here).await?;
    Ok(Json(SessionsEnded { ended }))
}
