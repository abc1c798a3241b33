#![doc = include_str!("../README.md")]

mod archive;
pub mod counts;
mod db;
mod events;
pub mod jobs;
mod migrate;
pub mod outbox;
mod page;
mod problem;
mod table;
mod verify;

pub use archive::{ArchiveError, Archived};
pub use db::{Column, Db, DbError, DbKind, Tx, without_password};
pub use events::{Event, Events};
pub use migrate::{Migrations, Step};
pub use page::{PAGE_DEFAULT, PAGE_MAX, Page, PageQuery};
pub use problem::{FieldError, Problem};
pub use table::{Cell, ExportFormat, Table, inert, plain};
pub use verify::{CHECKS, Check, Damage};

/// The platform's own tables.
pub const MIGRATIONS: Migrations = Migrations {
    capability: "platform",
    steps: &[
        Step {
            number: 1,
            name: "counts",
            sql: include_str!("../migrations/0001_counts.sql"),
        },
        Step {
            number: 2,
            name: "outbox",
            sql: include_str!("../migrations/0002_outbox.sql"),
        },
        Step {
            number: 3,
            name: "jobs",
            sql: include_str!("../migrations/0003_jobs.sql"),
        },
    ],
};
