//! `GET /api/person-matches`

use access::audit::{Action, Detail};
use access::{Actor, App, Params, Permission};
use axum::Json;
use axum::extract::State;
use platform::{Page, PageQuery, Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use super::person_view::PersonMatchView;
use super::region_in_query;
use crate::model::MatchState;
use crate::people::People;
use crate::store::MatchKey;

/// Which pairs.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PersonMatchesQuery {
    /// Where they stand; `open` unless said.
    state: Option<MatchState>,
    /// Only those of which one record lies in this region or below it.
    region: Option<String>,
    /// Where the page before ended (its `next`).
    cursor: Option<String>,
    /// Pairs wanted, 1 to 500; 50 unless said.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// Pairs of records that may be one person, both in one's area, the most likely first.
#[utoipa::path(
    get, path = "/api/person-matches", tag = "registry", params(PersonMatchesQuery),
    responses(
        (status = 200, description = "pairs, masked", body = Page<PersonMatchView>),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing", body = Problem),
        (status = 422, description = "unknown region, or wrong parameter", body = Problem),
    ),
)]
pub(crate) async fn list_person_matches(
    actor: Actor,
    State(app): State<App>,
    Params(query): Params<PersonMatchesQuery>,
) -> Result<Json<Page<PersonMatchView>>, Problem> {
    let scope = actor.scope(&app, Permission::PersonsMatch)?;
    let paging = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let (limit, after) = (paging.limit()?, paging.key::<MatchKey>()?);
    let path = match &query.region {
        Some(code) => {
            let region = region_in_query(&app, "region", code)?.code;
            app.pack.regions.path(region).unwrap_or_default()
        }
        None => "/".to_owned(),
    };
    let state = query.state.unwrap_or(MatchState::Open);
    let people = People::of(&app, &actor.user_id)?;
    let rows = people
        .matches(state, &scope.areas(), &path, after, limit as usize + 1)
        .await?;
    let page = Page::of(rows, limit, |pair| (pair.found.score, pair.number));
    // Each pair shows two people.
    let entry = scope
        .entry(Action::PersonRead)
        .count(Detail::Rows, page.items.len() as u64 * 2);
    app.record_now(entry).await?;
    let today = people.today();
    Ok(Json(
        page.map(|pair| PersonMatchView::of(&pair, &app.pack, today)),
    ))
}
