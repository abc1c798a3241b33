//! Reading counts: always by series, so the cost follows what is asked for and not the size of the table.

use kernel::{Day, RegionCode, Timestamp};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use super::{BatchId, Series, SeriesId, SeriesKey};
use crate::{Column, Db, DbError};

/// Which regions a question is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Only this region's own series.
    Region(RegionCode),
    /// Series of every region whose ancestor path starts with this one, itself included.
    Below(String),
    /// Series of these regions.
    Regions(Vec<RegionCode>),
    /// Series of the regions with exactly these ancestor paths; with a stream this is the quickest way to a few regions.
    Paths(Vec<String>),
}

/// Which series are wanted; what is `None` is not asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesFilter {
    /// Stream id.
    pub stream: Option<String>,
    /// Condition code.
    pub condition: Option<String>,
    /// Stratum.
    pub stratum: Option<String>,
    /// Regions.
    pub reach: Reach,
}

/// Sum of a series over a window of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeriesTotal {
    /// The series.
    pub series: SeriesId,
    /// Sum of its counts in the window.
    pub value: i64,
    /// How many counts the sum is made of.
    pub reported: i64,
    /// Last day with a count in the window.
    pub last_day: Day,
}

/// Counts of one day added up over a group of series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DaySum {
    /// The group's number, as the caller gave it.
    pub group: i64,
    /// First day of the period.
    pub day: Day,
    /// Sum of the counts.
    pub value: i64,
    /// How many counts the sum is made of.
    pub reported: i64,
}

/// Which conditions a stream has counts of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Condition code.
    pub condition: String,
    /// First day with a count.
    pub first_day: Option<Day>,
    /// Last day with a count.
    pub last_day: Option<Day>,
    /// How many series.
    pub series_count: i64,
}

/// One stored count with where it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PointRow {
    /// Its series.
    pub series: SeriesId,
    /// First day of the period.
    pub day: Day,
    /// Number counted.
    pub value: i64,
    /// Batch that wrote it.
    pub batch: BatchId,
    /// When that batch was recorded.
    pub recorded_at: Timestamp,
    /// How many values it replaced.
    pub revision_count: i64,
}

/// One thing a count has said, the present value last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// Number counted.
    pub value: i64,
    /// The source that wrote it, for example `import`.
    pub source: String,
    /// That source's own id.
    pub reference: String,
    /// Line of the file or message.
    pub line: i64,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// When it was replaced; `None` for the present value.
    pub replaced_at: Option<Timestamp>,
}

const SERIES_COLUMNS: &str =
    "id, stream, condition, region, stratum, first_day, last_day, changed_at";

/// The key in five columns starting at `at`; `None` for a code no version of ours writes.
pub(super) fn key_of(row: &AnyRow, at: usize) -> Option<SeriesKey> {
    Some(SeriesKey {
        stream: row.get(at),
        condition: row.get(at + 1),
        region: row.get::<String, _>(at + 2).parse().ok()?,
        stratum: row.get(at + 3),
    })
}

fn day_at(row: &AnyRow, column: usize) -> Day {
    Day::from_number(row.get::<i64, _>(column) as i32)
}

fn ids_json(series: &[SeriesId]) -> String {
    let ids: Vec<[i64; 1]> = series.iter().map(|id| [id.0]).collect();
    serde_json::to_string(&ids).unwrap_or_default()
}

