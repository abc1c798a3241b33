//! Counts that may be published: small ones are hidden, and others beside them, by series and day.

use std::collections::BTreeMap;

use access::release::{Hidden, hide_table};
use kernel::Day;
use platform::counts::{PointRow, SeriesId};

/// Counts of one published table at most; what is hidden depends on all of them together.
pub(crate) const PUBLISHED_MAX: usize = 2_000;

/// What to hide of counts, in their order, so that sums over series or over days give no small one away.
pub(crate) fn hidden(rows: &[PointRow], smallest: u32) -> Vec<Option<Hidden>> {
    let series: BTreeMap<SeriesId, usize> = numbered(rows.iter().map(|row| row.series));
    let days: BTreeMap<Day, usize> = numbered(rows.iter().map(|row| row.day));
    let place = |row: &PointRow| (series.get(&row.series), days.get(&row.day));
    let mut table = vec![vec![None; days.len()]; series.len()];
    for row in rows {
        if let (Some(line), Some(column)) = place(row) {
            table[*line][*column] = Some(row.value.unsigned_abs());
        }
    }
    let suppressed = hide_table(&table, smallest.into());
    rows.iter()
        .map(|row| match place(row) {
            (Some(line), Some(column)) => suppressed.cells[*line][*column],
            _ => None,
        })
        .collect()
}

/// Different keys with their places in order.
fn numbered<K: Ord>(keys: impl Iterator<Item = K>) -> BTreeMap<K, usize> {
    let distinct: std::collections::BTreeSet<K> = keys.collect();
    distinct.into_iter().zip(0..).collect()
}

/// What stands in the place of a count.
pub(crate) fn shown(hidden: Hidden, smallest: u32) -> String {
    match hidden {
        Hidden::Small => format!("<{smallest}"),
        Hidden::Secondary => "*".to_owned(),
    }
}
