//! `DELETE /api/sessions/{id}`

use axum::extract::{Path, State};
use axum::http::StatusCode;
use platform::{DbError, Problem};

use crate::audit::{Action, Detail, Entry};
use crate::session::Session;
use crate::{App, store};

/// Ends one of one's own sessions.
#[utoipa::path(
    delete, path = "/api/sessions/{id}", tag = "access",
    params(
        ("id" = String, Path, description = "id of the session, as the list shows it"),
        ("X-Yufang" = String, Header, description = "`1`, required of every request that changes something"),
    ),
    responses(
        (status = 204, description = "ended"),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "something has to be done first, or the header `X-Yufang` is missing", body = Problem),
        (status = 404, description = "one has no such session", body = Problem),
    ),
)]
pub(crate) async fn end_session(
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    session.require_done()?;
    let account = &session.actor.user_id;
    let mut tx = app.db.begin().await?;
    if !store::remove_session_by_id(&mut tx, account, &id).await? {
        return Err(Problem::not_found(
            "you have no such session; the list may be old",
        ));
    }
    let entry = Entry::new(session.actor.author(None), Action::SessionEnded)
        .on("account", account)
        .count(Detail::Rows, 1);
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(StatusCode::NO_CONTENT)
}
