//! `GET /api/signals`

use access::{Actor, App, Params, Permission};
use axum::Json;
use axum::extract::State;
use platform::{Page, PageQuery, Problem};

use super::query::SignalQuery;
use super::view::view;
use crate::model::SignalView;
use crate::store::{self, Place};

/// Signals of a region and those below it, newest first unless asked otherwise.
#[utoipa::path(
    get, path = "/api/signals", tag = "signals", params(SignalQuery, PageQuery),
    responses(
        (status = 200, description = "one page of signals", body = Page<SignalView>),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `signals.read`", body = Problem),
        (status = 404, description = "no such region", body = Problem),
        (status = 422, description = "a parameter is wrong", body = Problem),
    ),
)]
pub(crate) async fn list_signals(
    actor: Actor,
    State(app): State<App>,
    Params(query): Params<SignalQuery>,
    Params(page): Params<PageQuery>,
) -> Result<Json<Page<SignalView>>, Problem> {
    let scope = actor.scope(&app, Permission::SignalsRead)?;
    let limit = page.limit()?;
    let after: Option<Place> = page.key()?;
    let filter = query.filter(&app, &scope)?;
    let rows = store::list(&app.db, &filter, query.order(), after.as_ref(), limit + 1).await?;
    let page = Page::of(rows, limit, Place::of);
    Ok(Json(page.map(|row| view(&app.pack, &row))))
}
