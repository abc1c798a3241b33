//! `POST /api/session/second-factor`

use axum::Json;
use axum::extract::State;
use axum_extra::extract::CookieJar;
use platform::Problem;

use super::views::{ProofInput, SessionView};
use crate::session::Session;
use crate::visit::Visit;
use crate::{App, Body, second_factors};

/// The second step of signing in: the code an authenticator shows, or a recovery code. The session gets a new cookie.
#[utoipa::path(
    post, path = "/api/session/second-factor", tag = "access",
    params(("X-Yufang" = String, Header, description = "`1`, required of every request that changes something")),
    request_body = ProofInput,
    responses(
        (status = 200, description = "signed in; the cookie `yufang_session` is set anew", body = SessionView),
        (status = 401, description = "nobody is signed in, or the code is not accepted (`wrong_code`)", body = Problem),
        (status = 403, description = "the header `X-Yufang` is missing", body = Problem),
        (status = 409, description = "no second factor is asked for", body = Problem),
        (status = 422, description = "neither a code nor a recovery code", body = Problem),
        (status = 429, description = "too many failures; wait as `Retry-After` says", body = Problem),
    ),
)]
pub(crate) async fn verify_second_factor(
    session: Session,
    State(app): State<App>,
    Ok(visit): Result<Visit, std::convert::Infallible>,
    Body(given): Body<ProofInput>,
) -> Result<(CookieJar, Json<SessionView>), Problem> {
    let token = second_factors::verify(&app, &session, given.proof()?, &visit).await?;
    SessionView::with_cookie(&app, token).await
}
