//! `POST /api/cards/{id}/correct`

use std::collections::BTreeMap;

use access::audit::{Action, Detail};
use access::{Actor, App, Body, Permission};
use axum::Json;
use axum::extract::{Path, State};
use platform::{DbError, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

use super::reach::{at_version, covers, seen};
use super::views::{CardDone, reason, typed};
use crate::{By, CardError, Desk};

/// A correction: all values as they are, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CardCorrection {
    /// The version that was read.
    version: i64,
    /// All values by field; what is left out is taken away. Fields that the program fills in are passed over.
    values: BTreeMap<String, String>,
    /// Code of the set `correct_reason`.
    #[serde(default)]
    reason: Option<String>,
    /// The reason in words; sealed like the card.
    #[serde(default)]
    #[schema(max_length = 500)]
    remark: Option<String>,
}

/// Corrects a card that was reported (订正), with a reason of the set `correct_reason`; every version is kept and it waits for a review again.
#[utoipa::path(
    post, path = "/api/cards/{id}/correct", tag = "cases", request_body = CardCorrection,
    params(("id" = String, Path, description = "the card's id")),
    responses(
        (status = 200, description = "done", body = CardDone),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing", body = Problem),
        (status = 404, description = "no such card, or not in one's area", body = Problem),
        (status = 409, description = "changed meanwhile, or not a step from where the card stands", body = Problem),
        (status = 422, description = "errors on the card, each named, or no reason", body = Problem),
    ),
)]
pub(crate) async fn correct_card(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(body): Body<CardCorrection>,
) -> Result<Json<CardDone>, Problem> {
    let scope = actor.scope(&app, Permission::CardsWrite)?;
    let desk = Desk::of(&app, By::of(&actor, Permission::CardsWrite))?;
    let reason = reason(&app, Some("correct_reason"), body.reason, body.remark)?;
    let values = typed(&app, body.values)?;
    let mut tx = app.db.begin().await?;
    let card = desk.find_in(&mut tx, &id).await?;
    let card = seen(card, |card| covers(&scope, card))?;
    let card = at_version(card, body.version)?;
    let card = desk.correct(&mut tx, card, &values, &reason).await?;
    if !covers(&scope, &card) {
        return Err(CardError::NotFound.into());
    }
    let entry = scope
        .entry(Action::CardCorrected)
        .on("card", card.id.to_string())
        .with(Detail::Reason, reason.code.as_deref().unwrap_or_default());
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(Json(CardDone::of(&card, app.clock.now())))
}
