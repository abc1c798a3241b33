//! The SQL of this capability.

mod cards;
mod duplicates;
mod quality;
mod query;
mod versions;

pub(crate) use cards::{
    SealedCard, about, by_id, by_numbers, insert, list, of_persons, to_change, update,
};
pub(crate) use duplicates::{decide, duplicate_by_id, duplicates, insert_duplicates, open_against};
pub(crate) use quality::{FacilityRow, by_facility};
pub(crate) use query::{CardFilter, DateKind, Sort, Where};
pub(crate) use versions::{SealedVersion, insert_versions, versions};

/// Rows of one statement.
pub(crate) const BATCH_ROWS: usize = 400;

/// `$first, $first+1, …` for so many values.
fn placeholders(first: usize, count: usize) -> String {
    let values: Vec<String> = (first..first + count)
        .map(|index| format!("${index}"))
        .collect();
    values.join(",")
}
