use access::{Actor, App, Params, Permission};
use axum::Json;
use axum::extract::{Path, State};
use platform::{Page, PageQuery, Problem};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::imports::import;
use crate::imports::repair;
use crate::model::{RejectedRow, RejectedState};
use crate::store;

/// Which rejected rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Which {
    #[default]
    Open,
    Replayed,
    All,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RejectedQuery {
    /// `open`, `replayed` or `all`; the open ones unless said.
    #[serde(default)]
    #[param(inline)]
    state: Which,
}

/// Lists rejected rows of an import in the order of the file.
#[utoipa::path(
    get,
    path = "/api/imports/{id}/rejected",
    tag = "surveillance",
    params(("id" = String, Path, description = "The import"), RejectedQuery, PageQuery),
    responses(
        (status = 200, body = Page<RejectedRow>),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not allowed", body = Problem),
        (status = 404, description = "No such import", body = Problem),
        (status = 422, description = "Bad parameter", body = Problem),
    )
)]
#[tracing::instrument(skip_all)]
pub(crate) async fn list_rejected_rows(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<String>,
    Params(query): Params<RejectedQuery>,
    Params(page): Params<PageQuery>,
) -> Result<Json<Page<RejectedRow>>, Problem> {
    let scope = actor.scope(&app, Permission::ImportsRead)?;
    let import = import(&app, &scope, &id).await?;
    let limit = page.limit()?;
    let after = page.key::<u64>()?.unwrap_or_default();
    let state = match query.state {
        Which::Open => Some(RejectedState::Open),
        Which::Replayed => Some(RejectedState::Replayed),
        Which::All => None,
    };
    let rows = store::rejected_page(&app.db, &id, state, after, limit + 1).await?;
    let headers = import
        .headers
        .map(|header| header.names)
        .unwrap_or_default();
    let page = Page::of(rows, limit, |row| row.row);
    Ok(Json(page.map(|row| repair::view(&headers, row))))
}
