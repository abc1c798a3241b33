use access::{Actor, App, Params, Permission};
use axum::Json;
use axum::extract::State;
use platform::{Page, PageQuery, Problem};

use super::imports::may_see;
use crate::model::ImportView;
use crate::store;

/// Lists imports, newest first.
#[utoipa::path(
    get,
    path = "/api/imports",
    tag = "surveillance",
    params(PageQuery),
    responses(
        (status = 200, body = Page<ImportView>),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not allowed", body = Problem),
        (status = 422, description = "Bad parameter", body = Problem),
    )
)]
#[tracing::instrument(skip_all)]
pub(crate) async fn list_imports(
    State(app): State<App>,
    actor: Actor,
    Params(page): Params<PageQuery>,
) -> Result<Json<Page<ImportView>>, Problem> {
    let scope = actor.scope(&app, Permission::ImportsRead)?;
    let limit = page.limit()?;
    let mut after = page.key::<String>()?;
    let wanted = limit as usize + 1;
    let mut seen: Vec<ImportView> = Vec::new();
    loop {
        let part = store::list(&app.db, after, limit + 1).await?;
        let is_end = part.len() < wanted;
        after = part.last().map(|import| import.view.id.clone());
        seen.extend(
            part.into_iter()
                .filter(|import| may_see(&scope, import))
                .map(|import| import.view),
        );
        if is_end || seen.len() >= wanted {
            break;
        }
    }
    seen.truncate(wanted);
    Ok(Json(Page::of(seen, limit, |view| view.id.clone())))
}
