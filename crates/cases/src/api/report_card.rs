//! `POST /api/cards/{id}/report`

use access::audit::Action;
use access::{Actor, App, Body, Permission};
use axum::Json;
use axum::extract::{Path, State};
use platform::{DbError, Problem};

use super::reach::{at_version, covers, seen};
use super::views::{CardDone, StepBody};
use crate::{By, Desk};

/// Reports a card, or reports it again after it was returned; every finding is told when it has errors.
#[utoipa::path(
    post, path = "/api/cards/{id}/report", tag = "cases", request_body = StepBody,
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
pub(crate) async fn report_card(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(body): Body<StepBody>,
) -> Result<Json<CardDone>, Problem> {
    let scope = actor.scope(&app, Permission::CardsWrite)?;
    let desk = Desk::of(&app, By::of(&actor, Permission::CardsWrite))?;
    if body.reason.is_some() || body.remark.is_some() {
        let message = "a report takes no reason; leave `reason` and `remark` out";
        return Err(Problem::invalid("reason", "not_asked", message));
    }
    let mut tx = app.db.begin().await?;
    let card = desk.find_in(&mut tx, &id).await?;
    let card = seen(card, |card| covers(&scope, card))?;
    let card = at_version(card, body.version)?;
    let card = desk.report(&mut tx, card).await?;
    let entry = scope
        .entry(Action::CardReported)
        .on("card", card.id.to_string());
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(Json(CardDone::of(&card, app.clock.now())))
}
