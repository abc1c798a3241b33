//! `POST /api/api-clients/{id}/revoke`

use axum::extract::{Path, State};
use axum::http::StatusCode;
use platform::Problem;

use super::check_managed;
use crate::clients::revoke_client;
use crate::{Actor, App, Permission};

/// Takes the keys of an API client away for good.
#[utoipa::path(
    post, path = "/api/api-clients/{id}/revoke", tag = "access",
    params(
        ("id" = String, Path, description = "id of the client"),
        ("X-Yufang" = String, Header, description = "`1`, required of every request that changes something"),
    ),
    responses(
        (status = 204, description = "revoked"),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `api_clients.manage`", body = Problem),
        (status = 404, description = "there is no such client in the caller's area, or it was revoked before", body = Problem),
    ),
)]
pub(crate) async fn revoke_api_client(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let scope = actor.scope(&app, Permission::ApiClientsManage)?;
    check_managed(&app, &scope, &id).await?;
    revoke_client(&app, &scope.author(), &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
