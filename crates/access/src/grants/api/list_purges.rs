//! `GET /api/grants/purges`

use axum::Json;
use axum::extract::State;
use platform::{Page, PageQuery, Problem};

use crate::grants::model::Purge;
use crate::grants::store;
use crate::{Actor, App, Params, Permission};

/// What was destroyed when events were over, newest first.
#[utoipa::path(
    get, path = "/api/grants/purges", tag = "grants", params(PageQuery),
    responses(
        (status = 200, description = "destructions", body = Page<Purge>),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `grants.approve`", body = Problem),
        (status = 422, description = "a parameter is wrong", body = Problem),
    ),
)]
pub(crate) async fn list_purges(
    actor: Actor,
    State(app): State<App>,
    Params(page): Params<PageQuery>,
) -> Result<Json<Page<Purge>>, Problem> {
    let _scope = actor.scope(&app, Permission::GrantsApprove)?;
    let limit = page.limit()?;
    let found = store::purges(&app.db, page.key()?, limit + 1).await?;
    Ok(Json(Page::of(found, limit, |purge| purge.id.clone())))
}
