//! Offering a file: from this machine, or piece by piece over HTTP.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use access::audit::{Action, Author, Detail, Entry};
use access::{Actor, App, Scope};
use kernel::Id;
use platform::jobs::{self, Job, JobError, Runner};

use super::job::{IMPORT_JOB, ImportJob, Watcher, blocking, ground};
use super::reading;
use super::source::{self, PIECE_BYTES, Source};
use crate::engine::encoding::{Survey, Surveyed};
use crate::engine::read::Position;
use crate::error::{FileError, ImportError};
use crate::model::{ImportCheck, ImportState, ImportView, RejectedState, SkippedView};
use crate::store::{self, Kept, Record};

/// Rejected rows that a dry run shows.
const CHECK_REJECTED_MAX: usize = 1000;

/// A file to be imported from this machine.
#[derive(Debug, Clone)]
pub struct ImportFile {
    /// Where it is.
    pub path: PathBuf,
    /// The layout to read it by; recognised by its headers when `None`.
    pub layout: Option<String>,
    /// Who asks, as shown in the list of imports.
    pub requested_by: String,
    /// Ancestor paths of the areas whose rows are accepted; `/` accepts all.
    pub areas: Vec<String>,
}

impl ImportFile {
    fn name(&self) -> String {
        self.path.file_name().map_or_else(
            || "?".to_owned(),
            |name| name.to_string_lossy().into_owned(),
        )
    }

    async fn surveyed(&self) -> Result<Surveyed, ImportError> {
        let path = self.path.clone();
        blocking(move || source::survey(Source::file(&path)?, &path)).await
    }
}

/// Imports a file here and now, telling `progress` of each part that is stored.
///
/// The same file again goes on where an import of it stopped, or finds every row unchanged.
///
/// # Errors
/// When the file cannot be read as a whole or the database refuses; what was stored by then stays.
pub async fn import_file(
    app: &App,
    file: &ImportFile,
    progress: &mut (dyn FnMut(&ImportView) + Send),
) -> Result<ImportView, ImportError> {
    let surveyed = file.surveyed().await?;
    let (id, job) = queue_file(app, file, &surveyed).await?;
    let (sender, mut told) = tokio::sync::mpsc::unbounded_channel();
    let sender = Mutex::new(sender);
    let watcher: Watcher = Arc::new(move |view: &ImportView| {
        if let Ok(sender) = sender.lock() {
            let _ = sender.send(view.clone());
        }
    });
    let import = Arc::new(ImportJob::new(app.clone(), Some(watcher)));
    let handler: Arc<dyn jobs::JobHandler> = import.clone();
    let runner = Runner::new(
        app.db.clone(),
        app.clock.clone(),
        jobs::Waker::default(),
        [(IMPORT_JOB, handler)].into(),
    );
    let outcome = {
        let run = runner.run_now(job);
        tokio::pin!(run);
        loop {
            tokio::select! {
                outcome = &mut run => break outcome,
                Some(view) = told.recv() => progress(&view),
            }
        }
    };
    while let Ok(view) = told.try_recv() {
        progress(&view);
    }
    match outcome {
        Ok(()) => {}
        Err(JobError::Database(error)) => return Err(error.into()),
        Err(JobError::Failed(reason)) => {
            return Err(import
                .refusal()
                .map_or(ImportError::Stopped(reason), ImportError::File));
        }
        Err(stop) => return Err(ImportError::Stopped(stop.to_string())),
    }
    match store::by_id(&app.db, &id).await? {
        Some(record) => Ok(record.view),
        None => Err(ImportError::Stopped("the import is gone".to_owned())),
    }
}

