//! `PUT /api/accounts/{id}/identity`

use axum::extract::{Path, State};
use axum::http::StatusCode;
use platform::Problem;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::managed;
use crate::oidc::link_identity;
use crate::{Actor, App, Body, Permission};

/// Somebody at the provider.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Identity {
    /// The provider's name for them, `sub` of its token.
    subject: String,
}

/// Links an account to somebody at the provider, so that its holder can sign in there.
#[utoipa::path(
    put, path = "/api/accounts/{id}/identity", tag = "access",
    params(
        ("id" = String, Path, description = "id of the account"),
        ("X-Yufang" = String, Header, description = "`1`, required of every request that changes something"),
    ),
    request_body = Identity,
    responses(
        (status = 204, description = "linked"),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `accounts.manage`", body = Problem),
        (status = 404, description = "there is no such account in the caller's area", body = Problem),
        (status = 409, description = "no provider is configured, or either is linked already", body = Problem),
        (status = 422, description = "not a subject, or it is the caller's own account", body = Problem),
    ),
)]
pub(crate) async fn link_account_identity(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(given): Body<Identity>,
) -> Result<StatusCode, Problem> {
    let scope = actor.scope(&app, Permission::AccountsManage)?;
    let account = managed::managed_other(&app, &scope, &actor, &id).await?;
    link_identity(&app, &scope.author(), &account.id, &given.subject).await?;
    Ok(StatusCode::NO_CONTENT)
}
