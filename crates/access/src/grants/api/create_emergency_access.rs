//! `POST /api/emergency-access`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kernel::Id;
use pack::Limit;
use platform::{DbError, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

use super::shared::{emergency, path_of, words};
use super::views::EmergencyAccessView;
use crate::audit::{Action, Detail};
use crate::grants::engine::agency::is_code;
use crate::grants::engine::emergency::expiry;
use crate::grants::model::{AccountRef, EmergencyAccess};
use crate::grants::{store, tell};
use crate::{Actor, App, Body, Permission, Scope};

/// What is needed at once.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewEmergencyAccess)]
pub(crate) struct EmergencyInput {
    /// Kind of record, as the catalogue lists them.
    kind: String,
    /// Id of the record or event.
    subject: String,
    /// The permission needed, as the catalogue lists them.
    permission: String,
    /// The event it serves and ends with.
    #[serde(default)]
    event: Option<String>,
    /// Why, in one's own words; numbers of persons are refused.
    reason: String,
    /// For how many hours; the most there is where nothing is said.
    #[serde(default)]
    hours: Option<u32>,
}

/// Opens one record or one event's records at once, for a while.
///
/// Whether there is such a record is not said here. Everybody who may approve is told, and somebody else reviews it.
#[utoipa::path(
    post, path = "/api/emergency-access", tag = "grants",
    params(("X-Yufang" = String, Header, description = "`1`, required of every request that changes something")),
    request_body = EmergencyInput,
    responses(
        (status = 201, description = "in force", body = EmergencyAccessView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `grants.request`", body = Problem),
        (status = 409, description = "too many are in force or wait for a review", body = Problem),
        (status = 422, description = "the reason or something else will not do", body = Problem),
    ),
)]
pub(crate) async fn create_emergency_access(
    actor: Actor,
    State(app): State<App>,
    Body(given): Body<EmergencyInput>,
) -> Result<(StatusCode, Json<EmergencyAccessView>), Problem> {
    let scope = actor.scope(&app, Permission::GrantsRequest)?;
    let access = judged(&app, &actor, &scope, given)?;
    let (id, now) = (access.id, access.opened_at);
    let open_max = app.pack.privacy.limit(Limit::EmergencyOpen);
    let mut tx = app.db.begin().await?;
    let open = store::count_open(&mut tx, &actor.user_id, now).await?;
    if open >= i64::from(open_max) {
        return Err(Problem::new(
            StatusCode::CONFLICT,
            "too_many_open",
            "too many emergency accesses",
            format!(
                "{open} of yours are in force or wait for a review, and {open_max} may; give one back or ask for the reviews"
            ),
        ));
    }
    store::insert(&mut tx, &access).await?;
    let entry = scope
        .entry(Action::EmergencyOpened)
        .on_any(&access.kind, &access.subject)
        .with(Detail::Grant, id.to_string())
        .with(Detail::Permission, &access.permission);
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    tell(&app, "emergency_access", &id.to_string());
    let stored = emergency(&app, &actor, &[], &id.to_string()).await?;
    let view = EmergencyAccessView::of(&app, &actor, &[], stored);
    Ok((StatusCode::CREATED, Json(view)))
}

/// The access that was asked for, if the pack allows it.
fn judged(
    app: &App,
    actor: &Actor,
    scope: &Scope,
    given: EmergencyInput,
) -> Result<EmergencyAccess, Problem> {
    let privacy = &app.pack.privacy;
    let Some(kind) = privacy.emergency_kind(&given.kind) else {
        let known: Vec<&str> = privacy
            .emergency
            .iter()
            .map(|one| one.id.as_str())
            .collect();
        let message = format!("choose a kind of record of the list: {}", known.join(", "));
        return Err(Problem::invalid("kind", "unknown_kind", message));
    };
    if !kind.permissions.contains(&given.permission) {
        let message = format!("choose one of {}", kind.permissions.join(", "));
        return Err(Problem::invalid(
            "permission",
            "unknown_permission",
            message,
        ));
    }
    if !is_code(&given.subject) {
        let message = "name the record by its id; a name or a number of a person is none";
        return Err(Problem::invalid("subject", "no_id", message));
    }
    if given.event.as_deref().is_some_and(|event| !is_code(event)) {
        let message = "name the event by its code, or leave it out";
        return Err(Problem::invalid("event", "no_event", message));
    }
    let reason = words(app, actor, "reason", &given.reason)?;
    let hours_max = privacy.limit(Limit::EmergencyHours);
    let now = app.clock.now();
    let expires_at = expiry(now, given.hours, hours_max).ok_or_else(|| {
        let message = format!("ask for 1 to {hours_max} hours");
        Problem::invalid("hours", "too_long", message)
    })?;
    Ok(EmergencyAccess {
        id: Id::new(),
        account: AccountRef::asking(actor),
        path: path_of(app, &scope.author()),
        kind: given.kind,
        subject: given.subject,
        permission: given.permission,
        purpose: scope.purpose().as_str().to_owned(),
        event: given.event,
        reason,
        opened_at: now,
        expires_at,
        ended: None,
        review: None,
    })
}