/// Goes on with an import of the same file that stopped, or begins a new one.
async fn queue_file(
    app: &App,
    file: &ImportFile,
    surveyed: &Surveyed,
) -> Result<(String, Id<Job>), ImportError> {
    let path = std::path::absolute(&file.path)
        .map_err(|error| source::unreadable(&file.path, &error))?
        .display()
        .to_string();
    let stopped = store::by_digest(&app.db, &surveyed.digest)
        .await?
        .filter(|known| {
            known.view.state != ImportState::Done
                && known.view.state != ImportState::Cancelled
                && known.layout_asked == file.layout
                && known.areas == file.areas
        });
    let job = Id::<Job>::new();
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let id = match stopped {
        Some(stopped) => {
            if let Ok(before) = stopped.job.parse() {
                jobs::cancel(&mut tx, before).await?;
            }
            store::restart(&mut tx, &stopped.view.id, job, &path).await?;
            stopped.view.id
        }
        None => {
            let record = fresh(job.to_string(), file.name(), surveyed, &file.requested_by);
            let record = Record {
                path: Some(path),
                layout_asked: file.layout.clone(),
                areas: file.areas.clone(),
                ..record
            };
            store::insert(&mut tx, &record, now).await?;
            record.view.id
        }
    };
    jobs::enqueue(&mut tx, IMPORT_JOB, job, &id, now).await?;
    let entry = Entry::new(Author::command_line(), Action::ImportCreated)
        .on("import", &id)
        .with(Detail::Digest, &surveyed.digest);
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await?;
    Ok((id, job))
}

/// An import about to be queued; its id is that of its first job.
fn fresh(id: String, file_name: String, surveyed: &Surveyed, by: &str) -> Record {
    Record {
        view: ImportView {
            id: id.clone(),
            file_name,
            layout: None,
            encoding: None,
            state: ImportState::Queued,
            bytes_total: surveyed.bytes,
            bytes_done: 0,
            rows_read: 0,
            rows_new: 0,
            rows_changed: 0,
            rows_unchanged: 0,
            rows_skipped: 0,
            rows_rejected: 0,
            skipped: Vec::new(),
            started_at: None,
            finished_at: None,
            requested_by: by.to_owned(),
            error: None,
            digest: surveyed.digest.clone(),
        },
        job: id,
        path: None,
        layout_asked: None,
        headers: None,
        areas: Vec::new(),
        batch: None,
        position: Position::default(),
    }
}

/// Reads a file and says what an import would do, storing nothing.
///
/// Rows that contradict each other are only found by an import, which asks the database.
///
/// # Errors
/// When the file cannot be read as a whole.
pub async fn check_file(
    app: &App,
    file: &ImportFile,
    progress: &mut (dyn FnMut(&ImportCheck) + Send),
) -> Result<ImportCheck, ImportError> {
    let surveyed = file.surveyed().await?;
    let ground = ground(app, &file.areas);
    let (path, asked) = (file.path.clone(), file.layout.clone());
    let opened = blocking(move || {
        reading::open(
            Source::file(&path)?,
            path,
            surveyed.encoding,
            asked.as_deref(),
            ground,
        )
    })
    .await?;
    let mut check = ImportCheck {
        file_name: file.name(),
        layout: opened.layout.id.clone(),
        encoding: surveyed.encoding.as_str().to_owned(),
        bytes_total: surveyed.bytes,
        bytes_done: 0,
        rows_read: 0,
        rows_accepted: 0,
        rows_skipped: 0,
        rows_rejected: 0,
        skipped: Vec::new(),
        rejected: Vec::new(),
        digest: surveyed.digest,
    };
    let headers = opened.header.names.clone();
    let mut chunks = opened.chunks();
    while let Some(chunk) = chunks.recv().await {
        let chunk = chunk?;
        check.rows_read += chunk.rows_read;
        check.rows_accepted += chunk.accepted() as u64;
        check.rows_rejected += chunk.rejected.len() as u64;
        check.bytes_done = chunk.position.bytes.min(check.bytes_total);
        if chunk.is_last {
            check.bytes_done = check.bytes_total;
        }
        for (reason, rows) in chunk.skipped {
            check.rows_skipped += rows;
            match check
                .skipped
                .iter_mut()
                .find(|known| known.reason == reason.en)
            {
                Some(known) => known.rows += rows,
                None => check.skipped.push(SkippedView {
                    reason: reason.en,
                    reason_zh: reason.zh,
                    rows,
                }),
            }
        }
        for rejected in chunk.rejected {
            if check.rejected.len() == CHECK_REJECTED_MAX {
                break;
            }
            let finding = rejected.finding;
            let kept = Kept {
                row: rejected.row,
                column: finding.column,
                rule: Some(finding.rule.code().to_owned()),
                message_en: Some(finding.message_en),
                message_zh: Some(finding.message_zh),
                value: finding.value,
                suggestion: finding.suggestion,
                fields: rejected.fields,
                state: RejectedState::Open,
                corrected_by: None,
                corrected_at: None,
            };
            check.rejected.push(super::repair::view(&headers, kept));
        }
        progress(&check);
    }
    Ok(check)
}

