//! `POST /api/accounts/{id}/unlock`

use axum::extract::{Path, State};
use axum::http::StatusCode;
use platform::Problem;

use super::managed::managed;
use crate::{Actor, App, Permission, accounts};

/// Forgets the failures under an account's name, so that its holder need not wait.
#[utoipa::path(
    post, path = "/api/accounts/{id}/unlock", tag = "access",
    params(
        ("id" = String, Path, description = "id of the account"),
        ("X-Yufang" = String, Header, description = "`1`, required of every request that changes something"),
    ),
    responses(
        (status = 204, description = "forgotten"),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `accounts.manage`", body = Problem),
        (status = 404, description = "there is no such account in the caller's area", body = Problem),
    ),
)]
pub(crate) async fn unlock_account(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let scope = actor.scope(&app, Permission::AccountsManage)?;
    let account = managed(&app, &scope, &id).await?;
    accounts::unlock_account(&app, &scope.author(), &account).await?;
    Ok(StatusCode::NO_CONTENT)
}
