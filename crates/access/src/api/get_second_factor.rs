//! `GET /api/session/second-factor`

use axum::Json;
use axum::extract::State;
use platform::Problem;

use super::views::SecondFactorView;
use crate::App;
use crate::session::Session;

/// Whether one's own second factor is on, and how many recovery codes are left.
#[utoipa::path(
    get, path = "/api/session/second-factor", tag = "access",
    responses(
        (status = 200, description = "the state of one's own second factor", body = SecondFactorView),
        (status = 401, description = "nobody is signed in", body = Problem),
    ),
)]
pub(crate) async fn get_second_factor(
    session: Session,
    State(app): State<App>,
) -> Result<Json<SecondFactorView>, Problem> {
    Ok(Json(SecondFactorView::of(&app, &session).await?))
}
