//! Carrying out a run: batch after batch, each in one transaction with the run's progress.

use std::sync::Arc;
use std::time::{Duration, Instant};

use access::{App, Permission};
use async_trait::async_trait;
use kernel::Timestamp;
use platform::counts::{self, Reach, SeriesFilter};
use platform::jobs::{JobContext, JobError, JobHandler};
use serde::Serialize;
use tokio::sync::Mutex;

use super::batch::{self, Days, Task};
use crate::engine::Span;
use crate::model::{Cause, DetectionRunView, RunId, RunState};
use crate::store::{self, RunRow, Tally, Touched};

/// Series assessed in one transaction.
const BATCH: usize = 256;
/// How often open screens are told of progress.
const TELL_EVERY: Duration = Duration::from_millis(500);

type Progress = dyn Fn(&DetectionRunView) + Send + Sync;

/// Carries out detection runs.
pub(super) struct DetectionJob {
    app: App,
    progress: Option<Arc<Progress>>,
    told: Mutex<Option<Instant>>,
}

/// Body of the event `signal`.
#[derive(Debug, Serialize)]
struct SignalsChanged {
    run: RunId,
    new: u64,
    changed: u64,
    withdrawn: u64,
}

impl DetectionJob {
    pub(super) fn new(app: App) -> Self {
        DetectionJob {
            app,
            progress: None,
            told: Mutex::new(None),
        }
    }

    pub(super) fn with_progress(
        mut self,
        progress: impl Fn(&DetectionRunView) + Send + Sync + 'static,
    ) -> Self {
        self.progress = Some(Arc::new(progress));
        self
    }

