//! `POST /api/practitioners`

use access::audit::Action;
use access::{Actor, App, Body, Permission};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kernel::Id;
use platform::{DbError, Problem};
use serde::Serialize;
use utoipa::ToSchema;

use super::practitioner_input::PractitionerInput;
use crate::engine::reading;
use crate::store;

/// A practitioner that was stored.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PractitionerRecorded {
    pub(super) id: String,
}

/// Records a practitioner with their posts.
#[utoipa::path(
    post, path = "/api/practitioners", tag = "registry", request_body = PractitionerInput,
    responses(
        (status = 201, description = "recorded", body = PractitionerRecorded),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing, or not held where the organisation is", body = Problem),
        (status = 422, description = "fields that cannot be right, named", body = Problem),
    ),
)]
pub(crate) async fn create_practitioner(
    actor: Actor,
    State(app): State<App>,
    Body(input): Body<PractitionerInput>,
) -> Result<(StatusCode, Json<PractitionerRecorded>), Problem> {
    let scope = actor.scope(&app, Permission::PersonsWrite)?;
    let practitioner = input.checked(Id::new(), &app, &scope)?;
    let (read, now) = (reading(&practitioner.name, &[]), app.clock.now());
    let mut tx = app.db.begin().await?;
    store::put_practitioner(&mut tx, &practitioner, &read, &actor.user_id, now).await?;
    let id = practitioner.id.to_string();
    let entry = scope
        .entry(Action::PractitionerWritten)
        .on("practitioner", &id);
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok((StatusCode::CREATED, Json(PractitionerRecorded { id })))
}
