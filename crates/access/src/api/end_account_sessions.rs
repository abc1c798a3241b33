//! `DELETE /api/accounts/{id}/sessions`

use axum::Json;
use axum::extract::{Path, State};
use platform::Problem;

use super::managed::managed;
use super::views::SessionsEnded;
use crate::{Actor, App, Permission, accounts};

/// Signs the holder of an account out everywhere.
#[utoipa::path(
    delete, path = "/api/accounts/{id}/sessions", tag = "access",
    params(
        ("id" = String, Path, description = "id of the account"),
        ("X-Yufang" = String, Header, description = "`1`, required of every request that changes something"),
    ),
    responses(
        (status = 200, description = "how many ended", body = SessionsEnded),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `accounts.manage`", body = Problem),
        (status = 404, description = "there is no such account in the caller's area", body = Problem),
    ),
)]
pub(crate) async fn end_account_sessions(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<SessionsEnded>, Problem> {
    let scope = actor.scope(&app, Permission::AccountsManage)?;
    let account = managed(&app, &scope, &id).await?;
    let ended = accounts::end_sessions(&app, &scope.author(), &account.id).await?;
    Ok(Json(SessionsEnded { ended }))
}
