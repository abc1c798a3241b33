//! The job behind an import: read on, store chunk after chunk, tell the screens.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use access::{App, Permission};
use async_trait::async_trait;
use kernel::Day;
use platform::counts::Writer;
use platform::jobs::{JobContext, JobError, JobHandler};

use super::reading::{self, Opened};
use super::source::{self, Source};
use super::storing::{KnownSeries, Target, store_chunk};
use crate::engine::encoding::Encoding;
use crate::engine::read::{Header, Position};
use crate::engine::validate::Ground;
use crate::error::{FileError, ImportError};
use crate::model::{ImportState, ImportView};
use crate::store::{self, Record, StoredHeader};

/// The kind of job; its payload is the import's id.
pub(crate) const IMPORT_JOB: &str = "import";

/// So many rejected rows that the file is probably of another kind.
const REJECTED_MAX: u64 = 200_000;
/// At most five live events a second.
const EVENT_GAP: Duration = Duration::from_millis(200);
/// China has one time zone, eight hours ahead of UTC, without summer time.
const SHANGHAI_MILLIS: i64 = 8 * 3_600_000;

/// Called with the import each time a part of it is stored.
pub(crate) type Watcher = Arc<dyn Fn(&ImportView) + Send + Sync>;

/// Does imports.
pub(crate) struct ImportJob {
    app: App,
    watcher: Option<Watcher>,
    /// What was wrong with the last file as a whole; the job itself keeps only the words.
    refused: Mutex<Option<FileError>>,
}

/// Today in China.
pub(crate) fn today(app: &App) -> Day {
    let millis = app.clock.now().millis() + SHANGHAI_MILLIS;
    Day::from_number(i32::try_from(millis.div_euclid(86_400_000)).unwrap_or(i32::MAX))
}

/// Against what the rows of an import are judged.
pub(crate) fn ground(app: &App, areas: &[String]) -> Ground {
    Ground {
        pack: app.pack.clone(),
        today: today(app),
        areas: areas.to_vec(),
    }
}

impl ImportJob {
    pub(crate) fn new(app: App, watcher: Option<Watcher>) -> Self {
        ImportJob {
            app,
            watcher,
            refused: Mutex::default(),
        }
    }

    /// What was wrong with the last file as a whole, if that is why it was not imported.
    pub(crate) fn refusal(&self) -> Option<FileError> {
        self.refused.lock().ok()?.take()
    }

    fn tell(&self, view: &ImportView) {
        self.app
            .events
            .send("import", Permission::ImportsRead.as_str(), view);
        if let Some(watcher) = &self.watcher {
            watcher(view);
        }
    }

    async fn tell_again(&self, id: &str) {
        match store::by_id(&self.app.db, id).await {
            Ok(Some(record)) => self.tell(&record.view),
            Ok(None) => {}
            Err(error) => {
                tracing::warn!(%error, "an import's end could not be told to the screens")
            }
        }
    }

    async fn import(&self, job: &JobContext) -> Result<(), ImportError> {
        let db = &self.app.db;
        let record = store::by_id(db, &job.payload)
            .await?
            .ok_or_else(|| ImportError::Stopped("the import is gone".to_owned()))?;
        if record.job != job.id.to_string() {
            return Err(ImportError::Stopped(
                "another run took this import over".to_owned(),
            ));
        }
        let mut tx = db.begin().await?;
        store::start(&mut tx, &job.payload, self.app.clock.now()).await?;
        tx.commit().await?;
        let (record, opened) = self.open(record).await?;
        self.store(job, record, opened).await
    }

