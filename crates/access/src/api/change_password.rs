//! `POST /api/session/password`

use axum::extract::State;
use axum::http::StatusCode;
use platform::Problem;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::Body;
use crate::session::Session;
use crate::source::Source;
use crate::{App, sign_in as door};

/// The password of today and the one that takes its place.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordChange {
    /// The password of today.
    #[schema(format = Password)]
    current: String,
    /// The new one: at least 12 characters, not the name, not one that is guessed first.
    #[schema(format = Password)]
    new: String,
}

/// Changes one's own password; all other sessions of the account end.
#[utoipa::path(
    post, path = "/api/session/password", tag = "access",
    params(("X-Yufang" = String, Header, description = "`1`, required of every request that changes something")),
    request_body = PasswordChange,
    responses(
        (status = 204, description = "changed"),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the header `X-Yufang` is missing", body = Problem),
        (status = 409, description = "the password was changed elsewhere at the same time", body = Problem),
        (status = 422, description = "the current password is wrong or the new one will not do", body = Problem),
        (status = 429, description = "too many failures; wait as `Retry-After` says", body = Problem),
    ),
)]
pub(crate) async fn change_password(
    session: Session,
    State(app): State<App>,
    Ok(source): Result<Source, std::convert::Infallible>,
    Body(given): Body<PasswordChange>,
) -> Result<StatusCode, Problem> {
    door::change_password(&app, &session, given.current, given.new, source).await?;
    Ok(StatusCode::NO_CONTENT)
}
