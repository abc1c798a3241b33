//! `DELETE /api/accounts/{id}/posts/{number}`

use axum::extract::{Path, State};
use axum::http::StatusCode;
use platform::Problem;
use serde::Deserialize;
use utoipa::ToSchema;

use super::managed::managed_other;
use crate::grants::words;
use crate::{Actor, App, Body, Permission, accounts};

/// Why a post is withdrawn.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PostWithdrawal {
    /// For the account's history; numbers of persons are refused.
    reason: Option<String>,
}

/// Takes a post from an account; what it allowed ends with the next request.
#[utoipa::path(
    delete, path = "/api/accounts/{id}/posts/{number}", tag = "access",
    params(
        ("id" = String, Path, description = "id of the account"),
        ("number" = i64, Path, description = "number of the post"),
        ("X-Yufang" = String, Header, description = "`1`, required of every request that changes something"),
    ),
    request_body(content = Option<PostWithdrawal>, description = "why; may be left out"),
    responses(
        (status = 204, description = "withdrawn"),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `posts.manage`", body = Problem),
        (status = 404, description = "there is no such account or post in the caller's area", body = Problem),
        (status = 422, description = "it is the caller's own account, or a reason that will not do", body = Problem),
    ),
)]
pub(crate) async fn withdraw_post(
    actor: Actor,
    State(app): State<App>,
    Path((id, number)): Path<(String, String)>,
    given: Option<Body<PostWithdrawal>>,
) -> Result<StatusCode, Problem> {
    let scope = actor.scope(&app, Permission::PostsManage)?;
    let account = managed_other(&app, &scope, &actor, &id).await?;
    let missing = || Problem::not_found("the account holds no such post");
    let number = number.parse().map_err(|_| missing())?;
    let reason = match given.and_then(|Body(given)| given.reason) {
        Some(text) => Some(words(&app, &actor, "reason", &text)?),
        None => None,
    };
    let author = scope.author();
    if accounts::withdraw_post(&app, &author, &account, number, reason.as_deref()).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(missing())
    }
}
