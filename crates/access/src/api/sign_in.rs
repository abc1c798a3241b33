//! `POST /api/session`

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum_extra::extract::CookieJar;
use platform::Problem;
use serde::Deserialize;
use utoipa::ToSchema;

use super::views::SessionView;
use crate::Body;
use crate::session::{SameSiteRequest, Token};
use crate::visit::Visit;
use crate::{App, sign_in as door};

/// A name and a password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignIn {
    /// Sign-in name, upper or lower case alike.
    username: String,
    /// Password.
    #[schema(format = Password)]
    password: String,
}

/// Signs in and sets the session cookie; `next` of the answer says what has to be done before anything else.
#[utoipa::path(
    post, path = "/api/session", tag = "access",
    params(("X-Yufang" = String, Header, description = "`1`, required of every request that changes something")),
    request_body = SignIn,
    responses(
        (status = 200, description = "signed in; the cookie `yufang_session` is set", body = SessionView),
        (status = 401, description = "wrong name or password", body = Problem),
        (status = 403, description = "the account is closed (`account_disabled`, `account_dormant`), or the header `X-Yufang` is missing", body = Problem),
        (status = 422, description = "not a name and a password", body = Problem),
        (status = 429, description = "too many failures; wait as `Retry-After` says", body = Problem),
        (status = 503, description = "too many people are signing in, or the database is not available", body = Problem),
    ),
)]
pub(crate) async fn sign_in(
    _: SameSiteRequest,
    State(app): State<App>,
    Ok(visit): Result<Visit, std::convert::Infallible>,
    headers: HeaderMap,
    Body(given): Body<SignIn>,
) -> Result<(CookieJar, Json<SessionView>), Problem> {
    let before = Token::of(&headers);
    let token = door::sign_in(&app, &given.username, given.password, &visit, before).await?;
    SessionView::with_cookie(&app, token).await
}
