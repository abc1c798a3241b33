//! `GET /api/accounts/{id}/sessions`

use axum::Json;
use axum::extract::{Path, State};
use platform::Problem;

use super::managed::managed;
use super::views::SessionList;
use crate::{Actor, App, Permission};

/// Where the holder of an account is signed in.
#[utoipa::path(
    get, path = "/api/accounts/{id}/sessions", tag = "access",
    params(("id" = String, Path, description = "id of the account")),
    responses(
        (status = 200, description = "the account's open sessions, used last first", body = SessionList),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `accounts.manage`", body = Problem),
        (status = 404, description = "there is no such account in the caller's area", body = Problem),
    ),
)]
pub(crate) async fn list_account_sessions(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<SessionList>, Problem> {
    let scope = actor.scope(&app, Permission::AccountsManage)?;
    let account = managed(&app, &scope, &id).await?;
    Ok(Json(SessionList::of(&app, &account.id, None).await?))
}
