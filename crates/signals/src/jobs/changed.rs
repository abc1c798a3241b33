//! After counts have changed: their series and days are assessed again.

use access::App;
use async_trait::async_trait;
use platform::DbError;
use platform::outbox::Subscriber;
use surveillance::CountsChanged;

use super::request::{enqueue, new_run};
use crate::engine::Span;
use crate::model::{Cause, DetectionRequest};
use crate::store;

/// Takes note of changed counts and sees to it that a run waits which will assess them.
///
/// Notices that come before that run begins share it, so a file of many parts is assessed once.
pub(super) struct AssessChanged {
    app: App,
}

impl AssessChanged {
    pub(super) fn new(app: App) -> Self {
        AssessChanged { app }
    }

    async fn take_note(&self, changed: &CountsChanged) -> Result<(), DbError> {
        let app = &self.app;
        let span = Span {
            from: changed.from,
            to: changed.to,
        };
        let mut tx = app.db.begin().await?;
        store::note_changed(&mut tx, &changed.import, span).await?;
        if !store::has_queued_counts_run(&mut tx).await? {
            let run = new_run(app, &DetectionRequest::default(), Cause::Counts, "counts");
            enqueue(app, &mut tx, &run).await?;
        }
        tx.commit().await?;
        app.jobs.wake();
        Ok(())
    }
}

#[async_trait]
impl Subscriber for AssessChanged {
    async fn deliver(&self, payload: &str) -> Result<(), String> {
        let changed: CountsChanged = serde_json::from_str(payload)
            .map_err(|error| format!("the notice of changed counts cannot be read: {error}"))?;
        self.take_note(&changed)
            .await
            .map_err(|error| error.to_string())
    }
}
