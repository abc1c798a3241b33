//! Changed counts that wait to be assessed.

use kernel::Timestamp;
use platform::counts::{Series, SeriesId, SeriesKey};
use platform::{Column, Db, DbError, Tx};
use serde_json::json;
use sqlx::{AssertSqlSafe, Row};

use super::{day_at, day_opt, number};
use crate::engine::Span;

/// A series with changed counts.
#[derive(Debug, Clone)]
pub(crate) struct Touched {
    pub(crate) series: Series,
    pub(crate) span: Span,
    /// Grows with every further change, so that one that comes while its series is assessed is not lost.
    pub(crate) change_count: i64,
}

/// Remembers that an import changed counts in these days.
pub(crate) async fn note_changed(tx: &mut Tx, import: &str, span: Span) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO detection_notice (import, from_day, to_day) VALUES ($1, $2, $3) \
         ON CONFLICT (import) DO UPDATE SET notice_count = detection_notice.notice_count + 1, \
         from_day = CASE WHEN excluded.from_day < detection_notice.from_day \
                    THEN excluded.from_day ELSE detection_notice.from_day END, \
         to_day = CASE WHEN excluded.to_day > detection_notice.to_day \
                  THEN excluded.to_day ELSE detection_notice.to_day END",
    )
    .bind(import.to_owned())
    .bind(number(span.from))
    .bind(number(span.to))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Turns notices into the series and days that these imports wrote.
pub(crate) async fn resolve_notices(tx: &mut Tx) -> Result<(), DbError> {
    let seen = sqlx::query("SELECT import, notice_count FROM detection_notice ORDER BY import")
        .fetch_all(&mut **tx)
        .await?;
    for row in seen {
        let (import, notice_count): (String, i64) = (row.get(0), row.get(1));
        // CROSS JOIN keeps SQLite to this order: from the import to its series, and from these to their points.
        sqlx::query(
            "INSERT INTO detection_pending (series, from_day, to_day) \
             SELECT point.series, min(point.day), max(point.day) FROM detection_notice AS notice \
             CROSS JOIN count_batch AS batch CROSS JOIN count_series AS series \
             CROSS JOIN count_point AS point \
             WHERE notice.import = $1 AND batch.source IN ('import', 'replay') AND batch.reference = notice.import \
             AND series.changed_at >= batch.recorded_at AND point.series = series.id \
             AND point.day BETWEEN notice.from_day AND notice.to_day AND point.batch = batch.id \
             GROUP BY point.series \
             ON CONFLICT (series) DO UPDATE SET change_count = detection_pending.change_count + 1, \
             from_day = CASE WHEN excluded.from_day < detection_pending.from_day \
                        THEN excluded.from_day ELSE detection_pending.from_day END, \
             to_day = CASE WHEN excluded.to_day > detection_pending.to_day \
                      THEN excluded.to_day ELSE detection_pending.to_day END",
        )
        .bind(import.clone())
        .execute(&mut **tx)
        .await?;
        // A notice that came meanwhile keeps the row for the run that it queued.
        sqlx::query("DELETE FROM detection_notice WHERE import = $1 AND notice_count = $2")
            .bind(import)
            .bind(notice_count)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// How many series wait.
pub(crate) async fn pending_count(db: &Db) -> Result<u64, DbError> {
    let row = sqlx::query("SELECT count(*) FROM detection_pending")
        .fetch_one(db.read())
        .await?;
    Ok(u64::try_from(row.get::<i64, _>(0)).unwrap_or_default())
}

/// The first `limit` series that wait.
pub(crate) async fn pending(db: &Db, limit: usize) -> Result<Vec<Touched>, DbError> {
    let rows = sqlx::query(
        "SELECT series.id, series.stream, series.condition, series.region, series.stratum, \
         series.first_day, series.last_day, series.changed_at, \
         waiting.from_day, waiting.to_day, waiting.change_count \
         FROM detection_pending AS waiting JOIN count_series AS series ON series.id = waiting.series \
         ORDER BY waiting.series LIMIT $1",
    )
    .bind(limit as i64)
    .fetch_all(db.read())
    .await?;
    Ok(rows
        .iter()
        .filter_map(|row| {
            Some(Touched {
                series: Series {
                    id: SeriesId(row.get(0)),
                    key: SeriesKey {
                        stream: row.get(1),
                        condition: row.get(2),
                        region: row.get::<String, _>(3).parse().ok()?,
                        stratum: row.get(4),
                    },
                    first_day: day_opt(row, 5),
                    last_day: day_opt(row, 6),
                    changed_at: Timestamp::from_millis(row.get(7)),
                },
                span: Span {
                    from: day_at(row, 8),
                    to: day_at(row, 9),
                },
                change_count: row.get(10),
            })
        })
        .collect())
}

/// Takes away what was assessed, unless it changed again meanwhile.
pub(crate) async fn settle_pending(
    db: &Db,
    tx: &mut Tx,
    assessed: &[Touched],
) -> Result<(), DbError> {
    let given: Vec<_> = assessed
        .iter()
        .map(|touched| json!([touched.series.id.0, touched.change_count]))
        .collect();
    let records = db.records(1, &[("series", Column::Integer), ("seen", Column::Integer)]);
    sqlx::query(AssertSqlSafe(format!(
        "DELETE FROM detection_pending WHERE EXISTS (SELECT 1 FROM {records} AS given \
         WHERE given.series = detection_pending.series AND given.seen = detection_pending.change_count)"
    )))
    .bind(serde_json::Value::from(given).to_string())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The whole window of days that the spans cover.
pub(crate) fn cover(spans: impl Iterator<Item = Span>) -> Option<Span> {
    spans.reduce(|one, other| Span {
        from: one.from.min(other.from),
        to: one.to.max(other.to),
    })
}

#[cfg(test)]
mod tests {
    use kernel::Day;

    use super::*;

    #[test]
    fn spans_are_covered_by_the_widest() {
        let span = |from, to| Span {
            from: Day::from_number(from),
            to: Day::from_number(to),
        };
        assert_eq!(
            cover([span(3, 4), span(1, 2)].into_iter()),
            Some(span(1, 4))
        );
        assert_eq!(cover(std::iter::empty()), None);
    }
}
