#![doc = include_str!("../README.md")]

mod api;
mod around;
mod engine;
mod error;
mod jobs;
mod model;
mod overlay;
mod records;
mod store;
mod today;

use platform::{Check, Migrations, Step};

pub use api::routes;
pub use error::DetectError;
pub use jobs::{JOB_DETECTION, detect, job_handlers, queue_detection, subscribers};
pub use model::*;
pub use overlay::overlay;
pub use records::SignalRecords;

/// The tables of this capability.
pub const MIGRATIONS: Migrations = Migrations {
    capability: "signals",
    steps: &[Step {
        number: 1,
        name: "signals",
        sql: include_str!("../migrations/0001_signals.sql"),
    }],
};

/// What must hold of signals and runs.
pub const CHECKS: &[Check] = &[
    Check {
        claim: "every signal is about a count that was stored",
        offences: "SELECT 'signal ' || signal.id FROM signal LEFT JOIN count_point AS point \
                   ON point.series = signal.series AND point.day = signal.day \
                   WHERE point.series IS NULL LIMIT 10",
    },
    Check {
        claim: "every signal that stands lies above its bound, or at it",
        offences: "SELECT 'signal ' || id FROM signal WHERE observed < bound - 0.000001 * (1 + bound) LIMIT 10",
    },
    Check {
        claim: "a withdrawn signal keeps what it said",
        offences: "SELECT 'signal ' || signal.id FROM signal LEFT JOIN signal_revision AS said \
                   ON said.signal = signal.id WHERE signal.withdrawn_at IS NOT NULL AND said.id IS NULL LIMIT 10",
    },
    Check {
        claim: "a run that has ended says when, and assessed no more series than it had",
        offences: "SELECT 'run ' || id FROM detection_run WHERE series_done > series_total \
                   OR (finished_at IS NULL) <> (state IN ('queued', 'running')) LIMIT 10",
    },
];
