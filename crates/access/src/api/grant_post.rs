//! `POST /api/accounts/{id}/posts`

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use kernel::RegionCode;
use platform::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::managed::managed_other;
use crate::grants::words;
use crate::{AccessError, Actor, App, Body, NewPost, Permission, Resource, accounts};

/// A post, and why it is given.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PostGrant {
    /// Role id.
    role: String,
    /// Code of the area.
    region: RegionCode,
    /// Id of the organisation.
    organisation: Option<String>,
    /// Why, for the account's history; numbers of persons are refused.
    reason: Option<String>,
}

/// The number of the post among those of its account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PostMade {
    number: i64,
}

/// Gives an account a post in the caller's area; nobody grants anything to themselves.
#[utoipa::path(
    post, path = "/api/accounts/{id}/posts", tag = "access",
    params(
        ("id" = String, Path, description = "id of the account"),
        ("X-Yufang" = String, Header, description = "`1`, required of every request that changes something"),
    ),
    request_body = PostGrant,
    responses(
        (status = 201, description = "granted, or held already", body = PostMade),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `posts.manage` in the region of the post", body = Problem),
        (status = 404, description = "there is no such account in the caller's area", body = Problem),
        (status = 422, description = "the caller's own account, an unknown role, region or organisation, a role kept apart, or a reason that will not do", body = Problem),
    ),
)]
pub(crate) async fn grant_post(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(given): Body<PostGrant>,
) -> Result<(StatusCode, Json<PostMade>), Problem> {
    let scope = actor.scope(&app, Permission::PostsManage)?;
    let account = managed_other(&app, &scope, &actor, &id).await?;
    let path = app
        .pack
        .regions
        .path(given.region)
        .ok_or(AccessError::NoRegion(given.region))?;
    if !scope.covers(&Resource::region(path)) {
        return Err(Problem::forbidden(
            "the post lies outside your area; choose a region inside it",
        ));
    }
    let reason = match &given.reason {
        Some(text) => Some(words(&app, &actor, "reason", text)?),
        None => None,
    };
    let post = NewPost {
        role: given.role,
        region: given.region,
        organisation: given.organisation,
    };
    let number =
        accounts::grant_post(&app, &scope.author(), &account, post, reason.as_deref()).await?;
    Ok((StatusCode::CREATED, Json(PostMade { number })))
}
