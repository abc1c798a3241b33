//! The background work of this capability.

use std::sync::Arc;

use platform::jobs::JobHandler;

use crate::App;
use crate::grants::{JOB_PURGE, PurgeJob};
use crate::rights::{Holders, JOB_RETENTION, RetentionJob};

/// Who does which kind of job; `holders` are the capabilities whose records can be removed.
pub fn job_handlers(app: &App, holders: &Holders) -> Vec<(&'static str, Arc<dyn JobHandler>)> {
    vec![
        (JOB_PURGE, Arc::new(PurgeJob { app: app.clone() })),
        (
            JOB_RETENTION,
            Arc::new(RetentionJob {
                app: app.clone(),
                holders: holders.clone(),
            }),
        ),
    ]
}
