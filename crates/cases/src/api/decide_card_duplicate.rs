//! `POST /api/card-duplicates/{id}/decide`

use access::audit::{Action, Detail};
use access::{Actor, App, Body, Permission};
use axum::Json;
use axum::extract::{Path, State};
use platform::{DbError, Problem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::reach::covers;
use super::views::reason;
use crate::{By, Desk, DuplicateState};

/// Reason of the set `withdraw_reason`: a duplicate.
const DUPLICATE: &str = "1";
const NO_PAIR: &str = "there is no such pair in your area";

/// Whether the two cards are of one illness.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DuplicateDecision {
    /// `duplicate` or `distinct`.
    decision: DuplicateState,
    /// Of a duplicate, the id of the card that is withdrawn.
    #[serde(default)]
    withdraw: Option<String>,
    /// Why; sealed like the card.
    #[serde(default)]
    #[schema(max_length = 500)]
    remark: Option<String>,
}

/// A pair that was decided.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DuplicateDecided {
    id: String,
    state: DuplicateState,
}

/// Decides whether two cards are of one illness; of a duplicate, one card is withdrawn.
#[utoipa::path(
    post, path = "/api/card-duplicates/{id}/decide", tag = "cases", request_body = DuplicateDecision,
    params(("id" = String, Path, description = "the pair's id")),
    responses(
        (status = 200, description = "decided", body = DuplicateDecided),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing", body = Problem),
        (status = 404, description = "no such pair, or not in one's area", body = Problem),
        (status = 409, description = "decided already, or the card cannot be withdrawn from where it stands", body = Problem),
        (status = 422, description = "no decision, or no card of the pair", body = Problem),
    ),
)]
pub(crate) async fn decide_card_duplicate(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(body): Body<DuplicateDecision>,
) -> Result<Json<DuplicateDecided>, Problem> {
    let scope = actor.scope(&app, Permission::CardsReview)?;
    let desk = Desk::of(&app, By::of(&actor, Permission::CardsReview))?;
    let found = desk.duplicate(&id).await?;
    let (pair, earlier, later) = found
        .filter(|(_, _, later)| covers(&scope, later))
        .ok_or_else(|| Problem::not_found(NO_PAIR).refusal())?;
    let mut why = reason(&app, None, None, body.remark)?;
    let mut tx = app.db.begin().await?;
    let withdrawn = match (body.decision, &body.withdraw) {
        (DuplicateState::Distinct, None) => None,
        (DuplicateState::Duplicate, Some(card)) => {
            let is_of_pair = [&earlier, &later]
                .iter()
                .any(|one| one.id.to_string() == *card && covers(&scope, one));
            let card = match is_of_pair {
                true => desk.find_in(&mut tx, card).await?,
                false => None,
            };
            why.code = Some(DUPLICATE.to_owned());
            Some(card.ok_or_else(|| {
                let message =
                    "`withdraw` is the id of one of the two cards that was reported in your area";
                Problem::invalid("withdraw", "unknown_card", message)
            })?)
        }
        _ => {
            let message = "decide `distinct`, or `duplicate` with the card to withdraw";
            return Err(Problem::invalid("decision", "incomplete", message));
        }
    };
    desk.decide(&mut tx, &pair, withdrawn, &why).await?;
    let entry = scope
        .entry(Action::CardDuplicateDecided)
        .on("card", later.id.to_string())
        .with(Detail::Other, earlier.id.to_string());
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(Json(DuplicateDecided {
        id: pair.id.to_string(),
        state: body.decision,
    }))
}
