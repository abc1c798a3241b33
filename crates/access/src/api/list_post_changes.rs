//! `GET /api/accounts/{id}/post-changes`

use axum::Json;
use axum::extract::{Path, State};
use kernel::Timestamp;
use platform::{Page, PageQuery, Problem};
use serde::Serialize;
use utoipa::ToSchema;

use super::managed::managed;
use crate::store::{self, PastPostChange};
use crate::{Actor, App, Params, Permission};

/// A post that was granted or withdrawn.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PostChangeView {
    /// Number of the post among those of its account.
    post: i64,
    role: String,
    /// Code of the area.
    region: String,
    organisation: Option<String>,
    /// False where it was withdrawn.
    is_granted: bool,
    /// Why, in the words of whoever did it; none where none was given.
    reason: Option<String>,
    /// Id of the account that did it; none where the command line or the program did.
    by: Option<String>,
    /// Its sign-in name.
    by_name: Option<String>,
    at: Timestamp,
}

impl From<PastPostChange> for PostChangeView {
    fn from(change: PastPostChange) -> Self {
        PostChangeView {
            post: change.position,
            role: change.role,
            region: change.region,
            organisation: change.organisation,
            is_granted: change.is_granted,
            reason: change.reason,
            by: change.by,
            by_name: change.by_name,
            at: change.at,
        }
    }
}

/// Which posts an account was given and lost, when, by whom and why, the newest first.
#[utoipa::path(
    get, path = "/api/accounts/{id}/post-changes", tag = "access",
    params(("id" = String, Path, description = "id of the account"), PageQuery),
    responses(
        (status = 200, description = "changes of the account's posts", body = Page<PostChangeView>),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `posts.manage`", body = Problem),
        (status = 404, description = "there is no such account in the caller's area", body = Problem),
        (status = 422, description = "wrong cursor or limit", body = Problem),
    ),
)]
pub(crate) async fn list_post_changes(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Params(paging): Params<PageQuery>,
) -> Result<Json<Page<PostChangeView>>, Problem> {
    let scope = actor.scope(&app, Permission::PostsManage)?;
    let account = managed(&app, &scope, &id).await?;
    let (limit, before) = (paging.limit()?, paging.key::<i64>()?);
    let rows = store::post_changes(&app.db, &account.id, before, limit + 1).await?;
    let page = Page::of(rows, limit, |row| row.number);
    Ok(Json(page.map(PostChangeView::from)))
}
