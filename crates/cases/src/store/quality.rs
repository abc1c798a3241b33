//! Counts of cards by facility; each is the number of rows that the list with the same filter shows.

use platform::{Db, DbError};
use sqlx::Row;

use super::{CardFilter, Where};

/// What the cards of one facility add up to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct FacilityRow {
    pub(crate) organisation: String,
    pub(crate) organisation_path: String,
    pub(crate) cards: i64,
    pub(crate) drafts: i64,
    pub(crate) overdue: i64,
    pub(crate) reported: i64,
    pub(crate) on_time: i64,
    pub(crate) late: i64,
    pub(crate) no_limit: i64,
    pub(crate) unknown: i64,
    pub(crate) returned: i64,
    pub(crate) was_returned: i64,
    pub(crate) waiting: i64,
    pub(crate) review_overdue: i64,
    pub(crate) review_on_time: i64,
    pub(crate) review_late: i64,
    pub(crate) corrected: i64,
    pub(crate) withdrawn: i64,
    pub(crate) duplicates: i64,
}

/// Sums by facility, in the order of places.
pub(crate) async fn by_facility(db: &Db, filter: &CardFilter) -> Result<Vec<FacilityRow>, DbError> {
    let mut conditions = Where::of(filter);
    let (now, again) = (conditions.whole(filter.now), conditions.whole(filter.now));
    let count = |claim: &str| format!("coalesce(sum(CASE WHEN {claim} THEN 1 ELSE 0 END), 0)");
    let sums = [
        ("drafts", count("state = 'draft'")),
        (
            "overdue",
            count(&format!(
                "report_timeliness = 'running' AND overdue_at < {now} AND state <> 'withdrawn'"
            )),
        ),
        (
            "reported",
            count("reported_at IS NOT NULL AND state <> 'withdrawn'"),
        ),
        ("on_time", count("report_timeliness = 'on_time' AND state <> 'withdrawn'")),
        ("late", count("report_timeliness = 'late' AND state <> 'withdrawn'")),
        (
            "no_limit",
            count("report_timeliness = 'no_limit' AND reported_at IS NOT NULL AND state <> 'withdrawn'"),
        ),
        (
            "unknown_count",
            count("report_timeliness = 'unknown' AND reported_at IS NOT NULL AND state <> 'withdrawn'"),
        ),
        ("returned", count("state = 'returned'")),
        ("was_returned", count("returned_count > 0")),
        ("waiting", count("state = 'reported'")),
        (
            "review_overdue",
            count(&format!(
                "review_timeliness = 'running' AND review_due_at < {again} AND state <> 'withdrawn'"
            )),
        ),
        ("review_on_time", count("review_timeliness = 'on_time' AND state <> 'withdrawn'")),
        ("review_late", count("review_timeliness = 'late' AND state <> 'withdrawn'")),
        ("corrected", count("is_corrected = 1")),
        ("withdrawn", count("state = 'withdrawn'")),
        (
            "duplicates",
            count(
                "EXISTS (SELECT 1 FROM card_duplicate AS pair WHERE pair.later = card.number AND pair.state = 'open')",
            ),
        ),
    ]
    .map(|(name, sum)| format!("{sum} AS {name}"));
    let sql = format!(
        "SELECT organisation, organisation_path, count(*) AS cards, {} FROM card WHERE {} \
         GROUP BY organisation, organisation_path ORDER BY organisation_path, organisation",
        sums.join(", "),
        conditions.sql()
    );
    let rows = conditions.bind(sql).fetch_all(db.read()).await?;
    rows.iter()
        .map(|row| {
            Ok(FacilityRow {
                organisation: row.try_get("organisation")?,
                organisation_path: row.try_get("organisation_path")?,
                cards: row.try_get("cards")?,
                drafts: row.try_get("drafts")?,
                overdue: row.try_get("overdue")?,
                reported: row.try_get("reported")?,
                on_time: row.try_get("on_time")?,
                late: row.try_get("late")?,
                no_limit: row.try_get("no_limit")?,
                unknown: row.try_get("unknown_count")?,
                returned: row.try_get("returned")?,
                was_returned: row.try_get("was_returned")?,
                waiting: row.try_get("waiting")?,
                review_overdue: row.try_get("review_overdue")?,
                review_on_time: row.try_get("review_on_time")?,
                review_late: row.try_get("review_late")?,
                corrected: row.try_get("corrected")?,
                withdrawn: row.try_get("withdrawn")?,
                duplicates: row.try_get("duplicates")?,
            })
        })
        .collect()
}

impl FacilityRow {
    /// The sum of two, without a place.
    pub(crate) fn plus(&self, other: &FacilityRow) -> FacilityRow {
        FacilityRow {
            organisation: String::new(),
            organisation_path: String::new(),
            cards: self.cards + other.cards,
            drafts: self.drafts + other.drafts,
            overdue: self.overdue + other.overdue,
            reported: self.reported + other.reported,
            on_time: self.on_time + other.on_time,
            late: self.late + other.late,
            no_limit: self.no_limit + other.no_limit,
            unknown: self.unknown + other.unknown,
            returned: self.returned + other.returned,
            was_returned: self.was_returned + other.was_returned,
            waiting: self.waiting + other.waiting,
            review_overdue: self.review_overdue + other.review_overdue,
            review_on_time: self.review_on_time + other.review_on_time,
            review_late: self.review_late + other.review_late,
            corrected: self.corrected + other.corrected,
            withdrawn: self.withdrawn + other.withdrawn,
            duplicates: self.duplicates + other.duplicates,
        }
    }
}
