//! `PUT /api/cards/{id}`

use std::collections::BTreeMap;

use access::audit::Action;
use access::{Actor, App, Body, Permission};
use axum::Json;
use axum::extract::{Path, State};
use platform::{DbError, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

use super::reach::{at_version, covers, seen};
use super::views::{CardDone, typed};
use crate::{By, CardError, Desk};

/// A draft as typed so far.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CardDraft {
    /// The version that was read.
    version: i64,
    /// All values by field; what is left out is taken away. Fields that the program fills in are passed over.
    values: BTreeMap<String, String>,
}

/// Saves a draft, or a returned card before it is reported again.
#[utoipa::path(
    put, path = "/api/cards/{id}", tag = "cases", request_body = CardDraft,
    params(("id" = String, Path, description = "the card's id")),
    responses(
        (status = 200, description = "saved", body = CardDone),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing", body = Problem),
        (status = 404, description = "no such card, or not in one's area", body = Problem),
        (status = 409, description = "changed meanwhile, or reported already: correct it", body = Problem),
        (status = 422, description = "a field the card does not have", body = Problem),
    ),
)]
pub(crate) async fn save_card(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(body): Body<CardDraft>,
) -> Result<Json<CardDone>, Problem> {
    let scope = actor.scope(&app, Permission::CardsWrite)?;
    let desk = Desk::of(&app, By::of(&actor, Permission::CardsWrite))?;
    let values = typed(&app, body.values)?;
    let mut tx = app.db.begin().await?;
    let card = desk.find_in(&mut tx, &id).await?;
    let card = seen(card, |card| covers(&scope, card))?;
    let card = desk
        .save(&mut tx, at_version(card, body.version)?, &values)
        .await?;
    if !covers(&scope, &card) {
        return Err(CardError::NotFound.into());
    }
    let entry = scope
        .entry(Action::CardSaved)
        .on("card", card.id.to_string());
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(Json(CardDone::of(&card, app.clock.now())))
}
