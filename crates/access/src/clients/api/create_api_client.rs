//! `POST /api/api-clients`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kernel::Timestamp;
use platform::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::PostInput;
use crate::clients::{NewApiClient, create_client};
use crate::{AccessError, Actor, App, Body, NewPost, Permission, Resource};

/// A client to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewApiClient)]
pub(crate) struct ApiClientInput {
    /// Whose program it is, for example `忻州市人民医院 HIS`.
    name: String,
    /// The post it holds.
    post: PostInput,
    /// Permissions of the post's role it is narrowed to; all of them where absent.
    permissions: Option<Vec<String>>,
    /// From when on it is not listened to; at most 366 days away.
    expires_at: Timestamp,
    /// Requests it may make in a minute.
    #[serde(default = "usual_rate")]
    #[schema(minimum = 1, maximum = 6000, default = 60)]
    requests_per_minute: u32,
}

fn usual_rate() -> u32 {
    60
}

/// A client's first key, shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct ApiClientMade {
    id: String,
    /// For the header `Authorization: Bearer …`.
    key: String,
}

/// Makes an API client whose area lies where the caller manages clients.
#[utoipa::path(
    post, path = "/api/api-clients", tag = "access",
    params(("X-Yufang" = String, Header, description = "`1`, required of every request that changes something")),
    request_body = ApiClientInput,
    responses(
        (status = 201, description = "made; the key is shown this once", body = ApiClientMade),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `api_clients.manage` in the region of the post", body = Problem),
        (status = 422, description = "name, post, permissions, rate or expiry will not do", body = Problem),
    ),
)]
pub(crate) async fn create_api_client(
    actor: Actor,
    State(app): State<App>,
    Body(given): Body<ApiClientInput>,
) -> Result<(StatusCode, Json<ApiClientMade>), Problem> {
    let path = app
        .pack
        .regions
        .path(given.post.region)
        .ok_or_else(|| Problem::from(AccessError::NoRegion(given.post.region)))?;
    let grant = actor.authorize(&app, Permission::ApiClientsManage, &Resource::region(path))?;
    let client = NewApiClient {
        name: given.name,
        post: NewPost {
            role: given.post.role,
            region: given.post.region,
            organisation: given.post.organisation,
        },
        permissions: given.permissions,
        requests_per_minute: given.requests_per_minute,
        expires_at: given.expires_at,
    };
    let made = create_client(&app, &grant.author(), client).await?;
    let made = ApiClientMade {
        id: made.id,
        key: made.key,
    };
    Ok((StatusCode::CREATED, Json(made)))
}