/// An upload being received.
pub(crate) struct Upload {
    app: App,
    id: Id<Job>,
    survey: Survey,
    held: Vec<u8>,
    number: u64,
}

impl Upload {
    pub(crate) fn begin(app: &App) -> Self {
        Upload {
            app: app.clone(),
            id: Id::new(),
            survey: Survey::new(),
            held: Vec::with_capacity(PIECE_BYTES),
            number: 0,
        }
    }

    /// Takes bytes as they come in; each full piece is stored at once.
    pub(crate) async fn feed(&mut self, mut bytes: &[u8]) -> Result<(), ImportError> {
        self.survey.feed(bytes);
        while !bytes.is_empty() {
            let room = PIECE_BYTES - self.held.len();
            let (now, later) = bytes.split_at(bytes.len().min(room));
            self.held.extend_from_slice(now);
            bytes = later;
            if self.held.len() == PIECE_BYTES {
                self.keep().await?;
            }
        }
        Ok(())
    }

    async fn keep(&mut self) -> Result<(), ImportError> {
        let piece = std::mem::replace(&mut self.held, Vec::with_capacity(PIECE_BYTES));
        let now = self.app.clock.now();
        let mut tx = self.app.db.begin().await?;
        store::keep_piece(&mut tx, &self.id.to_string(), self.number, piece, now).await?;
        tx.commit().await?;
        self.number += 1;
        Ok(())
    }

    /// Everything is here: queues the import, unless the file as a whole is no good.
    pub(crate) async fn finish(
        mut self,
        file_name: &str,
        layout: Option<String>,
        actor: &Actor,
        scope: &Scope,
    ) -> Result<ImportView, ImportError> {
        if let Some(asked) = &layout
            && self.app.pack.layout(asked).is_none()
        {
            self.abandon().await;
            let known: Vec<String> = self
                .app
                .pack
                .layouts
                .iter()
                .map(|layout| format!("`{}`", layout.id))
                .collect();
            return Err(FileError::UnknownLayout {
                asked: asked.clone(),
                known: known.join(", "),
            }
            .into());
        }
        let survey = std::mem::replace(&mut self.survey, Survey::new());
        let surveyed = match survey.finish() {
            Ok(surveyed) => surveyed,
            Err(error) => {
                self.abandon().await;
                return Err(error.into());
            }
        };
        if !self.held.is_empty() {
            self.keep().await?;
        }
        let base = Path::new(file_name).file_name().map_or_else(
            || "upload.csv".to_owned(),
            |name| name.to_string_lossy().into_owned(),
        );
        let record = Record {
            layout_asked: layout,
            areas: scope.areas(),
            ..fresh(self.id.to_string(), base, &surveyed, &actor.username)
        };
        let now = self.app.clock.now();
        let mut tx = self.app.db.begin().await?;
        store::discard_orphans(&mut tx, None, now).await?;
        store::insert(&mut tx, &record, now).await?;
        jobs::enqueue(&mut tx, IMPORT_JOB, self.id, &record.view.id, now).await?;
        let entry = scope
            .entry(Action::ImportCreated)
            .on("import", &record.view.id)
            .with(Detail::Digest, &record.view.digest);
        self.app.record(&mut tx, &[entry]).await?;
        tx.commit().await?;
        self.app.jobs.wake();
        Ok(record.view)
    }

    /// Forgets what was received.
    pub(crate) async fn abandon(&self) {
        let forgotten = async {
            let mut tx = self.app.db.begin().await?;
            let now = self.app.clock.now();
            store::discard_orphans(&mut tx, Some(&self.id.to_string()), now).await?;
            tx.commit().await?;
            Ok::<_, platform::DbError>(())
        };
        if let Err(error) = forgotten.await {
            tracing::warn!(%error, "the pieces of a refused upload stay for a day");
        }
    }
}
