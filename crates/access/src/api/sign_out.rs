//! `DELETE /api/session`

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum_extra::extract::CookieJar;
use platform::{DbError, Problem};

use crate::App;
use crate::session::{SameSiteRequest, Session, Token, removal};
use crate::store::{self, Event, Happening};
use crate::visit::Visit;

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
    Ok(visit): Result<Visit, std::convert::Infallible>,
    headers: HeaderMap,
) -> Result<(CookieJar, StatusCode), Problem> {
    if let Some(token) = Token::of(&headers)
        && let Some(mut session) = Session::find(&app, &token).await?
    {
        let mut tx = app.db.begin().await?;
        store::remove_session(&mut tx, &session.token_hash).await?;
        session.actor.request.clone_from(&visit.request);
        let author = session.actor.author(None);
        let source = visit.source.text();
        let signed_out = Happening {
            event: Event::SignedOut,
            account: Some(&session.actor.user_id),
            source: source.as_deref(),
            reason: None,
        };
        store::append(
            &app.db,
            &mut tx,
            app.stamp(),
            &author,
            &[signed_out],
            Vec::new(),
        )
        .await?;
        tx.commit().await.map_err(DbError::from)?;
    }
    let jar = CookieJar::new().add(removal(app.secure_cookies));
    Ok((jar, StatusCode::NO_CONTENT))
}
