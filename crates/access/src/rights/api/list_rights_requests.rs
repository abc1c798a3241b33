//! `GET /api/rights-requests`

use axum::Json;
use axum::extract::State;
use platform::{Page, PageQuery, Problem};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::views::RightsRequestView;
use crate::audit::{Action, Detail};
use crate::rights::store::{self, RightsFilter};
use crate::{Actor, App, Params, Permission};

/// Which requests.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RightsState {
    /// Not decided; those due first come first.
    Open,
    /// Not decided in time.
    Overdue,
    /// Decided.
    Closed,
    /// All.
    #[default]
    All,
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct RightsQuery {
    /// `open`, `overdue`, `closed` or `all`.
    #[param(inline)]
    state: RightsState,
}

/// The register of residents' requests in one's area. Opening it is put on record; reading on is not.
#[utoipa::path(
    get, path = "/api/rights-requests", tag = "rights", params(RightsQuery, PageQuery),
    responses(
        (status = 200, description = "requests", body = Page<RightsRequestView>),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `rights.handle`", body = Problem),
        (status = 422, description = "a parameter is wrong", body = Problem),
    ),
)]
pub(crate) async fn list_rights_requests(
    actor: Actor,
    State(app): State<App>,
    Params(query): Params<RightsQuery>,
    Params(page): Params<PageQuery>,
) -> Result<Json<Page<RightsRequestView>>, Problem> {
    let scope = actor.scope(&app, Permission::RightsHandle)?;
    let limit = page.limit()?;
    let after = page.key()?;
    let filter = match query.state {
        RightsState::Open => RightsFilter::Open,
        RightsState::Overdue => RightsFilter::Overdue,
        RightsState::Closed => RightsFilter::Closed,
        RightsState::All => RightsFilter::All,
    };
    let areas = scope.areas();
    let now = app.clock.now();
    let found = store::requests(&app.db, filter, &areas, now, after, limit + 1).await?;
    let page = Page::of(found, limit, |request| request.id);
    if after.is_none() {
        let entry = scope
            .entry(Action::RightsRead)
            .count(Detail::Rows, page.items.len() as u64);
        app.record_now(entry).await?;
    }
    Ok(Json(
        page.map(|request| RightsRequestView::of(&app, request)),
    ))
}