/// Series that match, ordered by region, condition and stratum.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_series(db: &Db, filter: &SeriesFilter) -> Result<Vec<Series>, DbError> {
    let mut sql = format!("SELECT {SERIES_COLUMNS} FROM count_series WHERE 1 = 1");
    let mut texts: Vec<String> = Vec::new();
    let mut push = |sql: &mut String, clause: &str, value: String| {
        texts.push(value);
        sql.push_str(&clause.replace('?', &format!("${}", texts.len())));
    };
    if let Some(stream) = &filter.stream {
        push(&mut sql, " AND stream = ?", stream.clone());
    }
    if let Some(condition) = &filter.condition {
        push(&mut sql, " AND condition = ?", condition.clone());
    }
    if let Some(stratum) = &filter.stratum {
        push(&mut sql, " AND stratum = ?", stratum.clone());
    }
    match &filter.reach {
        Reach::Region(region) => push(&mut sql, " AND region = ?", region.to_string()),
        Reach::Below(path) => {
            push(&mut sql, " AND region_path >= ?", path.clone());
            // `~` sorts after every digit and `/`, so the two bounds hold exactly the paths with this prefix.
            push(&mut sql, " AND region_path < ?", format!("{path}~"));
        }
        Reach::Regions(regions) => {
            let rows: Vec<[&RegionCode; 1]> = regions.iter().map(|region| [region]).collect();
            let records = db.records(1, &[("code", Column::Text)]).replace("$1", "?");
            push(
                &mut sql,
                &format!(" AND region IN (SELECT code FROM {records} AS given)"),
                serde_json::to_string(&rows).unwrap_or_default(),
            );
        }
        Reach::Paths(paths) => {
            let rows: Vec<[&String; 1]> = paths.iter().map(|path| [path]).collect();
            let records = db.records(1, &[("path", Column::Text)]).replace("$1", "?");
            push(
                &mut sql,
                &format!(" AND region_path IN (SELECT path FROM {records} AS given)"),
                serde_json::to_string(&rows).unwrap_or_default(),
            );
        }
    }
    sql.push_str(" ORDER BY region, condition, stratum, stream");
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for text in texts {
        query = query.bind(text);
    }
    let rows = query.fetch_all(db.read()).await?;
    Ok(rows
        .iter()
        .filter_map(|row| {
            Some(Series {
                id: SeriesId(row.get(0)),
                key: key_of(row, 1)?,
                first_day: row
                    .get::<Option<i64>, _>(5)
                    .map(|day| Day::from_number(day as i32)),
                last_day: row
                    .get::<Option<i64>, _>(6)
                    .map(|day| Day::from_number(day as i32)),
                changed_at: Timestamp::from_millis(row.get(7)),
            })
        })
        .collect())
}

/// Counts of the series in `from..=to`, ordered by series and day.
///
/// # Errors
/// When the database cannot be read.
pub async fn points(
    db: &Db,
    series: &[SeriesId],
    from: Day,
    to: Day,
) -> Result<Vec<(SeriesId, Day, i64)>, DbError> {
    let records = db.records(1, &[("id", Column::Integer)]);
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT point.series, point.day, point.value FROM {records} AS given \
         JOIN count_point AS point ON point.series = given.id \
         WHERE point.day BETWEEN $2 AND $3 ORDER BY point.series, point.day"
    )))
    .bind(ids_json(series))
    .bind(i64::from(from.number()))
    .bind(i64::from(to.number()))
    .fetch_all(db.read())
    .await?;
    Ok(rows
        .iter()
        .map(|row| (SeriesId(row.get(0)), day_at(row, 1), row.get(2)))
        .collect())
}

/// Sums of the series over `from..=to`; a series without a count in the window is absent.
///
/// # Errors
/// When the database cannot be read.
pub async fn totals(
    db: &Db,
    series: &[SeriesId],
    from: Day,
    to: Day,
) -> Result<Vec<SeriesTotal>, DbError> {
    let records = db.records(1, &[("id", Column::Integer)]);
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT point.series, CAST(sum(point.value) AS BIGINT), count(*), max(point.day) \
         FROM {records} AS given JOIN count_point AS point ON point.series = given.id \
         WHERE point.day BETWEEN $2 AND $3 GROUP BY point.series ORDER BY point.series"
    )))
    .bind(ids_json(series))
    .bind(i64::from(from.number()))
    .bind(i64::from(to.number()))
    .fetch_all(db.read())
    .await?;
    Ok(rows
        .iter()
        .map(|row| SeriesTotal {
            series: SeriesId(row.get(0)),
            value: row.get(1),
            reported: row.get(2),
            last_day: day_at(row, 3),
        })
        .collect())
}

/// Sums by group and day over `from..=to`, each series belonging to the group given with it.
///
/// # Errors
/// When the database cannot be read.
pub async fn day_sums(
    db: &Db,
    grouped: &[(SeriesId, i64)],
    from: Day,
    to: Day,
) -> Result<Vec<DaySum>, DbError> {
    let given: Vec<[i64; 2]> = grouped.iter().map(|(id, group)| [id.0, *group]).collect();
    let records = db.records(1, &[("id", Column::Integer), ("team", Column::Integer)]);
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT given.team, point.day, CAST(sum(point.value) AS BIGINT), count(*) \
         FROM {records} AS given JOIN count_point AS point ON point.series = given.id \
         WHERE point.day BETWEEN $2 AND $3 GROUP BY given.team, point.day \
         ORDER BY given.team, point.day"
    )))
    .bind(serde_json::to_string(&given).unwrap_or_default())
    .bind(i64::from(from.number()))
    .bind(i64::from(to.number()))
    .fetch_all(db.read())
    .await?;
    Ok(rows
        .iter()
        .map(|row| DaySum {
            group: row.get(0),
            day: day_at(row, 1),
            value: row.get(2),
            reported: row.get(3),
        })
        .collect())
}

