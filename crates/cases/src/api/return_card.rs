//! `POST /api/cards/{id}/return`

use access::audit::{Action, Detail};
use access::{Actor, App, Body, Permission};
use axum::Json;
use axum::extract::{Path, State};
use platform::{DbError, Problem};

use super::reach::{at_version, covers, seen};
use super::views::{CardDone, StepBody, reason};
use crate::{By, Desk};

/// Sends a reported card back to whoever reported it, with a reason of the set `return_reason`.
#[utoipa::path(
    post, path = "/api/cards/{id}/return", tag = "cases", request_body = StepBody,
    params(("id" = String, Path, description = "the card's id")),
    responses(
        (status = 200, description = "done", body = CardDone),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing", body = Problem),
        (status = 404, description = "no such card, or not in one's area", body = Problem),
        (status = 409, description = "changed meanwhile, or not a step from where the card stands", body = Problem),
        (status = 422, description = "no reason, or an unknown one", body = Problem),
    ),
)]
pub(crate) async fn return_card(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(body): Body<StepBody>,
) -> Result<Json<CardDone>, Problem> {
    let scope = actor.scope(&app, Permission::CardsReview)?;
    let desk = Desk::of(&app, By::of(&actor, Permission::CardsReview))?;
    let reason = reason(&app, Some("return_reason"), body.reason, body.remark)?;
    let mut tx = app.db.begin().await?;
    let card = desk.find_in(&mut tx, &id).await?;
    let card = seen(card, |card| covers(&scope, card))?;
    let card = at_version(card, body.version)?;
    let card = desk.send_back(&mut tx, card, &reason).await?;
    let entry = scope
        .entry(Action::CardReturned)
        .on("card", card.id.to_string())
        .with(Detail::Reason, reason.code.as_deref().unwrap_or_default());
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(Json(CardDone::of(&card, app.clock.now())))
}
