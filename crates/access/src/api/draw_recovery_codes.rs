//! `POST /api/session/second-factor/recovery-codes`

use axum::Json;
use axum::extract::State;
use platform::Problem;

use super::views::{CodeInput, RecoveryCodes};
use crate::session::Session;
use crate::visit::Visit;
use crate::{App, Body, second_factors};

/// Draws new recovery codes; those from before end.
#[utoipa::path(
    post, path = "/api/session/second-factor/recovery-codes", tag = "access",
    params(("X-Yufang" = String, Header, description = "`1`, required of every request that changes something")),
    request_body = CodeInput,
    responses(
        (status = 200, description = "ten codes, shown this once", body = RecoveryCodes),
        (status = 401, description = "nobody is signed in, or the code is not accepted (`wrong_code`)", body = Problem),
        (status = 403, description = "the second factor is not proved, or the header `X-Yufang` is missing", body = Problem),
        (status = 409, description = "there is no second factor", body = Problem),
        (status = 422, description = "no code", body = Problem),
        (status = 429, description = "too many failures; wait as `Retry-After` says", body = Problem),
    ),
)]
pub(crate) async fn draw_recovery_codes(
    session: Session,
    State(app): State<App>,
    Ok(visit): Result<Visit, std::convert::Infallible>,
    Body(given): Body<CodeInput>,
) -> Result<Json<RecoveryCodes>, Problem> {
    let recovery_codes =
        second_factors::redraw_recovery_codes(&app, &session, given.code, &visit).await?;
    Ok(Json(RecoveryCodes { recovery_codes }))
}
