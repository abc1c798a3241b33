//! `POST /api/session/second-factor/removal`

use axum::extract::State;
use axum::http::StatusCode;
use platform::Problem;

use super::views::ProofInput;
use crate::session::Session;
use crate::visit::Visit;
use crate::{App, Body, second_factors};

/// Gives one's own second factor up, to enrol another device; a role that needs one lets nothing else be done before.
#[utoipa::path(
    post, path = "/api/session/second-factor/removal", tag = "access",
    params(("X-Yufang" = String, Header, description = "`1`, required of every request that changes something")),
    request_body = ProofInput,
    responses(
        (status = 204, description = "there is no second factor any more"),
        (status = 401, description = "nobody is signed in, or the code is not accepted (`wrong_code`)", body = Problem),
        (status = 403, description = "the second factor is not proved, or the header `X-Yufang` is missing", body = Problem),
        (status = 409, description = "there is no second factor", body = Problem),
        (status = 422, description = "neither a code nor a recovery code", body = Problem),
        (status = 429, description = "too many failures; wait as `Retry-After` says", body = Problem),
    ),
)]
pub(crate) async fn remove_second_factor(
    session: Session,
    State(app): State<App>,
    Ok(visit): Result<Visit, std::convert::Infallible>,
    Body(given): Body<ProofInput>,
) -> Result<StatusCode, Problem> {
    second_factors::remove(&app, &session, given.proof()?, &visit).await?;
    Ok(StatusCode::NO_CONTENT)
}
