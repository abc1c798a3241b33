//! `GET /api/card-duplicates`

use access::audit::{Action, Detail};
use access::{Actor, App, Params, Permission};
use axum::Json;
use axum::extract::State;
use kernel::Timestamp;
use platform::{Page, PageQuery, Problem};
use registry::Evidence;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::asked::region_path;
use super::views::CardRow;
use crate::{By, Desk, DuplicateState};

/// Which pairs.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DuplicatesQuery {
    /// Where they stand; open unless said.
    #[param(inline)]
    state: Option<DuplicateState>,
    /// Only those whose newer card was reported in this region or one below it.
    region: Option<String>,
}

/// Two cards that may be of one illness, masked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DuplicateView {
    id: String,
    state: DuplicateState,
    /// How well the two patients agree, in bits; more is more alike.
    score: f64,
    /// How well each field agrees.
    evidence: Vec<Evidence>,
    /// Days between the onsets.
    onset_gap_days: i64,
    found_at: Timestamp,
    /// The older card.
    earlier: CardRow,
    /// The newer one.
    later: CardRow,
}

/// Pairs of cards that may be of one illness (疑似重卡), the newest first; the older card may have been reported elsewhere.
#[utoipa::path(
    get, path = "/api/card-duplicates", tag = "cases", params(DuplicatesQuery, PageQuery),
    responses(
        (status = 200, description = "pairs", body = Page<DuplicateView>),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing", body = Problem),
        (status = 422, description = "wrong parameter", body = Problem),
    ),
)]
pub(crate) async fn list_card_duplicates(
    actor: Actor,
    State(app): State<App>,
    Params(query): Params<DuplicatesQuery>,
    Params(paging): Params<PageQuery>,
) -> Result<Json<Page<DuplicateView>>, Problem> {
    let scope = actor.scope(&app, Permission::CardsReview)?;
    let desk = Desk::of(&app, By::of(&actor, Permission::CardsReview))?;
    let (limit, before) = (paging.limit()?, paging.key::<i64>()?);
    let path = query
        .region
        .as_deref()
        .map(|code| region_path(&app, code))
        .transpose()?;
    let pairs = desk
        .duplicates(
            query.state.unwrap_or(DuplicateState::Open),
            scope.reaches(),
            path.as_deref(),
            before,
            limit as usize + 1,
        )
        .await?;
    let page = Page::of(pairs, limit, |(pair, ..)| pair.number);
    let entry = scope
        .entry(Action::CardRead)
        .count(Detail::Rows, page.items.len() as u64 * 2);
    app.record_now(entry).await?;
    let now = app.clock.now();
    Ok(Json(page.map(|(pair, earlier, later)| DuplicateView {
        id: pair.id.to_string(),
        state: pair.state,
        score: pair.score,
        evidence: pair.evidence,
        onset_gap_days: pair.onset_gap_days,
        found_at: pair.found_at,
        earlier: CardRow::of(&earlier, &app.pack, now),
        later: CardRow::of(&later, &app.pack, now),
    })))
}
