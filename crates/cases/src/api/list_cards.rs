//! `GET /api/cards`

use access::audit::{Action, Detail};
use access::{Actor, App, Params, Permission};
use axum::Json;
use axum::extract::State;
use platform::{Page, PageQuery, Problem};

use super::asked::{CardsQuery, SortQuery};
use super::views::CardRow;
use crate::{By, Desk};

/// Cards of one's area, masked: those reported there and those of its residents; the page is one entry of the audit trail.
#[utoipa::path(
    get, path = "/api/cards", tag = "cases", params(CardsQuery, SortQuery, PageQuery),
    responses(
        (status = 200, description = "cards, masked", body = Page<CardRow>),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing", body = Problem),
        (status = 422, description = "wrong parameter", body = Problem),
    ),
)]
pub(crate) async fn list_cards(
    actor: Actor,
    State(app): State<App>,
    Params(query): Params<CardsQuery>,
    Params(SortQuery { sort }): Params<SortQuery>,
    Params(paging): Params<PageQuery>,
) -> Result<Json<Page<CardRow>>, Problem> {
    let scope = actor.scope(&app, Permission::CardsRead)?;
    let desk = Desk::of(&app, By::of(&actor, Permission::CardsRead))?;
    let (limit, after) = (paging.limit()?, paging.key::<(i64, i64)>()?);
    let filter = query.filter(&app, &scope)?;
    let rows = desk.list(&filter, sort, after, limit as usize + 1).await?;
    let page = Page::of(rows, limit, |(key, card)| (*key, card.number));
    let entry = scope
        .entry(Action::CardRead)
        .count(Detail::Rows, page.items.len() as u64);
    app.record_now(entry).await?;
    let now = app.clock.now();
    Ok(Json(
        page.map(|(_, card)| CardRow::of(&card, &app.pack, now)),
    ))
}
