//! Writing counts set-based, inside the transaction that stores the fact.

use std::collections::{BTreeMap, HashMap};

use kernel::{Day, Timestamp};
use serde_json::json;
use sqlx::{AssertSqlSafe, Row};

use super::{BatchId, SeriesId, SeriesKey};
use crate::{Column, Db, DbError, Tx};

/// One count to be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountWrite {
    /// Series it belongs to, from [`Writer::series`].
    pub series: SeriesId,
    /// First day of the stream's period.
    pub day: Day,
    /// Number counted.
    pub value: u32,
    /// Line of the file or message it came from.
    pub line: u64,
}

/// A count that contradicts another one of the same batch; it was not stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conflict {
    /// Position in what was given to [`Writer::store`].
    pub index: usize,
    /// The value that stands.
    pub stored: u32,
    /// The line that wrote it.
    pub stored_line: u64,
}

/// What became of one count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Its key had no count.
    New,
    /// It replaced another value.
    Changed,
    /// It said what was known.
    Unchanged,
    /// The batch itself says something else for the same key.
    Conflict,
}

/// What became of the counts given to [`Writer::store`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The fate of each count, in the order given.
    pub fates: Vec<Fate>,
    /// Counts for keys that had none.
    pub new: u64,
    /// Counts that replaced another value.
    pub changed: u64,
    /// Counts that said what was known.
    pub unchanged: u64,
    /// Counts refused because the batch itself says something else for the same key.
    pub conflicts: Vec<Conflict>,
}

impl Outcome {
    fn count(&self, fate: Fate) -> u64 {
        self.fates.iter().filter(|held| **held == fate).count() as u64
    }
}

/// Writes counts for one batch.
///
/// The caller owns the transaction, so the facts it stores and their counts stand or fall together.
#[derive(Debug, Clone)]
pub struct Writer<'a> {
    db: &'a Db,
    batch: BatchId,
    now: Timestamp,
}

