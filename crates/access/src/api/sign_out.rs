//! `DELETE /api/session`

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum_extra::extract::CookieJar;
use platform::{DbError, Problem};

use crate::App;
use crate::session::{SameSiteRequest, Session, Token, removal};
use crate::source::Source;
use crate::store::{self, Event};

/// Signs out. Doing it twice, or without having signed in, is fine.
#[utoipa::path(
    delete, path = "/api/session", tag = "access",
    params(("X-Yufang" = String, Header, description = "`1`, required of every request that changes something")),
    responses(
        (status = 204, description = "nobody is signed in any more; the cookie is taken away"),
        (status = 403, description = "the header `X-Yufang` is missing", body = Problem),
    ),
)]
pub(crate) async fn sign_out(
    _: SameSiteRequest,
    State(app): State<App>,
    Ok(source): Result<Source, std::convert::Infallible>,
    headers: HeaderMap,
) -> Result<(CookieJar, StatusCode), Problem> {
    if let Some(token) = Token::of(&headers)
        && let Some(session) = Session::find(&app, &token).await?
    {
        let mut tx = app.db.begin().await?;
        store::remove_session(&mut tx, &session.token_hash).await?;
        let account = Some(session.actor.user_id.as_str());
        let now = app.clock.now();
        store::append(&mut tx, Event::SignedOut, account, source.0.as_deref(), now).await?;
        tx.commit().await.map_err(DbError::from)?;
    }
    let jar = CookieJar::new().add(removal(app.secure_cookies));
    Ok((jar, StatusCode::NO_CONTENT))
}
