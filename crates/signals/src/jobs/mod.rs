//! Detection as background work: runs that were asked for, and runs that changed counts ask for.

mod batch;
mod changed;
mod request;
mod run;

use std::sync::Arc;

use access::App;
use platform::jobs::JobHandler;
use platform::outbox::Subscriber;

pub use request::{detect, queue_detection};

/// The kind of job that carries out a detection run.
pub const JOB_DETECTION: &str = "detection";

/// The background work of this capability.
#[must_use]
pub fn job_handlers(app: &App) -> Vec<(&'static str, Arc<dyn JobHandler>)> {
    vec![(JOB_DETECTION, Arc::new(run::DetectionJob::new(app.clone())))]
}

/// The effects of others that this capability carries out.
#[must_use]
pub fn subscribers(app: &App) -> Vec<(&'static str, Arc<dyn Subscriber>)> {
    vec![(
        surveillance::TOPIC_COUNTS_CHANGED,
        Arc::new(changed::AssessChanged::new(app.clone())),
    )]
}
