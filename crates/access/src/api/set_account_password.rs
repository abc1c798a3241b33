//! `POST /api/accounts/{id}/password`

use axum::extract::{Path, State};
use axum::http::StatusCode;
use platform::Problem;
use serde::Deserialize;
use utoipa::ToSchema;

use super::managed::managed_other;
use crate::{Actor, App, Body, Permission, set_password};

/// A new first password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FirstPassword {
    /// It must be changed at the next sign-in.
    #[schema(format = Password)]
    password: String,
}

/// Gives somebody who forgot theirs a new first password; their sessions end.
#[utoipa::path(
    post, path = "/api/accounts/{id}/password", tag = "access",
    params(
        ("id" = String, Path, description = "id of the account"),
        ("X-Yufang" = String, Header, description = "`1`, required of every request that changes something"),
    ),
    request_body = FirstPassword,
    responses(
        (status = 204, description = "set; it must be changed at the next sign-in"),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `accounts.manage`", body = Problem),
        (status = 404, description = "there is no such account in the caller's area", body = Problem),
        (status = 422, description = "the password will not do, or it is the caller's own account", body = Problem),
    ),
)]
pub(crate) async fn set_account_password(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(given): Body<FirstPassword>,
) -> Result<StatusCode, Problem> {
    let scope = actor.scope(&app, Permission::AccountsManage)?;
    let account = managed_other(&app, &scope, &actor, &id).await?;
    set_password(&app, &scope.author(), &account, given.password, true).await?;
    Ok(StatusCode::NO_CONTENT)
}