    /// Assesses the series of a request, from the first that the run has not done yet.
    async fn run_request(&self, job: &JobContext, row: RunRow) -> Result<(), JobError> {
        let app = &self.app;
        let run = &row.view;
        let path = app.pack.regions.path(run.region).ok_or_else(|| {
            JobError::Failed(format!(
                "the packs no longer know the region {}",
                run.region
            ))
        })?;
        let stream = match run.streams.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        };
        let filter = SeriesFilter {
            stream,
            condition: None,
            stratum: None,
            reach: Reach::Below(path),
        };
        let mut series = counts::find_series(&app.db, &filter).await?;
        series.retain(|one| run.streams.is_empty() || run.streams.contains(&one.key.stream));
        series.sort_by_key(|one| one.id);
        let held = store::cover(series.iter().filter_map(|one| {
            Some(Span {
                from: one.first_day?,
                to: one.last_day?,
            })
        }));
        let window = held.map(|held| Span {
            from: run.from.unwrap_or(held.from),
            to: run.to.unwrap_or(held.to),
        });
        self.begin(run, series.len() as u64, window).await?;
        let Some(window) = window else { return Ok(()) };
        let detectors: Arc<[String]> = run.detectors.clone().into();
        let begin = series.partition_point(|one| one.id.0 <= row.cursor);
        for chunk in series[begin..].chunks(BATCH) {
            job.check()?;
            let tasks = chunk
                .iter()
                .map(|series| Task {
                    series: series.clone(),
                    days: Days::Window(window),
                })
                .collect();
            let cursor = chunk.last().map_or(0, |series| series.id.0);
            self.do_batch(run, tasks, &detectors, cursor, &[]).await?;
        }
        Ok(())
    }

    /// Assesses what has changed until nothing waits any more.
    async fn run_changed(&self, job: &JobContext, row: RunRow) -> Result<(), JobError> {
        let app = &self.app;
        let run = &row.view;
        let mut tx = app.db.begin().await?;
        store::resolve_notices(&mut tx).await?;
        tx.commit().await?;
        let waiting = store::pending_count(&app.db).await?;
        self.begin(run, run.series_done + waiting, None).await?;
        let detectors: Arc<[String]> = Arc::from([]);
        loop {
            job.check()?;
            let touched = store::pending(&app.db, BATCH).await?;
            if touched.is_empty() {
                return Ok(());
            }
            let tasks = touched
                .iter()
                .map(|touched| Task {
                    series: touched.series.clone(),
                    days: Days::Changed(touched.span),
                })
                .collect();
            self.do_batch(run, tasks, &detectors, 0, &touched).await?;
        }
    }

    async fn begin(
        &self,
        run: &DetectionRunView,
        series_total: u64,
        window: Option<Span>,
    ) -> Result<(), JobError> {
        let app = &self.app;
        let mut tx = app.db.begin().await?;
        store::start_run(&mut tx, run.id, series_total, app.clock.now()).await?;
        if let Some(window) = window {
            store::widen_run(&mut tx, run.id, window).await?;
        }
        tx.commit().await?;
        self.tell(run.id, true).await;
        Ok(())
    }

    /// Assesses one batch and stores what it found together with the progress.
    async fn do_batch(
        &self,
        run: &DetectionRunView,
        tasks: Vec<Task>,
        detectors: &Arc<[String]>,
        cursor: i64,
        touched: &[Touched],
    ) -> Result<(), JobError> {
        let app = &self.app;
        let now = app.clock.now();
        let done = tasks.len() as u64;
        let outcome = batch::assess(app, tasks, detectors.clone(), now).await?;
        let covered = store::cover(outcome.assessed.iter().map(|one| one.span));
        let author = store::Author {
            run: run.id,
            pack_version: app.pack.version(),
            now,
        };
        let mut tx = app.db.begin().await?;
        let tally = store::store_assessed(&app.db, &mut tx, &author, outcome.assessed).await?;
        if !touched.is_empty() {
            store::settle_pending(&app.db, &mut tx, touched).await?;
            if let Some(covered) = covered {
                store::widen_run(&mut tx, run.id, covered).await?;
            }
        }
        store::advance(
            &mut tx,
            run.id,
            cursor,
            done,
            tally,
            outcome.warning.as_deref(),
        )
        .await?;
        tx.commit().await?;
        self.tell_signals(run.id, tally);
        self.tell(run.id, false).await;
        Ok(())
    }

    fn tell_signals(&self, run: RunId, tally: Tally) {
        if tally.new + tally.changed + tally.withdrawn > 0 {
            let body = SignalsChanged {
                run,
                new: tally.new,
                changed: tally.changed,
                withdrawn: tally.withdrawn,
            };
            let permission = Permission::SignalsRead.as_str();
            self.app.events.send("signal", permission, &body);
        }
    }

    /// Tells open screens and the caller how far the run is; screens not oftener than they can follow.
    async fn tell(&self, run: RunId, at_once: bool) {
        let mut told = self.told.lock().await;
        let is_due = at_once || told.is_none_or(|last| last.elapsed() >= TELL_EVERY);
        if !is_due && self.progress.is_none() {
            return;
        }
        match store::run(&self.app.db, run).await {
            Ok(Some(row)) => {
                if let Some(progress) = &self.progress {
                    progress(&row.view);
                }
                if is_due {
                    *told = Some(Instant::now());
                    let permission = Permission::SignalsRead.as_str();
                    self.app.events.send("detection", permission, &row.view);
                }
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "the progress of a detection run cannot be read"),
        }
    }

    async fn store_end(
        &self,
        run: RunId,
        state: RunState,
        error: Option<String>,
        now: Timestamp,
    ) -> Result<(), JobError> {
        let mut tx = self.app.db.begin().await?;
        store::end_run(&mut tx, run, state, error, now).await?;
        tx.commit().await?;
        Ok(())
    }
}

#[async_trait]
impl JobHandler for DetectionJob {
    async fn run(&self, job: &JobContext) -> Result<(), JobError> {
        let Some(row) = store::run(&self.app.db, job.id).await? else {
            return Err(JobError::Failed(
                "its record is gone; ask for a new run".to_owned(),
            ));
        };
        if row.view.state.is_final() {
            return Ok(());
        }
        match row.view.cause {
            Cause::Request => self.run_request(job, row).await,
            Cause::Counts => self.run_changed(job, row).await,
        }
    }

    async fn ended(&self, job: &JobContext, outcome: &Result<(), JobError>) {
        let (state, error) = match outcome {
            Ok(()) => (RunState::Done, None),
            Err(JobError::Cancelled) => (RunState::Cancelled, None),
            Err(error) => (RunState::Failed, Some(error.to_string())),
        };
        if let Err(error) = self
            .store_end(job.id, state, error, self.app.clock.now())
            .await
        {
            tracing::warn!(%error, "the end of a detection run could not be stored");
        }
        self.tell(job.id, true).await;
    }
}
