#![doc = include_str!("../README.md")]

mod api;
mod engine;
mod error;
mod imports;
mod model;
mod overlay;
pub mod sheet;
mod store;

use std::sync::Arc;

use access::App;
use platform::jobs::JobHandler;
use platform::{Check, Migrations, Step};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;

pub use error::{FileError, ImportError};
pub use imports::{ImportFile, check_file, import_file};
pub use model::{
    CountHistory, CountRow, CountsSort, Detection, DetectionPoint, ImportCheck, ImportState,
    ImportView, MapItem, MapView, PointView, RejectedRow, RejectedState, ReplayView, SeriesView,
    SkippedView, StreamCondition, StreamView, Tile, TilesView,
};
pub use overlay::{SeriesInput, SignalCount, SignalOverlay, SignalQuestion};

/// Outbox topic: counts were stored; the payload is a [`CountsChanged`].
pub const TOPIC_COUNTS_CHANGED: &str = "counts.changed";

/// Which counts a transaction stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountsChanged {
    /// The import behind it.
    pub import: String,
    /// Streams with new or changed counts.
    pub streams: Vec<String>,
    /// Conditions with new or changed counts.
    pub conditions: Vec<String>,
    /// First day concerned.
    pub from: kernel::Day,
    /// Last day concerned.
    pub to: kernel::Day,
}

/// The tables of this capability.
pub const MIGRATIONS: Migrations = Migrations {
    capability: "surveillance",
    steps: &[Step {
        number: 1,
        name: "imports",
        sql: include_str!("../migrations/0001_imports.sql"),
    }],
};

/// What must hold between imports and counts.
pub const CHECKS: &[Check] = &[
    Check {
        claim: "the rows of an import are new, changed, unchanged, skipped or rejected, and nothing else",
        offences: "SELECT 'import ' || id FROM import WHERE rows_read <> rows_new + rows_changed \
                   + rows_unchanged + rows_skipped + rows_rejected LIMIT 10",
    },
    Check {
        claim: "every rejected row of an import is kept",
        offences: "SELECT 'import ' || import.id FROM import WHERE rows_rejected <> \
                   (SELECT count(*) FROM import_rejected WHERE import_rejected.import = import.id) LIMIT 10",
    },
    Check {
        claim: "every skipped row of an import has a reason",
        offences: "SELECT 'import ' || import.id FROM import WHERE rows_skipped <> \
                   (SELECT coalesce(sum(row_count), 0) FROM import_skip WHERE import_skip.import = import.id) LIMIT 10",
    },
    Check {
        claim: "an import that stored counts knows its batch",
        offences: "SELECT 'import ' || id FROM import WHERE batch IS NULL AND rows_new + rows_changed > 0 LIMIT 10",
    },
];

/// Streams, counts and imports over HTTP.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    api::routes()
}

/// The background work of this capability.
#[must_use]
pub fn job_handlers(app: &App) -> Vec<(&'static str, Arc<dyn JobHandler>)> {
    let import: Arc<dyn JobHandler> = Arc::new(imports::job::ImportJob::new(app.clone(), None));
    vec![(imports::job::IMPORT_JOB, import)]
}