/// The conditions of a stream with counts at or below the region with this ancestor path.
///
/// # Errors
/// When the database cannot be read.
pub async fn coverage(db: &Db, stream: &str, path: &str) -> Result<Vec<Coverage>, DbError> {
    let rows = sqlx::query(
        "SELECT condition, min(first_day), max(last_day), count(*) FROM count_series \
         WHERE stream = $1 AND region_path >= $2 AND region_path < $3 \
         GROUP BY condition ORDER BY condition",
    )
    .bind(stream.to_owned())
    .bind(path.to_owned())
    .bind(format!("{path}~"))
    .fetch_all(db.read())
    .await?;
    let day = |row: &AnyRow, column: usize| {
        row.get::<Option<i64>, _>(column)
            .map(|day| Day::from_number(day as i32))
    };
    Ok(rows
        .iter()
        .map(|row| Coverage {
            condition: row.get(0),
            first_day: day(row, 1),
            last_day: day(row, 2),
            series_count: row.get(3),
        })
        .collect())
}

/// Counts of the series in `from..=to` with their lineage, ordered by series and day.
///
/// A caller that pages by day asks for a narrow window of days; see `surveillance`.
///
/// # Errors
/// When the database cannot be read.
pub async fn rows(
    db: &Db,
    series: &[SeriesId],
    from: Day,
    to: Day,
) -> Result<Vec<PointRow>, DbError> {
    let records = db.records(1, &[("id", Column::Integer)]);
    let found = sqlx::query(AssertSqlSafe(format!(
        "SELECT point.series, point.day, point.value, point.batch, batch.recorded_at, \
         (SELECT count(*) FROM count_revision AS old \
          WHERE old.series = point.series AND old.day = point.day) \
         FROM {records} AS given JOIN count_point AS point ON point.series = given.id \
         JOIN count_batch AS batch ON batch.id = point.batch \
         WHERE point.day BETWEEN $2 AND $3 ORDER BY point.series, point.day"
    )))
    .bind(ids_json(series))
    .bind(i64::from(from.number()))
    .bind(i64::from(to.number()))
    .fetch_all(db.read())
    .await?;
    Ok(found
        .iter()
        .map(|row| PointRow {
            series: SeriesId(row.get(0)),
            day: day_at(row, 1),
            value: row.get(2),
            batch: BatchId(row.get(3)),
            recorded_at: Timestamp::from_millis(row.get(4)),
            revision_count: row.get(5),
        })
        .collect())
}

/// Everything one count has said, oldest first, the present value last.
///
/// # Errors
/// When the database cannot be read.
pub async fn history(db: &Db, series: SeriesId, day: Day) -> Result<Vec<History>, DbError> {
    let rows = sqlx::query(
        "SELECT old.value, batch.source, batch.reference, old.line, batch.recorded_at, \
         old.replaced_at, old.id AS position FROM count_revision AS old \
         JOIN count_batch AS batch ON batch.id = old.batch WHERE old.series = $1 AND old.day = $2 \
         UNION ALL SELECT point.value, batch.source, batch.reference, point.line, \
         batch.recorded_at, NULL, 9223372036854775807 FROM count_point AS point \
         JOIN count_batch AS batch ON batch.id = point.batch \
         WHERE point.series = $1 AND point.day = $2 ORDER BY position",
    )
    .bind(series.0)
    .bind(i64::from(day.number()))
    .fetch_all(db.read())
    .await?;
    Ok(rows
        .iter()
        .map(|row| History {
            value: row.get(0),
            source: row.get(1),
            reference: row.get(2),
            line: row.get(3),
            recorded_at: Timestamp::from_millis(row.get(4)),
            replaced_at: row.get::<Option<i64>, _>(5).map(Timestamp::from_millis),
        })
        .collect())
}
