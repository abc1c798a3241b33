//! `GET /api/cards/{id}`

use access::audit::Action;
use access::{Actor, App, Permission};
use axum::Json;
use axum::extract::{Path, State};
use platform::Problem;

use super::reach::{covers_resident, seen};
use super::views::CardView;
use crate::{By, Desk};

/// A card, masked, with what is wrong with it.
#[utoipa::path(
    get, path = "/api/cards/{id}", tag = "cases",
    params(("id" = String, Path, description = "the card's id")),
    responses(
        (status = 200, description = "the card, masked", body = CardView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing", body = Problem),
        (status = 404, description = "no such card, or not in one's area", body = Problem),
    ),
)]
pub(crate) async fn get_card(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<CardView>, Problem> {
    let scope = actor.scope(&app, Permission::CardsRead)?;
    let desk = Desk::of(&app, By::of(&actor, Permission::CardsRead))?;
    let card = seen(desk.find(&id).await?, |card| covers_resident(&scope, card))?;
    let entry = scope
        .entry(Action::CardRead)
        .on("card", card.id.to_string());
    app.record_now(entry).await?;
    Ok(Json(CardView::of(&app, &desk, &card, false).await?))
}
