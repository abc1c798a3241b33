//! Asking for a run.

use std::collections::HashMap;
use std::sync::Arc;

use access::App;
use access::audit::{Action, Author, Detail, Entry};
use kernel::RegionCode;
use platform::DbError;
use platform::Tx;
use platform::jobs::{self, JobHandler, Runner};

use super::JOB_DETECTION;
use super::run::DetectionJob;
use crate::error::DetectError;
use crate::model::{Cause, DetectionRequest, DetectionRunView, RunId, RunState};
use crate::store;

/// Queues a run and returns it as it waits; `entry` goes on record with it.
///
/// # Errors
/// When the request names something the packs do not know, or the database refuses.
pub async fn queue_detection(
    app: &App,
    request: &DetectionRequest,
    requested_by: &str,
    entry: Entry,
) -> Result<DetectionRunView, DetectError> {
    check(app, request)?;
    let run = new_run(app, request, Cause::Request, requested_by);
    let mut tx = app.db.begin().await?;
    enqueue(app, &mut tx, &run).await?;
    app.record(&mut tx, &[about(entry, &run)]).await?;
    tx.commit().await.map_err(DbError::from)?;
    app.jobs.wake();
    Ok(run)
}

/// Runs detection here and now and returns how it ended; `progress` hears of every batch.
///
/// # Errors
/// When the request names something the packs do not know, the run is stopped, or the database refuses.
pub async fn detect(
    app: &App,
    request: &DetectionRequest,
    progress: impl Fn(&DetectionRunView) + Send + Sync + 'static,
) -> Result<DetectionRunView, DetectError> {
    check(app, request)?;
    let run = new_run(app, request, Cause::Request, "command line");
    let mut tx = app.db.begin().await?;
    enqueue(app, &mut tx, &run).await?;
    let entry = Entry::new(Author::command_line(), Action::DetectionRequested);
    app.record(&mut tx, &[about(entry, &run)]).await?;
    tx.commit().await.map_err(DbError::from)?;
    let handler: Arc<dyn JobHandler> =
        Arc::new(DetectionJob::new(app.clone()).with_progress(progress));
    let runner = Runner::new(
        app.db.clone(),
        app.clock.clone(),
        app.jobs.clone(),
        HashMap::from([(JOB_DETECTION, handler)]),
    );
    runner.run_now(run.id).await?;
    Ok(store::run(&app.db, run.id)
        .await?
        .map_or(run, |row| row.view))
}

fn about(entry: Entry, run: &DetectionRunView) -> Entry {
    entry
        .on("detection_run", run.id.to_string())
        .with(Detail::Region, run.region.to_string())
}

/// Stores a run with the job that carries it out.
pub(super) async fn enqueue(app: &App, tx: &mut Tx, run: &DetectionRunView) -> Result<(), DbError> {
    store::create_run(tx, run).await?;
    jobs::enqueue(tx, JOB_DETECTION, run.id, "{}", app.clock.now()).await
}

/// A run that waits.
pub(super) fn new_run(
    app: &App,
    request: &DetectionRequest,
    cause: Cause,
    requested_by: &str,
) -> DetectionRunView {
    DetectionRunView {
        id: RunId::new(),
        state: RunState::Queued,
        cause,
        from: request.from,
        to: request.to,
        region: request.region.unwrap_or(RegionCode::CHINA),
        streams: request.streams.clone(),
        detectors: request.detectors.clone(),
        series_total: 0,
        series_done: 0,
        signals_found: 0,
        signals_new: 0,
        signals_changed: 0,
        signals_withdrawn: 0,
        warning: None,
        error: None,
        requested_by: requested_by.to_owned(),
        pack_version: app.pack.version().to_owned(),
        queued_at: app.clock.now(),
        started_at: None,
        finished_at: None,
    }
}

fn check(app: &App, request: &DetectionRequest) -> Result<(), DetectError> {
    if let Some(region) = request.region
        && app.pack.regions.get(region).is_none()
    {
        return Err(DetectError::UnknownRegion(region.to_string()));
    }
    for given in &request.streams {
        if app.pack.stream(given).is_none() {
            return Err(DetectError::UnknownStream {
                given: given.chars().take(60).collect(),
                known: listed(app.pack.streams.iter().map(|stream| stream.id.as_str())),
            });
        }
    }
    for given in &request.detectors {
        if app.pack.detector(given).is_none() {
            return Err(DetectError::UnknownDetector {
                given: given.chars().take(60).collect(),
                known: listed(app.pack.detectors.iter().map(|one| one.id.as_str())),
            });
        }
    }
    match (request.from, request.to) {
        (Some(from), Some(to)) if to < from => Err(DetectError::Backwards { from, to }),
        _ => Ok(()),
    }
}

fn listed<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    ids.map(|id| format!("`{id}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
