//! `POST /api/retention-runs`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kernel::Id;
use platform::jobs::{self, Job};
use platform::{DbError, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::audit::Action;
use crate::grants::by_person;
use crate::rights::model::RetentionRun;
use crate::rights::{JOB_RETENTION, store};
use crate::{Actor, App, Body, Permission};

/// Whether what is due is removed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RetentionInput {
    /// True removes what is due where its capability can; false only reports it.
    purge: bool,
}

/// Looks for records that have been kept long enough, as a job.
#[utoipa::path(
    post, path = "/api/retention-runs", tag = "rights",
    params(("X-Yufang" = String, Header, description = "`1`, required of every request that changes something")),
    request_body = RetentionInput,
    responses(
        (status = 202, description = "queued", body = RetentionRun),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `rights.handle`", body = Problem),
    ),
)]
pub(crate) async fn create_retention_run(
    actor: Actor,
    State(app): State<App>,
    Body(given): Body<RetentionInput>,
) -> Result<(StatusCode, Json<RetentionRun>), Problem> {
    let scope = actor.scope(&app, Permission::RightsHandle)?;
    by_person(&actor)?;
    let (id, now) = (Id::<Job>::new(), app.clock.now());
    let text = id.to_string();
    let mut tx = app.db.begin().await?;
    store::insert_run(&mut tx, &text, Some(&actor.user_id), given.purge, now).await?;
    jobs::enqueue(&mut tx, JOB_RETENTION, id, "{}", now).await?;
    let entry = scope
        .entry(Action::RetentionRequested)
        .on("retention_run", &text);
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    app.jobs.wake();
    let run = RetentionRun {
        id: text,
        asked_at: now,
        purge: given.purge,
        finished_at: None,
        items: Vec::new(),
    };
    Ok((StatusCode::ACCEPTED, Json(run)))
}
