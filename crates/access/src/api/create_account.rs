//! `POST /api/accounts`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use platform::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::views::PostInput;
use crate::{AccessError, Actor, App, Body, NewAccount, NewPost, Permission, add_account};

/// An account to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAccount)]
pub(crate) struct AccountInput {
    /// Sign-in name.
    username: String,
    /// Chinese display name; the sign-in name where empty.
    #[serde(default)]
    display_name_zh: String,
    /// English display name; the sign-in name where empty.
    #[serde(default)]
    display_name_en: String,
    /// First password; it must be changed at the first sign-in.
    #[schema(format = Password)]
    password: String,
    /// At least one post.
    posts: Vec<PostInput>,
}

/// The id of what was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountMade {
    id: String,
}

/// Makes an account whose posts lie where the caller manages accounts.
#[utoipa::path(
    post, path = "/api/accounts", tag = "access",
    params(("X-Yufang" = String, Header, description = "`1`, required of every request that changes something")),
    request_body = AccountInput,
    responses(
        (status = 201, description = "made", body = AccountMade),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `accounts.manage` in the region of a post", body = Problem),
        (status = 422, description = "name, password or a post will not do", body = Problem),
    ),
)]
pub(crate) async fn create_account(
    actor: Actor,
    State(app): State<App>,
    Body(given): Body<AccountInput>,
) -> Result<(StatusCode, Json<AccountMade>), Problem> {
    actor.require(Permission::AccountsManage)?;
    let mut posts = Vec::new();
    for post in given.posts {
        let path = app
            .pack
            .regions
            .path(post.region)
            .ok_or_else(|| Problem::from(AccessError::NoRegion(post.region)))?;
        actor.require_at(Permission::AccountsManage, &path)?;
        posts.push(NewPost {
            role: post.role,
            region: post.region,
            organisation: post.organisation,
        });
    }
    let account = NewAccount {
        username: given.username,
        display_name_zh: given.display_name_zh,
        display_name_en: given.display_name_en,
        password: given.password,
        must_change_password: true,
        posts,
    };
    let author = actor.author(Some(Permission::AccountsManage));
    let id = add_account(&app.db, &app.pack, app.clock.as_ref(), &author, account).await?;
    Ok((StatusCode::CREATED, Json(AccountMade { id })))
}
