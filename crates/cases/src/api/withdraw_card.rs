//! `POST /api/cards/{id}/withdraw`

use access::audit::{Action, Detail};
use access::{Actor, App, Body, Permission};
use axum::Json;
use axum::extract::{Path, State};
use platform::{DbError, Problem};

use super::reach::{at_version, covers, seen};
use super::views::{CardDone, StepBody, reason};
use crate::{By, Desk};

/// Takes a card back, with a reason of the set `withdraw_reason`; a reviewed one only who may review where it was reported.
#[utoipa::path(
    post, path = "/api/cards/{id}/withdraw", tag = "cases", request_body = StepBody,
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
pub(crate) async fn withdraw_card(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(body): Body<StepBody>,
) -> Result<Json<CardDone>, Problem> {
    let scope = actor.scope(&app, Permission::CardsWrite)?;
    let desk = Desk::of(&app, By::of(&actor, Permission::CardsWrite))?;
    let reason = reason(&app, Some("withdraw_reason"), body.reason, body.remark)?;
    let mut tx = app.db.begin().await?;
    let card = desk.find_in(&mut tx, &id).await?;
    let card = seen(card, |card| covers(&scope, card))?;
    let card = at_version(card, body.version)?;
    let reviews =
        |post: &access::Post| post.allows_at(Permission::CardsReview, &card.organisation_path);
    if card.state == crate::State::Final && !actor.posts.iter().any(reviews) {
        return Err(Problem::forbidden(
            "the card was reviewed; ask the county's reviewer to withdraw it, or correct it",
        ));
    }
    let card = desk.withdraw(&mut tx, card, &reason).await?;
    let entry = scope
        .entry(Action::CardWithdrawn)
        .on("card", card.id.to_string())
        .with(Detail::Reason, reason.code.as_deref().unwrap_or_default());
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(Json(CardDone::of(&card, app.clock.now())))
}
