//! `GET /api/exports`

use axum::Json;
use axum::extract::State;
use platform::{Page, PageQuery, Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use super::views::ExportView;
use crate::grants::approver_areas;
use crate::release::model::ExportState;
use crate::release::store;
use crate::{Actor, App, Params, Permission};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct ExportQuery {
    /// `held`, `waiting`, `approved`, `refused` or `handed_out`; all unless said.
    #[param(inline)]
    state: Option<ExportState>,
    /// Only one's own.
    mine: bool,
}

/// The register of exports: one's own, and those from the areas where one may approve.
#[utoipa::path(
    get, path = "/api/exports", tag = "grants", params(ExportQuery, PageQuery),
    responses(
        (status = 200, description = "exports, newest first", body = Page<ExportView>),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 422, description = "a parameter is wrong", body = Problem),
    ),
)]
pub(crate) async fn list_exports(
    actor: Actor,
    State(app): State<App>,
    Params(query): Params<ExportQuery>,
    Params(page): Params<PageQuery>,
) -> Result<Json<Page<ExportView>>, Problem> {
    let limit = page.limit()?;
    let before = page.key()?;
    let areas = match query.mine {
        true => Vec::new(),
        false => approver_areas(actor.scope(&app, Permission::GrantsApprove)),
    };
    let (account, state) = (&actor.user_id, query.state);
    let found = store::exports(&app.db, state, account, &areas, before, limit + 1).await?;
    let page = Page::of(found, limit, |export| export.id);
    Ok(Json(
        page.map(|export| ExportView::of(&actor, &areas, export)),
    ))
}
