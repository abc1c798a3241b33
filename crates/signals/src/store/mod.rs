//! The SQL of this capability.

mod list;
mod pending;
mod runs;
mod settle;

pub(crate) use list::{Order, Place, SignalFilter, SignalRow, get, list, revisions, tally};
pub(crate) use pending::{
    Touched, cover, note_changed, pending, pending_count, resolve_notices, settle_pending,
};
pub(crate) use runs::{
    RunRow, Tally, advance, create_run, end_run, has_queued_counts_run, list_runs, run, start_run,
    widen_run,
};
pub(crate) use settle::{Assessed, Author, store_assessed};

use kernel::{Day, Timestamp};
use sqlx::Row;
use sqlx::any::AnyRow;

fn day_at(row: &AnyRow, column: usize) -> Day {
    Day::from_number(row.get::<i64, _>(column) as i32)
}

fn day_opt(row: &AnyRow, column: usize) -> Option<Day> {
    row.get::<Option<i64>, _>(column)
        .map(|number| Day::from_number(number as i32))
}

fn instant_at(row: &AnyRow, column: usize) -> Timestamp {
    Timestamp::from_millis(row.get(column))
}

fn instant_opt(row: &AnyRow, column: usize) -> Option<Timestamp> {
    row.get::<Option<i64>, _>(column)
        .map(Timestamp::from_millis)
}

fn number(day: Day) -> i64 {
    i64::from(day.number())
}
