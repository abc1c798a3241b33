//! `POST /api/cards/{id}/supplement`

use access::audit::Action;
use access::{Actor, App, Body, Permission};
use axum::Json;
use axum::extract::{Path, State};
use kernel::Day;
use platform::{DbError, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

use super::reach::{at_version, covers, seen};
use super::views::{CardDone, reason};
use crate::{By, Desk};

/// A death.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeathSupplement {
    /// The version that was read.
    version: i64,
    /// The day of the death.
    death_date: Day,
    /// Whether the disease was the cause.
    is_related: bool,
    /// A remark; sealed like the card.
    #[serde(default)]
    #[schema(max_length = 500)]
    remark: Option<String>,
}

/// Adds a death to a card that was reported (死亡补报); it waits for a review again.
#[utoipa::path(
    post, path = "/api/cards/{id}/supplement", tag = "cases", request_body = DeathSupplement,
    params(("id" = String, Path, description = "the card's id")),
    responses(
        (status = 200, description = "done", body = CardDone),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing", body = Problem),
        (status = 404, description = "no such card, or not in one's area", body = Problem),
        (status = 409, description = "changed meanwhile, or not a step from where the card stands", body = Problem),
        (status = 422, description = "errors on the card, each named", body = Problem),
    ),
)]
pub(crate) async fn supplement_card(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(body): Body<DeathSupplement>,
) -> Result<Json<CardDone>, Problem> {
    let scope = actor.scope(&app, Permission::CardsWrite)?;
    let desk = Desk::of(&app, By::of(&actor, Permission::CardsWrite))?;
    let reason = reason(&app, None, None, body.remark)?;
    // Codes of the set `yes_no`.
    let related = if body.is_related { "1" } else { "2" };
    let mut tx = app.db.begin().await?;
    let card = desk.find_in(&mut tx, &id).await?;
    let card = seen(card, |card| covers(&scope, card))?;
    let card = at_version(card, body.version)?;
    let card = desk
        .supplement(&mut tx, card, body.death_date, related, &reason)
        .await?;
    let entry = scope
        .entry(Action::CardSupplemented)
        .on("card", card.id.to_string());
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(Json(CardDone::of(&card, app.clock.now())))
}
