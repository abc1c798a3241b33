//! `POST /api/session/password`

use axum::extract::State;
use axum::http::StatusCode;
use axum_extra::extract::CookieJar;
use platform::Problem;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::Body;
use crate::session::Session;
use crate::visit::Visit;
use crate::{App, passwords};

/// The password of today and the one that takes its place.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordChange {
    /// The password of today.
    #[schema(format = Password)]
    current: String,
    /// The new one: as long as the pack asks, not the name, not one that is guessed first or was used lately.
    #[schema(format = Password)]
    new: String,
}

/// Changes one's own password; all other sessions of the account end.
#[utoipa::path(
    post, path = "/api/session/password", tag = "access",
    params(("X-Yufang" = String, Header, description = "`1`, required of every request that changes something")),
    request_body = PasswordChange,
    responses(
        (status = 204, description = "changed; the cookie `yufang_session` is set anew"),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the second factor is not proved, or the header `X-Yufang` is missing", body = Problem),
        (status = 409, description = "the password was changed elsewhere at the same time", body = Problem),
        (status = 422, description = "the current password is wrong or the new one will not do", body = Problem),
        (status = 429, description = "too many failures; wait as `Retry-After` says", body = Problem),
    ),
)]
pub(crate) async fn change_password(
    session: Session,
    State(app): State<App>,
    Ok(visit): Result<Visit, std::convert::Infallible>,
    Body(given): Body<PasswordChange>,
) -> Result<(CookieJar, StatusCode), Problem> {
    session.require_verified()?;
    let token = passwords::change(&app, &session, given.current, given.new, &visit).await?;
    let jar = CookieJar::new().add(token.cookie(app.secure_cookies));
    Ok((jar, StatusCode::NO_CONTENT))
}
