//! `DELETE /api/accounts/{id}/posts/{number}`

use axum::extract::{Path, State};
use axum::http::StatusCode;
use platform::Problem;

use super::managed::managed_other;
use crate::{Actor, App, Permission, accounts};

/// Takes a post from an account; what it allowed ends with the next request.
#[utoipa::path(
    delete, path = "/api/accounts/{id}/posts/{number}", tag = "access",
    params(
        ("id" = String, Path, description = "id of the account"),
        ("number" = i64, Path, description = "number of the post"),
        ("X-Yufang" = String, Header, description = "`1`, required of every request that changes something"),
    ),
    responses(
        (status = 204, description = "withdrawn"),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `posts.manage`", body = Problem),
        (status = 404, description = "there is no such account or post in the caller's area", body = Problem),
        (status = 422, description = "it is the caller's own account", body = Problem),
    ),
)]
pub(crate) async fn withdraw_post(
    actor: Actor,
    State(app): State<App>,
    Path((id, number)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let scope = actor.scope(&app, Permission::PostsManage)?;
    let account = managed_other(&app, &scope, &actor, &id).await?;
    let missing = || Problem::not_found("the account holds no such post");
    let number = number.parse().map_err(|_| missing())?;
    if accounts::withdraw_post(&app, &scope.author(), &account, number).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(missing())
    }
}
