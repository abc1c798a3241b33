//! `POST /api/person-matches/{id}/decide`

use access::audit::{Action, Detail};
use access::{Actor, App, Body, Permission};
use axum::Json;
use axum::extract::{Path, State};
use platform::{DbError, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

use super::person_link::checked_reason;
use super::person_match::{is_covered, no_match};
use super::person_view::PersonMatchView;
use crate::model::LinkReason;
use crate::people::{MatchVerdict, People};

/// What a pair is.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = MatchVerdict)]
pub(crate) enum Verdict {
    /// One person; the records are merged.
    Same,
    /// Two people; the pair is never queued again.
    Distinct,
}

/// A decision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MatchDecision {
    decision: Verdict,
    /// Id of the record that stays when they are one person; the older one unless said.
    survivor: Option<String>,
    reason: LinkReason,
}

/// Decides whether a pair is one person, and merges the records if so.
#[utoipa::path(
    post, path = "/api/person-matches/{id}/decide", tag = "registry", request_body = MatchDecision,
    params(("id" = String, Path, description = "the pair's id")),
    responses(
        (status = 200, description = "decided", body = PersonMatchView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing", body = Problem),
        (status = 404, description = "no such pair, or not in one's area", body = Problem),
        (status = 409, description = "decided before", body = Problem),
        (status = 422, description = "the survivor is none of the two, or the reason is unknown", body = Problem),
    ),
)]
pub(crate) async fn decide_person_match(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(decision): Body<MatchDecision>,
) -> Result<Json<PersonMatchView>, Problem> {
    let scope = actor.scope(&app, Permission::PersonsMatch)?;
    let reason = checked_reason(decision.reason)?;
    let people = People::of(&app, &actor.user_id)?;
    let known = id.parse().map_err(|_| no_match())?;
    let pair = people
        .find_match(known)
        .await?
        .filter(|pair| is_covered(&scope, pair))
        .ok_or_else(no_match)?;
    let right = pair.right.id.to_string();
    let keep_right = match decision.survivor.as_deref() {
        None => false,
        Some(id) if id == pair.left.id.to_string() => false,
        Some(id) if id == right => true,
        Some(_) => {
            let message = "`survivor` is none of the two records; give one of their ids";
            return Err(Problem::invalid("survivor", "unknown_person", message));
        }
    };
    let verdict = match decision.decision {
        Verdict::Same => MatchVerdict::Same { keep_right },
        Verdict::Distinct => MatchVerdict::Distinct,
    };
    let mut tx = app.db.begin().await?;
    people.decide(&mut tx, &pair, verdict, reason).await?;
    let entry = scope
        .entry(Action::PersonMatchDecided)
        .on("person_match", &id)
        .with(Detail::Other, right)
        .with(Detail::Reason, reason.as_str());
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    let pair = people.find_match(known).await?.ok_or_else(no_match)?;
    Ok(Json(PersonMatchView::of(&pair, &app.pack, people.today())))
}
