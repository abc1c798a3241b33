//! `GET /api/agency-requests`

use axum::Json;
use axum::extract::State;
use platform::{Page, PageQuery, Problem};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::shared::{approver_areas, today};
use super::views::AgencyRequestView;
use crate::grants::store::{self, AgencyFilter};
use crate::{Actor, App, Params, Permission};

/// Which requests.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AgencyState {
    /// Waiting for approvals.
    Waiting,
    /// Approved and not over.
    Open,
    /// Refused or taken back.
    Refused,
    /// Over.
    Over,
    /// All.
    #[default]
    All,
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct AgencyQuery {
    /// `waiting`, `open`, `refused`, `over` or `all`.
    #[param(inline)]
    state: AgencyState,
}

/// Agency requests: one's own, and those asked for in the areas where one may approve. Who they are about is not listed.
#[utoipa::path(
    get, path = "/api/agency-requests", tag = "grants", params(AgencyQuery, PageQuery),
    responses(
        (status = 200, description = "requests, newest first", body = Page<AgencyRequestView>),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 422, description = "a parameter is wrong", body = Problem),
    ),
)]
pub(crate) async fn list_agency_requests(
    actor: Actor,
    State(app): State<App>,
    Params(query): Params<AgencyQuery>,
    Params(page): Params<PageQuery>,
) -> Result<Json<Page<AgencyRequestView>>, Problem> {
    let limit = page.limit()?;
    let before = page.key()?;
    let filter = match query.state {
        AgencyState::Waiting => AgencyFilter::Waiting,
        AgencyState::Open => AgencyFilter::Open,
        AgencyState::Refused => AgencyFilter::Refused,
        AgencyState::Over => AgencyFilter::Over,
        AgencyState::All => AgencyFilter::All,
    };
    let areas = approver_areas(actor.scope(&app, Permission::GrantsApprove));
    let found = store::requests(
        &app.db,
        filter,
        &actor.user_id,
        &areas,
        today(&app),
        before,
        limit + 1,
    )
    .await?;
    let page = Page::of(found, limit, |request| request.id);
    Ok(Json(page.map(|request| {
        AgencyRequestView::of(&app, &actor, &areas, request)
    })))
}