    /// Opens the file at its beginning or where the import stopped.
    async fn open(&self, mut record: Record) -> Result<(Record, Opened), ImportError> {
        let app = &self.app;
        let name = PathBuf::from(record.path.as_ref().unwrap_or(&record.view.file_name));
        let source = |record: &Record| -> Result<Source, ImportError> {
            match &record.path {
                Some(path) => Source::file(path.as_ref()),
                None => Ok(Source::upload(&app.db, &record.view.id)),
            }
        };
        let surveyed = {
            let (source, name) = (source(&record)?, name.clone());
            blocking(move || source::survey(source, &name)).await?
        };
        if surveyed.digest != record.view.digest {
            return Err(FileError::Changed.into());
        }
        let ground = ground(app, &record.areas);
        let begin = source(&record)?;
        if let (Some(header), Some(layout), Some(_)) =
            (&record.headers, &record.view.layout, record.batch)
        {
            let layout = app.pack.layout(layout).cloned().ok_or_else(|| {
                ImportError::Stopped(format!(
                    "the layout `{layout}` this import began with is no longer in the packs; import the file again"
                ))
            })?;
            let header = Header {
                names: header.names.clone(),
                delimiter: header.delimiter,
                terminator: header.terminator,
            };
            let at = record.position;
            let opened = blocking(move || {
                reading::reopen(begin, name, surveyed.encoding, layout, header, at, ground)
            })
            .await?;
            return Ok((record, opened));
        }
        let asked = record.layout_asked.clone();
        let opened = blocking(move || {
            reading::open(begin, name, surveyed.encoding, asked.as_deref(), ground)
        })
        .await?;
        self.recognise(&mut record, &opened, surveyed.encoding)
            .await?;
        Ok((record, opened))
    }

    /// Opens the batch and keeps what the header told.
    async fn recognise(
        &self,
        record: &mut Record,
        opened: &Opened,
        encoding: Encoding,
    ) -> Result<(), ImportError> {
        let db = &self.app.db;
        let header = StoredHeader {
            names: opened.header.names.clone(),
            delimiter: opened.header.delimiter,
            terminator: opened.header.terminator,
        };
        let id = record.view.id.clone();
        let mut tx = db.begin().await?;
        let batch = Writer::begin(db, &mut tx, "import", &id, self.app.clock.now())
            .await?
            .batch();
        store::recognised(
            &mut tx,
            &id,
            &opened.layout.id,
            encoding.as_str(),
            &header,
            batch,
            opened.begins,
        )
        .await?;
        tx.commit().await?;
        record.batch = Some(batch);
        record.position = opened.begins;
        record.view.layout = Some(opened.layout.id.clone());
        record.view.encoding = Some(encoding.as_str().to_owned());
        record.view.state = ImportState::Running;
        self.tell(&record.view);
        Ok(())
    }

    async fn store(
        &self,
        job: &JobContext,
        record: Record,
        opened: Opened,
    ) -> Result<(), ImportError> {
        let db = &self.app.db;
        let Some(batch) = record.batch else {
            return Err(ImportError::Stopped("the import has no batch".to_owned()));
        };
        let mut view = record.view;
        let mut at = record.position;
        let mut known = KnownSeries::default();
        let mut told: Option<Instant> = None;
        let mut chunks = opened.chunks();
        while let Some(chunk) = chunks.recv().await {
            let mut chunk = chunk?;
            // Not an error of the import: `run` turns this back into the job's own word.
            job.check()
                .map_err(|stop| ImportError::Stopped(stop.to_string()))?;
            let now = self.app.clock.now();
            let bytes_done = done(&view, chunk.position, chunk.is_last);
            let into = Target {
                import: &view.id,
                batch,
                from: at,
                bytes_done,
                now,
            };
            let mut tx = db.begin().await?;
            let Some(stored) = store_chunk(db, &mut tx, into, &mut known, &mut chunk).await? else {
                return Err(ImportError::Stopped(
                    "another run took this import over".to_owned(),
                ));
            };
            if chunk.is_last {
                store::finish(&mut tx, &view.id, ImportState::Done, None, now).await?;
            }
            tx.commit().await?;
            at = chunk.position;
            let moved = &stored.progress;
            view.state = ImportState::Running;
            view.bytes_done = bytes_done;
            view.rows_read += moved.read;
            view.rows_new += moved.new;
            view.rows_changed += moved.changed;
            view.rows_unchanged += moved.unchanged;
            view.rows_skipped += moved.skipped;
            view.rows_rejected += moved.rejected;
            let is_due = told.is_none_or(|told| told.elapsed() >= EVENT_GAP);
            if is_due || chunk.is_last {
                told = Some(Instant::now());
                self.tell(&view);
                if let Some(changed) = &stored.changed {
                    self.app
                        .events
                        .send("counts", Permission::CountsRead.as_str(), changed);
                }
            }
            if view.rows_rejected >= REJECTED_MAX {
                return Err(FileError::TooManyRejected {
                    rejected: view.rows_rejected,
                    row: at.row,
                }
                .into());
            }
            if chunk.is_last {
                return Ok(());
            }
        }
        Err(ImportError::Stopped(
            "reading stopped without a reason; run the import again".to_owned(),
        ))
    }
}

