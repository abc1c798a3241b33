//! Work that goes on beside the requests: jobs and the outbox.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use access::App;
use access::audit::{Author, Checkpointer};
use platform::jobs::Runner;
use platform::outbox::{Courier, Subscriber};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Between two looks into the outbox.
const ROUND: Duration = Duration::from_millis(500);
/// Between two looks for accounts that nobody uses, and for the day's retention run.
const TIDY_ROUND: Duration = Duration::from_secs(6 * 3600);

/// The job runner and the courier of all capabilities.
#[derive(Clone)]
pub struct Background {
    app: App,
    runner: Runner,
    courier: Courier,
    checkpointer: Option<Checkpointer>,
}

impl Background {
    /// Gathers the handlers of all capabilities.
    #[must_use]
    pub fn new(app: &App) -> Self {
        let handlers = surveillance::job_handlers(app)
            .into_iter()
            .chain(signals::job_handlers(app))
            .chain(access::job_handlers(app))
            .collect();
        let subscribers: HashMap<&'static str, Arc<dyn Subscriber>> =
            signals::subscribers(app).into_iter().collect();
        Background {
            app: app.clone(),
            runner: Runner::new(
                app.db.clone(),
                app.clock.clone(),
                app.jobs.clone(),
                handlers,
            ),
            courier: Courier::new(app.db.clone(), app.clock.clone(), subscribers),
            checkpointer: None,
        }
    }

    /// The same, signing the audit trail now and then.
    #[must_use]
    pub fn with_checkpoints(mut self, checkpointer: Option<Checkpointer>) -> Self {
        self.checkpointer = checkpointer;
        self
    }

    /// The job runner.
    #[must_use]
    pub fn runner(&self) -> &Runner {
        &self.runner
    }

    /// The courier that delivers what transactions promised.
    #[must_use]
    pub fn courier(&self) -> &Courier {
        &self.courier
    }

    /// Starts all of it; the tasks end after `shutdown` turns true.
    #[must_use]
    pub fn start(self, shutdown: watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
        let (runner, courier) = (self.runner, self.courier);
        let (stop, signing, tidying) = (shutdown.clone(), shutdown.clone(), shutdown.clone());
        let mut tasks = vec![
            tokio::spawn(async move { runner.run(stop).await }),
            tokio::spawn(deliver(courier, shutdown)),
            tokio::spawn(tidy(self.app, tidying)),
        ];
        if let Some(checkpointer) = self.checkpointer {
            tasks.push(tokio::spawn(checkpointer.run(signing)));
        }
        tasks
    }
}

/// Closes accounts that fell dormant and queues the day's retention run, at the start and then now and again.
async fn tidy(app: App, mut shutdown: watch::Receiver<bool>) {
    while !*shutdown.borrow() {
        match access::lock_dormant(&app, &Author::program()).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "accounts that nobody used were closed"),
            Err(error) => tracing::warn!(%error, "dormant accounts could not be closed"),
        }
        if let Err(error) = access::rights::queue_daily_retention(&app).await {
            tracing::warn!(%error, "the day's retention run could not be queued");
        }
        tokio::select! {
            () = tokio::time::sleep(TIDY_ROUND) => {}
            changed = shutdown.changed() => if changed.is_err() { return; },
        }
    }
}

async fn deliver(courier: Courier, mut shutdown: watch::Receiver<bool>) {
    while !*shutdown.borrow() {
        if let Err(error) = courier.deliver_waiting().await {
            tracing::warn!(%error, "the outbox could not be read");
        }
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            changed = shutdown.changed() => if changed.is_err() { return; },
        }
    }
}
