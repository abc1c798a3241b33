//! `POST /api/session/second-factor/confirmation`

use axum::Json;
use axum::extract::State;
use axum_extra::extract::CookieJar;
use platform::Problem;

use super::views::{CodeInput, RecoveryCodes};
use crate::session::Session;
use crate::visit::Visit;
use crate::{App, Body, second_factors};

/// Turns the second factor on with a code of the secret that was shown; other sessions end, this one gets a new cookie.
#[utoipa::path(
    post, path = "/api/session/second-factor/confirmation", tag = "access",
    params(("X-Yufang" = String, Header, description = "`1`, required of every request that changes something")),
    request_body = CodeInput,
    responses(
        (status = 200, description = "the second factor is on; recovery codes, shown this once", body = RecoveryCodes),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the second factor is not proved, or the header `X-Yufang` is missing", body = Problem),
        (status = 409, description = "no secret waits to be confirmed (`no_enrolment`)", body = Problem),
        (status = 422, description = "the code is wrong", body = Problem),
        (status = 429, description = "too many failures; wait as `Retry-After` says", body = Problem),
    ),
)]
pub(crate) async fn confirm_second_factor(
    session: Session,
    State(app): State<App>,
    Ok(visit): Result<Visit, std::convert::Infallible>,
    Body(given): Body<CodeInput>,
) -> Result<(CookieJar, Json<RecoveryCodes>), Problem> {
    let (recovery_codes, token) =
        second_factors::confirm_enrolment(&app, &session, given.code, &visit).await?;
    let jar = CookieJar::new().add(token.cookie(app.secure_cookies));
    Ok((jar, Json(RecoveryCodes { recovery_codes })))
}
