//! One chunk, one transaction: counts, rejected rows, skipped rows, progress and the promise to tell others.

use std::collections::{BTreeSet, HashMap};

use kernel::Timestamp;
use platform::counts::{BatchId, CountWrite, Fate, SeriesId, SeriesKey, Writer};
use platform::{Db, DbError, Tx, outbox};

use crate::engine::read::{Chunk, Position};
use crate::engine::rules::{Finding, Rejected, Rule};
use crate::store::{self, Progress};
use crate::{CountsChanged, TOPIC_COUNTS_CHANGED};

/// Series of the file as the database knows them, by their number within the file.
#[derive(Debug, Default)]
pub(crate) struct KnownSeries {
    ids: Vec<SeriesId>,
    keys: Vec<SeriesKey>,
}

impl KnownSeries {
    /// Finds or makes the series that are named for the first time.
    async fn learn(
        &mut self,
        writer: &Writer<'_>,
        tx: &mut Tx,
        named: &[(SeriesKey, String)],
    ) -> Result<(), DbError> {
        let found = writer.series(tx, named).await?;
        for (key, _) in named {
            let Some(id) = found.get(key) else {
                return Err(DbError::Schema(format!(
                    "the series of `{}` in {} could not be made; run `yufang verify`",
                    key.condition, key.region
                )));
            };
            self.ids.push(*id);
            self.keys.push(key.clone());
        }
        Ok(())
    }
}

/// What a chunk became.
pub(crate) struct Stored {
    pub(crate) progress: Progress,
    /// Which counts others should look at again.
    pub(crate) changed: Option<CountsChanged>,
}

/// The import a chunk belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target<'a> {
    pub(crate) import: &'a str,
    pub(crate) batch: BatchId,
    pub(crate) from: Position,
    pub(crate) bytes_done: u64,
    pub(crate) now: Timestamp,
}

/// Stores a chunk in the caller's transaction; `None` when the import was moved on by somebody else.
pub(crate) async fn store_chunk(
    db: &Db,
    tx: &mut Tx,
    into: Target<'_>,
    known: &mut KnownSeries,
    chunk: &mut Chunk,
) -> Result<Option<Stored>, DbError> {
    let writer = Writer::resume(db, into.batch, into.now);
    known.learn(&writer, tx, &chunk.series).await?;
    let counts: Vec<CountWrite> = chunk
        .counts
        .iter()
        .map(|count| CountWrite {
            series: known.ids[count.counted.series as usize],
            day: count.counted.day,
            value: count.counted.value,
            line: count.row,
        })
        .collect();
    let outcome = writer.store(tx, &counts).await?;
    let fates = row_fates(chunk, &outcome.fates);
    reject_conflicts(chunk, &outcome.conflicts, &fates);
    let with = |fate: Fate| fates.iter().filter(|held| **held == fate).count() as u64;
    let progress = Progress {
        from: into.from,
        to: chunk.position,
        bytes_done: into.bytes_done,
        read: chunk.rows_read,
        new: with(Fate::New),
        changed: with(Fate::Changed),
        unchanged: with(Fate::Unchanged),
        skipped: chunk.skipped.values().sum(),
        rejected: chunk.rejected.len() as u64,
    };
    store::insert_rejected(db, tx, into.import, &chunk.rejected).await?;
    store::add_skips(db, tx, into.import, &chunk.skipped).await?;
    if !store::progress(tx, into.import, &progress).await? {
        return Ok(None);
    }
    let changed = changed_counts(into.import, known, chunk, &outcome.fates);
    if let Some(changed) = &changed {
        outbox::promise(tx, TOPIC_COUNTS_CHANGED, changed, into.now).await?;
    }
    Ok(Some(Stored { progress, changed }))
}

/// A row is what the most striking of its counts is.
fn row_fates(chunk: &Chunk, fates: &[Fate]) -> Vec<Fate> {
    let rank = |fate: Fate| match fate {
        Fate::Unchanged => 0,
        Fate::Changed => 1,
        Fate::New => 2,
        Fate::Conflict => 3,
    };
    let mut rows = vec![Fate::Unchanged; chunk.accepted()];
    for (count, fate) in chunk.counts.iter().zip(fates) {
        let (first, end) = (count.first as usize, (count.first + count.rows) as usize);
        for row in rows.iter_mut().take(end).skip(first) {
            if rank(*fate) > rank(*row) {
                *row = *fate;
            }
        }
    }
    rows
}

/// Rows that contradict an earlier row of the file are rejected, the earlier one stands.
fn reject_conflicts(chunk: &mut Chunk, conflicts: &[platform::counts::Conflict], fates: &[Fate]) {
    let mut told: BTreeSet<usize> = BTreeSet::new();
    for conflict in conflicts {
        let count = chunk.counts[conflict.index];
        let (stored, line) = (conflict.stored, conflict.stored_line);
        for accepted in count.first as usize..(count.first + count.rows) as usize {
            if fates.get(accepted) != Some(&Fate::Conflict) || !told.insert(accepted) {
                continue;
            }
            let value = count.counted.value.to_string();
            let mut finding = Finding::new(
                Rule::DuplicateKey,
                format!(
                    "row {line} already gives {stored} for the same stream, condition, region, stratum and day, and this row gives {value}; keep the right one"
                ),
                format!(
                    "第 {line} 行对同一监测流、病种、地区、分层和日期已填 {stored}，本行为 {value}；请只保留正确的一行"
                ),
            );
            finding.value = Some(value);
            chunk.rejected.push(Rejected {
                row: chunk.row_number(accepted),
                finding,
                fields: chunk.fields(accepted),
            });
        }
    }
    chunk.rejected.sort_by_key(|rejected| rejected.row);
}

fn changed_counts(
    import: &str,
    known: &KnownSeries,
    chunk: &Chunk,
    fates: &[Fate],
) -> Option<CountsChanged> {
    let mut series: BTreeSet<u32> = BTreeSet::new();
    let mut span: Option<(kernel::Day, kernel::Day)> = None;
    for (count, fate) in chunk.counts.iter().zip(fates) {
        if !matches!(fate, Fate::New | Fate::Changed) {
            continue;
        }
        let day = count.counted.day;
        let (from, to) = span.unwrap_or((day, day));
        span = Some((from.min(day), to.max(day)));
        series.insert(count.counted.series);
    }
    let (from, to) = span?;
    let keys: Vec<&SeriesKey> = series
        .iter()
        .filter_map(|number| known.keys.get(*number as usize))
        .collect();
    let distinct = |of: fn(&SeriesKey) -> &String| -> Vec<String> {
        let words: BTreeSet<&String> = keys.iter().map(|key| of(key)).collect();
        words.into_iter().cloned().collect()
    };
    Some(CountsChanged {
        import: import.to_owned(),
        streams: distinct(|key| &key.stream),
        conditions: distinct(|key| &key.condition),
        from,
        to,
    })
}

/// Adds up what several counts of one key say, for repaired rows of a layout that adds rows up.
pub(crate) fn summed(counts: &mut Vec<CountWrite>) {
    let mut first: HashMap<(SeriesId, kernel::Day), usize> = HashMap::new();
    let mut kept: Vec<CountWrite> = Vec::with_capacity(counts.len());
    for count in counts.drain(..) {
        match first.entry((count.series, count.day)) {
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(kept.len());
                kept.push(count);
            }
            std::collections::hash_map::Entry::Occupied(taken) => {
                let held = &mut kept[*taken.get()];
                held.value = held.value.saturating_add(count.value);
            }
        }
    }
    *counts = kept;
}
