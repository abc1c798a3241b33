//! Counts (计数), the common signal: every stream of every capability as numbers by day.
//!
//! A count is keyed by stream, condition, region, stratum and day; a key without a row means *not reported*, never zero.
//! Facts and the counts they change are written in one transaction: see [`Writer`].
//! A corrected value replaces the old one, and the old one is kept in `count_revision` with what replaced it.

mod read;
mod write;

use kernel::{Day, RegionCode, Timestamp};

pub use read::{
    Coverage, DaySum, History, PointRow, Reach, SeriesFilter, SeriesTotal, coverage, day_sums,
    find_series, history, points, rows, totals,
};
pub use write::{Conflict, CountWrite, Fate, Outcome, Writer};

/// The stratum (分层) of counts that are not split further.
pub const STRATUM_ALL: &str = "all";

/// What a series of counts is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SeriesKey {
    /// Stream id from the pack, for example `notifiable_cases`.
    pub stream: String,
    /// Condition code from the pack, for example `measles`.
    pub condition: String,
    /// Region the counts are of.
    pub region: RegionCode,
    /// Stratum, [`STRATUM_ALL`] unless split.
    pub stratum: String,
}

/// Database id of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SeriesId(pub i64);

/// Database id of a batch of counts written together, for example one imported file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BatchId(pub i64);

/// A stored series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// Its id.
    pub id: SeriesId,
    /// What it is about.
    pub key: SeriesKey,
    /// First day with a count.
    pub first_day: Option<Day>,
    /// Last day with a count.
    pub last_day: Option<Day>,
    /// When a count of it last changed.
    pub changed_at: Timestamp,
}
