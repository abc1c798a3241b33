//! Destroying what was collected for an event that is over.

use async_trait::async_trait;
use platform::jobs::{JobContext, JobError, JobHandler};

use super::{store, tell};
use crate::App;
use crate::audit::{Action, Author, Detail, Entry};

/// The job's kind.
pub(crate) const JOB_PURGE: &str = "access.purge";

/// Destroys identities and answers of an event's requests; the report stays.
pub(crate) struct PurgeJob {
    pub(crate) app: App,
}

#[async_trait]
impl JobHandler for PurgeJob {
    async fn run(&self, job: &JobContext) -> Result<(), JobError> {
        let id = job.id.to_string();
        let mut tx = self.app.db.begin().await?;
        // Done twice, the second time finds nothing to do.
        let Some(report) = store::destroy(&mut tx, &id, self.app.clock.now()).await? else {
            return Ok(());
        };
        let entry = Entry::new(Author::program(), Action::AgencyDataDestroyed)
            .on("event", &report.event)
            .count(Detail::Rows, report.people_count + report.rows_count);
        self.app.record(&mut tx, &[entry]).await?;
        tx.commit().await?;
        tell(&self.app, "purge", &id);
        Ok(())
    }

    async fn ended(&self, _job: &JobContext, _outcome: &Result<(), JobError>) {}
}
