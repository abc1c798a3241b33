//! `POST /api/cards/{id}/identify`

use access::audit::Action;
use access::{Actor, App, Body, Permission};
use axum::Json;
use axum::extract::{Path, State};
use platform::Problem;
use serde::Deserialize;
use utoipa::ToSchema;

use super::reach::{covers_resident, seen};
use super::views::CardView;
use crate::{By, Desk};

/// Nothing; the purpose stands in the header `X-Purpose`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct IdentifyCard {}

/// Shows one card in the clear, for a purpose named in the header `X-Purpose`; it is on record before it is shown.
#[utoipa::path(
    post, path = "/api/cards/{id}/identify", tag = "cases", request_body = IdentifyCard,
    params(
        ("id" = String, Path, description = "the card's id"),
        ("X-Purpose" = String, Header, description = "what the identifiers are needed for, such as `investigation`"),
    ),
    responses(
        (status = 200, description = "the card in the clear", body = CardView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing, or not held for this purpose", body = Problem),
        (status = 404, description = "no such card, or not in one's area", body = Problem),
        (status = 422, description = "no purpose, or an unknown one", body = Problem),
    ),
)]
pub(crate) async fn identify_card(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(IdentifyCard {}): Body<IdentifyCard>,
) -> Result<Json<CardView>, Problem> {
    let scope = actor.scope(&app, Permission::CardsIdentify)?;
    let desk = Desk::of(&app, By::of(&actor, Permission::CardsIdentify))?;
    let card = seen(desk.find(&id).await?, |card| covers_resident(&scope, card))?;
    if actor.purpose.is_none() {
        let message = "say in the header `X-Purpose` what the identifiers are needed for";
        return Err(Problem::invalid("X-Purpose", "required", message));
    }
    let entry = scope
        .entry(Action::CardIdentified)
        .on("card", card.id.to_string());
    app.record_now(entry).await?;
    Ok(Json(CardView::of(&app, &desk, &card, true).await?))
}