impl<'a> Writer<'a> {
    /// Opens a new batch named by its source (for example `import`) and that source's own id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn begin(
        db: &'a Db,
        tx: &mut Tx,
        source: &str,
        reference: &str,
        now: Timestamp,
    ) -> Result<Self, DbError> {
        let row = sqlx::query(
            "INSERT INTO count_batch (source, reference, recorded_at) VALUES ($1, $2, $3) RETURNING id",
        )
        .bind(source.to_owned())
        .bind(reference.to_owned())
        .bind(now.millis())
        .fetch_one(&mut **tx)
        .await?;
        Ok(Writer {
            db,
            batch: BatchId(row.get(0)),
            now,
        })
    }

    /// Goes on with a batch that was opened before, for a job that resumes.
    #[must_use]
    pub fn resume(db: &'a Db, batch: BatchId, now: Timestamp) -> Self {
        Writer { db, batch, now }
    }

    /// The batch's id.
    #[must_use]
    pub fn batch(&self) -> BatchId {
        self.batch
    }

    /// Ids of the series with these keys; those not known yet are made.
    ///
    /// Each key comes with its region's ancestor path (`/100000/140000/140900/`), by which areas are scoped.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn series(
        &self,
        tx: &mut Tx,
        keys: &[(SeriesKey, String)],
    ) -> Result<HashMap<SeriesKey, SeriesId>, DbError> {
        if keys.is_empty() {
            return Ok(HashMap::new());
        }
        let given: Vec<_> = keys
            .iter()
            .map(|(key, path)| json!([key.stream, key.condition, key.region, path, key.stratum]))
            .collect();
        let given = serde_json::Value::from(given).to_string();
        let records = self.db.records(
            1,
            &[
                ("stream", Column::Text),
                ("condition", Column::Text),
                ("region", Column::Text),
                ("region_path", Column::Text),
                ("stratum", Column::Text),
            ],
        );
        sqlx::query(AssertSqlSafe(format!(
            "INSERT INTO count_series (stream, condition, region, region_path, stratum, changed_at) \
             SELECT stream, condition, region, region_path, stratum, $2 FROM {records} AS given WHERE 1 = 1 \
             ON CONFLICT (stream, condition, region, stratum) DO NOTHING"
        )))
        .bind(given.clone())
        .bind(self.now.millis())
        .execute(&mut **tx)
        .await?;
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT known.id, known.stream, known.condition, known.region, known.stratum \
             FROM {records} AS given JOIN count_series AS known ON known.stream = given.stream \
             AND known.condition = given.condition AND known.region = given.region \
             AND known.stratum = given.stratum"
        )))
        .bind(given)
        .fetch_all(&mut **tx)
        .await?;
        let mut ids = HashMap::with_capacity(rows.len());
        for row in rows {
            if let Some(key) = super::read::key_of(&row, 1) {
                ids.insert(key, SeriesId(row.get(0)));
            }
        }
        Ok(ids)
    }

    /// Stores counts; the same call again changes nothing.
    ///
    /// # Errors
    /// When the database refuses; nothing of the call is stored once the caller's transaction is dropped.
    pub async fn store(&self, tx: &mut Tx, counts: &[CountWrite]) -> Result<Outcome, DbError> {
        let mut outcome = Outcome {
            fates: vec![Fate::New; counts.len()],
            ..Outcome::default()
        };
        let mut first: HashMap<(SeriesId, Day), usize> = HashMap::with_capacity(counts.len());
        let mut given: Vec<usize> = Vec::with_capacity(counts.len());
        for (index, count) in counts.iter().enumerate() {
            match first.entry((count.series, count.day)) {
                std::collections::hash_map::Entry::Vacant(free) => {
                    free.insert(index);
                    given.push(index);
                }
                std::collections::hash_map::Entry::Occupied(taken) => {
                    let before = counts[*taken.get()];
                    if before.value == count.value {
                        outcome.fates[index] = Fate::Unchanged;
                    } else {
                        outcome.fates[index] = Fate::Conflict;
                        outcome.conflicts.push(Conflict {
                            index,
                            stored: before.value,
                            stored_line: before.line,
                        });
                    }
                }
            }
        }
        outcome.unchanged = outcome.count(Fate::Unchanged);
        if given.is_empty() {
            return Ok(outcome);
        }
        let sent = as_json(given.iter().map(|index| &counts[*index]));
        let records = self.db.records(1, &POINT);
        outcome.new = sqlx::query(AssertSqlSafe(format!(
            "INSERT INTO count_point (series, day, value, batch, line) \
             SELECT series, day, value, $2, line FROM {records} AS given WHERE 1 = 1 \
             ON CONFLICT (series, day) DO NOTHING"
        )))
        .bind(sent.clone())
        .bind(self.batch.0)
        .execute(&mut **tx)
        .await?
        .rows_affected();
        if (outcome.new as usize) < given.len() {
            self.correct(tx, counts, &given, &first, sent, &mut outcome)
                .await?;
        }
        if outcome.new + outcome.changed > 0 {
            self.touch_series(tx, given.iter().map(|index| &counts[*index]))
                .await?;
        }
        Ok(outcome)
    }

    /// Some keys had a count: replaces those that differ and keeps what they said.
    async fn correct(
        &self,
        tx: &mut Tx,
        counts: &[CountWrite],
        given: &[usize],
        first: &HashMap<(SeriesId, Day), usize>,
        sent: String,
        outcome: &mut Outcome,
    ) -> Result<(), DbError> {
        let records = self.db.records(1, &POINT);
        // Where all keys were known, only the differing ones need a look; else those this call did not insert.
        let is_mixed = outcome.new > 0;
        let wanted = if is_mixed {
            "NOT (known.batch = $2 AND known.line = given.line)"
        } else {
            "known.value <> given.value"
        };
        if !is_mixed {
            for index in given {
                outcome.fates[*index] = Fate::Unchanged;
            }
        }
        let query = format!(
            "SELECT known.series, known.day, known.value, known.batch, known.line \
             FROM {records} AS given JOIN count_point AS known \
             ON known.series = given.series AND known.day = given.day \
             WHERE {wanted} ORDER BY given.line"
        );
        let mut query = sqlx::query(AssertSqlSafe(query)).bind(sent);
        if is_mixed {
            query = query.bind(self.batch.0);
        }
        let known = query.fetch_all(&mut **tx).await?;
        let mut corrections = Vec::new();
        for row in known {
            let key = (
                SeriesId(row.get(0)),
                Day::from_number(row.get::<i64, _>(1) as i32),
            );
            let Some(&index) = first.get(&key) else {
                continue;
            };
            let stored = row.get::<i64, _>(2);
            outcome.fates[index] = if stored == i64::from(counts[index].value) {
                Fate::Unchanged
            } else if row.get::<i64, _>(3) == self.batch.0 {
                outcome.conflicts.push(Conflict {
                    index,
                    stored: stored as u32,
                    stored_line: row.get::<i64, _>(4) as u64,
                });
                Fate::Conflict
            } else {
                corrections.push(&counts[index]);
                Fate::Changed
            };
        }
        outcome.changed = corrections.len() as u64;
        outcome.unchanged = outcome.count(Fate::Unchanged);
        if corrections.is_empty() {
            return Ok(());
        }
        let sent = as_json(corrections.into_iter());
        sqlx::query(AssertSqlSafe(format!(
            "INSERT INTO count_revision (series, day, value, batch, line, replaced_by, replaced_at) \
             SELECT known.series, known.day, known.value, known.batch, known.line, $2, $3 \
             FROM {records} AS given JOIN count_point AS known \
             ON known.series = given.series AND known.day = given.day"
        )))
        .bind(sent.clone())
        .bind(self.batch.0)
        .bind(self.now.millis())
        .execute(&mut **tx)
        .await?;
        sqlx::query(AssertSqlSafe(format!(
            "INSERT INTO count_point (series, day, value, batch, line) \
             SELECT series, day, value, $2, line FROM {records} AS given WHERE 1 = 1 \
             ON CONFLICT (series, day) DO UPDATE SET value = excluded.value, \
             batch = excluded.batch, line = excluded.line"
        )))
        .bind(sent)
        .bind(self.batch.0)
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    /// Keeps each touched series' first day, last day and time of change.
    async fn touch_series<'c>(
        &self,
        tx: &mut Tx,
        counts: impl Iterator<Item = &'c CountWrite>,
    ) -> Result<(), DbError> {
        let mut span: BTreeMap<SeriesId, (Day, Day)> = BTreeMap::new();
        for count in counts {
            let (first, last) = span.entry(count.series).or_insert((count.day, count.day));
            *first = (*first).min(count.day);
            *last = (*last).max(count.day);
        }
        let given: Vec<_> = span
            .iter()
            .map(|(series, (first, last))| json!([series.0, first.number(), last.number()]))
            .collect();
        let records = self.db.records(
            1,
            &[
                ("id", Column::Integer),
                ("first", Column::Integer),
                ("last", Column::Integer),
            ],
        );
        sqlx::query(AssertSqlSafe(format!(
            "UPDATE count_series SET changed_at = $2, \
             first_day = CASE WHEN first_day < given.first THEN first_day ELSE given.first END, \
             last_day = CASE WHEN last_day > given.last THEN last_day ELSE given.last END \
             FROM {records} AS given WHERE count_series.id = given.id"
        )))
        .bind(serde_json::Value::from(given).to_string())
        .bind(self.now.millis())
        .execute(&mut **tx)
        .await?;
        Ok(())
    }
}

const POINT: [(&str, Column); 4] = [
    ("series", Column::Integer),
    ("day", Column::Integer),
    ("value", Column::Integer),
    ("line", Column::Integer),
];

/// The rows as one JSON text; written by hand because a million small `Value`s cost more than the insert.
fn as_json<'c>(counts: impl Iterator<Item = &'c CountWrite>) -> String {
    use std::fmt::Write as _;
    let mut text = String::from("[");
    for count in counts {
        if text.len() > 1 {
            text.push(',');
        }
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "[{},{},{},{}]",
            count.series.0,
            count.day.number(),
            count.value,
            count.line
        );
    }
    text.push(']');
    text
}
