//! `GET /api/audit/status`

use axum::Json;
use axum::extract::State;
use platform::Problem;

use super::views::{AuditCheckpointView, AuditStatusView, AuditVerificationView};
use crate::audit::store;
use crate::{Actor, App, Permission};

/// Where the chain stands: its head, the last checkpoint and the last verification.
#[utoipa::path(
    get, path = "/api/audit/status", tag = "access",
    responses(
        (status = 200, description = "where the chain stands", body = AuditStatusView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `audit.read`", body = Problem),
    ),
)]
pub(crate) async fn get_audit_status(
    actor: Actor,
    State(app): State<App>,
) -> Result<Json<AuditStatusView>, Problem> {
    let _ = actor.scope(&app, Permission::AuditRead)?;
    let status = store::status(&app.db).await?;
    let verification = store::verification_mark(&app.db).await?;
    Ok(Json(AuditStatusView {
        sequence: status.sequence,
        hash: status.hash,
        checkpoint: status
            .checkpoint
            .map(|(sequence, at, key)| AuditCheckpointView { sequence, at, key }),
        verification: verification.map(|(at, sequence, damage)| AuditVerificationView {
            at,
            sequence,
            damage: Some(damage).filter(|damage| !damage.is_empty()),
        }),
    }))
}
