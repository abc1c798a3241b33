//! `POST /api/cards/check`

use access::{Actor, App, Body, Permission};
use axum::Json;
use axum::extract::State;
use platform::Problem;
use serde::Serialize;
use utoipa::ToSchema;

use super::create_card::NewCard;
use crate::{By, Desk, Finding, Severity};

/// What a check found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CardChecked {
    /// Whether the card could be reported like this.
    can_report: bool,
    /// All findings, in the order of the card's fields.
    findings: Vec<Finding>,
}

/// Checks a card as it is typed, and stores nothing.
#[utoipa::path(
    post, path = "/api/cards/check", tag = "cases", request_body = NewCard,
    responses(
        (status = 200, description = "all findings", body = CardChecked),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing", body = Problem),
        (status = 422, description = "no organisation, or too many values", body = Problem),
    ),
)]
pub(crate) async fn check_card(
    actor: Actor,
    State(app): State<App>,
    Body(body): Body<NewCard>,
) -> Result<Json<CardChecked>, Problem> {
    let _held = actor.scope(&app, Permission::CardsWrite)?;
    let desk = Desk::of(&app, By::of(&actor, Permission::CardsWrite))?;
    let findings = desk.check(&body.draft(&app, &actor)?)?;
    let can_report = findings.iter().all(|one| one.severity != Severity::Error);
    Ok(Json(CardChecked {
        can_report,
        findings,
    }))
}
