//! `GET /api/session`

use axum::Json;
use axum::extract::State;
use platform::Problem;

use super::views::SessionView;
use crate::App;
use crate::session::Session;

/// Who is signed in.
#[utoipa::path(
    get, path = "/api/session", tag = "access",
    responses(
        (status = 200, description = "who is signed in", body = SessionView),
        (status = 401, description = "nobody is", body = Problem),
    ),
)]
pub(crate) async fn get_session(
    State(app): State<App>,
    session: Session,
) -> Result<Json<SessionView>, Problem> {
    Ok(Json(SessionView::of(&app, &session).await?))
}