/// How much of the file is stored; in UTF-16 the position is not one of the file, so it is cut to its size.
fn done(view: &ImportView, position: Position, is_last: bool) -> u64 {
    if is_last {
        view.bytes_total
    } else {
        position.bytes.min(view.bytes_total)
    }
}

/// Runs something that reads files or waits on a thread of its own.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ImportError> + Send + 'static,
) -> Result<T, ImportError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(_) => Err(ImportError::Stopped(
            "the program made a mistake while reading the file; its log has the details".to_owned(),
        )),
    }
}

#[async_trait]
impl JobHandler for ImportJob {
    async fn run(&self, job: &JobContext) -> Result<(), JobError> {
        match self.import(job).await {
            Ok(()) => Ok(()),
            Err(ImportError::Database(error)) => Err(JobError::Database(error)),
            Err(error) => {
                if let Err(stop) = job.check() {
                    if matches!(stop, JobError::Interrupted) {
                        self.rest(&job.payload).await;
                    }
                    return Err(stop);
                }
                let reason = error.to_string();
                if let (ImportError::File(fault), Ok(mut refused)) = (error, self.refused.lock()) {
                    *refused = Some(fault);
                }
                Err(JobError::Failed(reason))
            }
        }
    }

    async fn ended(&self, job: &JobContext, outcome: &Result<(), JobError>) {
        let (state, error) = match outcome {
            Ok(()) => return self.tell_again(&job.payload).await,
            Err(JobError::Cancelled) => (ImportState::Cancelled, None),
            Err(error) => (ImportState::Failed, Some(error.to_string())),
        };
        self.end(job, state, error).await;
    }
}

impl ImportJob {
    /// Says that the import waits for the next run of the program.
    async fn rest(&self, id: &str) {
        let rested = async {
            let mut tx = self.app.db.begin().await?;
            let now = self.app.clock.now();
            store::finish(&mut tx, id, ImportState::Interrupted, None, now).await?;
            tx.commit().await?;
            Ok::<_, platform::DbError>(())
        };
        if let Err(error) = rested.await {
            tracing::warn!(%error, "an interrupted import could not be marked");
        }
        self.tell_again(id).await;
    }

    async fn end(&self, job: &JobContext, state: ImportState, error: Option<String>) {
        let ended = async {
            let Some(record) = store::by_id(&self.app.db, &job.payload).await? else {
                return Ok(());
            };
            // A run that lost its import to another one has nothing to say about it.
            if record.job != job.id.to_string() || record.view.state == ImportState::Done {
                return Ok(());
            }
            let mut tx = self.app.db.begin().await?;
            let now = self.app.clock.now();
            store::finish(&mut tx, &job.payload, state, error, now).await?;
            tx.commit().await?;
            Ok::<_, platform::DbError>(())
        };
        if let Err(error) = ended.await {
            tracing::warn!(%error, "an import's end could not be stored");
        }
        self.tell_again(&job.payload).await;
    }
}
