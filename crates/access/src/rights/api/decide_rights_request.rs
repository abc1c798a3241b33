//! `POST /api/rights-requests/{id}/decision`

use axum::Json;
use axum::extract::{Path, State};
use platform::{DbError, Problem, Tx};
use serde::Deserialize;
use utoipa::ToSchema;

use super::rights_request;
use super::views::RightsRequestView;
use crate::audit::{Action, Detail};
use crate::grants::words;
use crate::rights::model::{Outcome, PersonRight, RightsDecision, RightsRequest};
use crate::rights::{Erasure, store};
use crate::{Actor, App, Body, Permission};

/// What was decided, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RightsDecisionInput {
    /// All, some or none of it.
    decision: RightsDecision,
    /// Why, in words the resident is told.
    reason: String,
}

/// Decides a resident's request and carries it out: restriction and deletion go through every capability that holds the person.
///
/// A holder that must keep its records by law says so, and the answer names the rule.
#[utoipa::path(
    post, path = "/api/rights-requests/{id}/decision", tag = "rights",
    params(
        ("id" = String, Path, description = "the request"),
        ("X-Yufang" = String, Header, description = "`1`, required of every request that changes something"),
    ),
    request_body = RightsDecisionInput,
    responses(
        (status = 200, description = "decided and carried out", body = RightsRequestView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `rights.handle`", body = Problem),
        (status = 404, description = "no such request", body = Problem),
        (status = 409, description = "it was decided before", body = Problem),
        (status = 422, description = "the reason will not do", body = Problem),
    ),
)]
pub(crate) async fn decide_rights_request(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(given): Body<RightsDecisionInput>,
) -> Result<Json<RightsRequestView>, Problem> {
    let scope = actor.scope(&app, Permission::RightsHandle)?;
    let areas = scope.areas();
    let request = rights_request(&app, &areas, &id).await?;
    let reason = words(&app, &actor, "reason", &given.reason)?;
    let mut tx = app.db.begin().await?;
    let outcomes = match given.decision {
        RightsDecision::Refused => Vec::new(),
        RightsDecision::Granted | RightsDecision::Partly => {
            carry_out(&app, &mut tx, &request).await?
        }
    };
    let (by, now) = (&actor.user_id, app.clock.now());
    let decision = given.decision;
    if !store::decide(&mut tx, request.id, by, decision, &reason, &outcomes, now).await? {
        return Err(Problem::conflict(
            "it was decided before; reload it to see what was decided",
        ));
    }
    let entry = scope
        .entry(Action::RightsDecided)
        .on("person", &request.person)
        .with(Detail::Grant, &id)
        .with(Detail::Reason, decision.as_str());
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    let request = rights_request(&app, &areas, &id).await?;
    Ok(Json(RightsRequestView::of(&app, request)))
}

/// What each holder did; copies and looks are fetched afterwards, and corrections are made where the record is kept.
async fn carry_out(
    app: &App,
    tx: &mut Tx,
    request: &RightsRequest,
) -> Result<Vec<Outcome>, DbError> {
    let mut outcomes = Vec::new();
    for holder in &app.holders.persons {
        let erasure = match request.right {
            PersonRight::Restriction => {
                let records = holder.restrict(app, tx, &request.person, true).await?;
                match records {
                    0 => Erasure::Nothing,
                    records => Erasure::Done(records),
                }
            }
            PersonRight::Deletion => holder.erase(app, tx, &request.person).await?,
            PersonRight::Copy | PersonRight::Correction | PersonRight::WhoLooked => continue,
        };
        let (result, records_count, reasons) = match erasure {
            Erasure::Done(records) => ("done", records, None),
            Erasure::Nothing => ("nothing", 0, None),
            Erasure::Kept {
                reason_zh,
                reason_en,
            } => ("kept", 0, Some((reason_zh, reason_en))),
        };
        let (reason_zh, reason_en) = reasons.unzip();
        outcomes.push(Outcome {
            holder: holder.holder().to_owned(),
            result: result.to_owned(),
            reason_zh,
            reason_en,
            records_count,
        });
    }
    Ok(outcomes)
}
