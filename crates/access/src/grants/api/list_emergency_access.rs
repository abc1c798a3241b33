//! `GET /api/emergency-access`

use axum::Json;
use axum::extract::State;
use platform::{Page, PageQuery, Problem};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::shared::approver_areas;
use super::views::EmergencyAccessView;
use crate::grants::store::{self, EmergencyFilter};
use crate::{Actor, App, Params, Permission};

/// Which accesses.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EmergencyState {
    /// In force.
    Active,
    /// Not reviewed yet; the oldest come first.
    ToReview,
    /// Reviewed.
    Reviewed,
    /// All.
    #[default]
    All,
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct EmergencyQuery {
    /// `active`, `to_review`, `reviewed` or `all`.
    #[param(inline)]
    state: EmergencyState,
    /// Only one's own.
    mine: bool,
}

/// Emergency accesses: one's own, and those asked for in the areas where one may approve.
#[utoipa::path(
    get, path = "/api/emergency-access", tag = "grants", params(EmergencyQuery, PageQuery),
    responses(
        (status = 200, description = "accesses", body = Page<EmergencyAccessView>),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 422, description = "a parameter is wrong", body = Problem),
    ),
)]
pub(crate) async fn list_emergency_access(
    actor: Actor,
    State(app): State<App>,
    Params(query): Params<EmergencyQuery>,
    Params(page): Params<PageQuery>,
) -> Result<Json<Page<EmergencyAccessView>>, Problem> {
    let limit = page.limit()?;
    let after = page.key()?;
    let filter = match query.state {
        EmergencyState::Active => EmergencyFilter::Active,
        EmergencyState::ToReview => EmergencyFilter::ToReview,
        EmergencyState::Reviewed => EmergencyFilter::Reviewed,
        EmergencyState::All => EmergencyFilter::All,
    };
    let areas = match query.mine {
        true => Vec::new(),
        false => approver_areas(actor.scope(&app, Permission::GrantsApprove)),
    };
    let found = store::emergencies(
        &app.db,
        filter,
        &actor.user_id,
        &areas,
        app.clock.now(),
        after,
        limit + 1,
    )
    .await?;
    let page = Page::of(found, limit, |access| access.id);
    Ok(Json(page.map(|access| {
        EmergencyAccessView::of(&app, &actor, &areas, access)
    })))
}
