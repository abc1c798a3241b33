//! The background work of this capability.

use std::sync::Arc;

use platform::jobs::JobHandler;

use crate::App;
use crate::grants::{JOB_PURGE, PurgeJob};
use crate::rights::{JOB_RETENTION, RetentionJob};

/// Who does which kind of job.
#[must_use]
pub fn job_handlers(app: &App) -> Vec<(&'static str, Arc<dyn JobHandler>)> {
    vec![
        (JOB_PURGE, Arc::new(PurgeJob { app: app.clone() })),
        (JOB_RETENTION, Arc::new(RetentionJob { app: app.clone() })),
    ]
}
