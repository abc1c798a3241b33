//! `GET /api/card-reviews`

use access::audit::{Action, Detail};
use access::{Actor, App, Params, Permission};
use axum::Json;
use axum::extract::State;
use platform::{Page, PageQuery, Problem};

use super::asked::{CardsQuery, SortQuery};
use super::views::CardRow;
use crate::store::CardFilter;
use crate::{By, Desk};

/// The county's queue: cards reported in one's area that wait for a review, masked; closed ones are among them, since a clock runs for them too.
#[utoipa::path(
    get, path = "/api/card-reviews", tag = "cases", params(CardsQuery, SortQuery, PageQuery),
    responses(
        (status = 200, description = "cards, masked", body = Page<CardRow>),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing", body = Problem),
        (status = 422, description = "wrong parameter", body = Problem),
    ),
)]
pub(crate) async fn list_card_reviews(
    actor: Actor,
    State(app): State<App>,
    Params(query): Params<CardsQuery>,
    Params(SortQuery { sort }): Params<SortQuery>,
    Params(paging): Params<PageQuery>,
) -> Result<Json<Page<CardRow>>, Problem> {
    let scope = actor.scope(&app, Permission::CardsReview)?;
    let desk = Desk::of(&app, By::of(&actor, Permission::CardsReview))?;
    let (limit, after) = (paging.limit()?, paging.key::<(i64, i64)>()?);
    let filter = CardFilter {
        with_residents: false,
        states: vec![crate::State::Reported],
        ..query.filter(&app, &scope)?
    };
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
