//! `POST /api/accounts/{id}/reset-second-factor`

use axum::extract::{Path, State};
use axum::http::StatusCode;
use platform::Problem;

use super::managed::managed_other;
use crate::{Actor, App, Permission, accounts};

/// Takes the second factor of somebody away who lost it; their sessions end.
#[utoipa::path(
    post, path = "/api/accounts/{id}/reset-second-factor", tag = "access",
    params(
        ("id" = String, Path, description = "id of the account"),
        ("X-Yufang" = String, Header, description = "`1`, required of every request that changes something"),
    ),
    responses(
        (status = 204, description = "taken away"),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `accounts.manage`", body = Problem),
        (status = 404, description = "there is no such account in the caller's area", body = Problem),
        (status = 422, description = "it is the caller's own account", body = Problem),
    ),
)]
pub(crate) async fn reset_second_factor(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let scope = actor.scope(&app, Permission::AccountsManage)?;
    let account = managed_other(&app, &scope, &actor, &id).await?;
    accounts::reset_second_factor(&app, &scope.author(), &account.id).await?;
    Ok(StatusCode::NO_CONTENT)
}
