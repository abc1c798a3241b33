//! Looking for records that have been kept long enough.

use async_trait::async_trait;
use kernel::{Id, Timestamp};
use pack::RetentionRule;
use platform::jobs::{self, Job, JobContext, JobError, JobHandler};
use platform::{DbError, Tx};

use super::engine::clock::due_before;
use super::model::RetentionItem;
use super::{Retained, store};
use crate::App;
use crate::audit::{Action, Author, Detail, Entry};

/// The job's kind.
pub(crate) const JOB_RETENTION: &str = "access.retention";
/// Entries of the audit trail are never removed.
const AUDIT: &str = "audit_log";
/// Between two runs that nobody asked for.
const DAY_MILLIS: i64 = 24 * 3_600_000;

/// Queues the day's retention run, which removes what is due, unless one was asked for within a day; whether it did.
///
/// # Errors
/// When the database refuses.
pub async fn queue_daily_retention(app: &App) -> Result<bool, DbError> {
    let now = app.clock.now();
    let latest = store::run(&app.db, None).await?;
    if latest.is_some_and(|run| run.purge && run.asked_at > now.plus_millis(-DAY_MILLIS)) {
        return Ok(false);
    }
    let id = Id::<Job>::new();
    let text = id.to_string();
    let mut tx = app.db.begin().await?;
    store::insert_run(&mut tx, &text, None, true, now).await?;
    jobs::enqueue(&mut tx, JOB_RETENTION, id, "{}", now).await?;
    let entry =
        Entry::new(Author::program(), Action::RetentionRequested).on("retention_run", &text);
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await?;
    app.jobs.wake();
    Ok(true)
}

/// Does retention runs.
pub(crate) struct RetentionJob {
    pub(crate) app: App,
}

#[async_trait]
impl JobHandler for RetentionJob {
    async fn run(&self, job: &JobContext) -> Result<(), JobError> {
        let id = job.id.to_string();
        let Some(run) = store::run(&self.app.db, Some(&id)).await? else {
            return Err(JobError::Failed(
                "there is no such retention run".to_owned(),
            ));
        };
        let now = self.app.clock.now();
        let mut items = Vec::new();
        let mut tx = self.app.db.begin().await?;
        for rule in &self.app.pack.privacy.retention {
            job.check()?;
            items.push(self.look(&mut tx, rule, run.purge, now).await?);
        }
        store::finish_run(&mut tx, &id, &items, now).await?;
        let removed = items.iter().map(|item| item.removed_count).sum();
        let entry = Entry::new(Author::program(), Action::RetentionRun)
            .on("retention_run", &id)
            .count(Detail::Rows, removed);
        self.app.record(&mut tx, &[entry]).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn ended(&self, _job: &JobContext, _outcome: &Result<(), JobError>) {}
}

impl RetentionJob {
    async fn look(
        &self,
        tx: &mut Tx,
        rule: &RetentionRule,
        is_purge: bool,
        now: Timestamp,
    ) -> Result<RetentionItem, DbError> {
        let before = due_before(now, rule.days_min);
        let holders: Vec<&dyn Retained> = self
            .app
            .holders
            .retained
            .iter()
            .map(AsRef::as_ref)
            .filter(|one| one.rule() == rule.id)
            .collect();
        let mut item = RetentionItem {
            rule: rule.id.clone(),
            name_zh: rule.name_zh.clone(),
            name_en: rule.name_en.clone(),
            days_min: rule.days_min,
            due_count: None,
            removed_count: 0,
            held_reason: None,
        };
        for holder in &holders {
            let due = holder.due(&self.app, before).await?;
            *item.due_count.get_or_insert(0) += due;
            if is_purge {
                item.removed_count += holder.remove(&self.app, tx, before).await?;
            }
        }
        let held = match (rule.id.as_str(), holders.is_empty(), is_purge) {
            (AUDIT, ..) => Some("append_only"),
            (_, true, _) => Some("no_capability"),
            (_, false, false) => Some("report_only"),
            (_, false, true) => None,
        };
        item.held_reason = held.map(str::to_owned);
        Ok(item)
    }
}
