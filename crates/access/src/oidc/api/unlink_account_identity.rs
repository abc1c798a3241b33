//! `DELETE /api/accounts/{id}/identity`

use axum::extract::{Path, State};
use axum::http::StatusCode;
use platform::Problem;

use crate::api::managed;
use crate::oidc::unlink_identity;
use crate::{Actor, App, Permission};

/// Takes the link to the provider away.
#[utoipa::path(
    delete, path = "/api/accounts/{id}/identity", tag = "access",
    params(
        ("id" = String, Path, description = "id of the account"),
        ("X-Yufang" = String, Header, description = "`1`, required of every request that changes something"),
    ),
    responses(
        (status = 204, description = "there is no link any more"),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `accounts.manage`", body = Problem),
        (status = 404, description = "there is no such account in the caller's area", body = Problem),
    ),
)]
pub(crate) async fn unlink_account_identity(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let scope = actor.scope(&app, Permission::AccountsManage)?;
    let account = managed::managed(&app, &scope, &id).await?;
    unlink_identity(&app, &scope.author(), &account.id).await?;
    Ok(StatusCode::NO_CONTENT)
}
