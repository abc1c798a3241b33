//! `POST /api/api-clients/{id}/rotate`

use axum::Json;
use axum::extract::{Path, State};
use kernel::Timestamp;
use platform::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::check_managed;
use crate::clients::rotate_client;
use crate::{Actor, App, Body, Permission};

/// How the change of keys goes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyRotation {
    /// For how many hours the key before is accepted too.
    #[serde(default = "usual_overlap")]
    #[schema(maximum = 168, default = 24)]
    overlap_hours: u32,
}

fn usual_overlap() -> u32 {
    24
}

/// A client's new key, shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct KeyRotated {
    /// For the header `Authorization: Bearer …`.
    key: String,
    /// Until when the key before is accepted.
    former_until: Option<Timestamp>,
}

/// Gives an API client another key; the one before is accepted for some hours more.
#[utoipa::path(
    post, path = "/api/api-clients/{id}/rotate", tag = "access",
    params(
        ("id" = String, Path, description = "id of the client"),
        ("X-Yufang" = String, Header, description = "`1`, required of every request that changes something"),
    ),
    request_body = KeyRotation,
    responses(
        (status = 200, description = "the new key, shown this once", body = KeyRotated),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `api_clients.manage`", body = Problem),
        (status = 404, description = "there is no such client in the caller's area, or it was revoked", body = Problem),
        (status = 422, description = "the overlap is too long", body = Problem),
    ),
)]
pub(crate) async fn rotate_api_client(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(given): Body<KeyRotation>,
) -> Result<Json<KeyRotated>, Problem> {
    let scope = actor.scope(&app, Permission::ApiClientsManage)?;
    check_managed(&app, &scope, &id).await?;
    let made = rotate_client(&app, &scope.author(), &id, given.overlap_hours).await?;
    Ok(Json(KeyRotated {
        key: made.key,
        former_until: made.former_until,
    }))
}
