//! Lists of signals, read on from the last row seen.

use kernel::{Day, Id, Timestamp};
use platform::counts::SeriesId;
use platform::{Db, DbError, DbKind};
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Row};

use super::{day_at, instant_at, instant_opt, number};
use crate::engine::Span;
use crate::model::{RunId, Signal, SignalSaid};

/// Rows up to which all rows behind one condition of a filter are read and sorted; beyond it they are so many that a
/// list finds its page soon when it reads in its own order.
const FEW: i64 = 5_000;

/// By which index a list is read. Databases guess this from statistics, which an embedded one seldom has; we look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entrance {
    /// The region's path.
    Area,
    /// The condition, then the days.
    Condition,
    /// The detector, then the days.
    Detector,
    /// The days.
    Window,
    /// The order of the list.
    Order,
}

/// Order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Order {
    /// Newest period first.
    #[default]
    DayDown,
    /// Oldest period first.
    DayUp,
    /// Highest rank first.
    ScoreDown,
    /// Lowest rank first.
    ScoreUp,
}

impl Order {
    fn is_by_day(self) -> bool {
        matches!(self, Order::DayDown | Order::DayUp)
    }
}

/// Where a page ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Place {
    pub(crate) day: i64,
    pub(crate) score: f64,
    pub(crate) id: String,
}

impl Place {
    /// The place of a row.
    pub(crate) fn of(row: &SignalRow) -> Self {
        Place {
            day: number(row.day),
            score: row.score,
            id: row.id.to_string(),
        }
    }
}

/// Which signals are wanted; what is empty or `None` is not asked about.
#[derive(Debug, Clone, Default)]
pub(crate) struct SignalFilter {
    /// Ancestor path at or below which the region must lie.
    pub(crate) path: Option<String>,
    pub(crate) condition: Option<String>,
    pub(crate) stream: Option<String>,
    pub(crate) detector: Option<String>,
    pub(crate) stratum: Option<String>,
    pub(crate) from: Option<Day>,
    pub(crate) to: Option<Day>,
    /// Also those that were withdrawn.
    pub(crate) with_withdrawn: bool,
    /// Streams whose signals only the holders of `areas` may see, and the paths of these areas.
    pub(crate) guarded: Option<(Vec<String>, Vec<String>)>,
}

/// A stored signal.
#[derive(Debug, Clone)]
pub(crate) struct SignalRow {
    pub(crate) id: Id<Signal>,
    pub(crate) series: SeriesId,
    pub(crate) day: Day,
    pub(crate) detector: String,
    pub(crate) method: String,
    pub(crate) params: String,
    pub(crate) stream: String,
    pub(crate) condition: String,
    pub(crate) region: String,
    pub(crate) region_path: String,
    pub(crate) stratum: String,
    pub(crate) observed: i64,
    pub(crate) expected: Option<f64>,
    pub(crate) bound: f64,
    pub(crate) p: Option<f64>,
    pub(crate) score: f64,
    pub(crate) why_zh: String,
    pub(crate) why_en: String,
    pub(crate) pack_version: String,
    pub(crate) run: RunId,
    pub(crate) created_at: Timestamp,
    pub(crate) withdrawn_at: Option<Timestamp>,
}

const COLUMNS: &str = "signal.id, signal.series, signal.day, signal.detector, setting.method, setting.params, \
     signal.stream, signal.condition, signal.region, signal.region_path, signal.stratum, signal.observed, \
     signal.expected, signal.bound, signal.p, signal.score, signal.why_zh, signal.why_en, \
     signal.pack_version, signal.run, signal.created_at, signal.withdrawn_at";

fn read(row: &AnyRow) -> Option<SignalRow> {
    Some(SignalRow {
        id: row.get::<String, _>(0).parse().ok()?,
        series: SeriesId(row.get(1)),
        day: day_at(row, 2),
        detector: row.get(3),
        method: row.get(4),
        params: row.get(5),
        stream: row.get(6),
        condition: row.get(7),
        region: row.get(8),
        region_path: row.get(9),
        stratum: row.get(10),
        observed: row.get(11),
        expected: row.get(12),
        bound: row.get(13),
        p: row.get(14),
        score: row.get(15),
        why_zh: row.get(16),
        why_en: row.get(17),
        pack_version: row.get(18),
        run: row.get::<String, _>(19).parse().ok()?,
        created_at: instant_at(row, 20),
        withdrawn_at: instant_opt(row, 21),
    })
}

/// A value bound to a query.
enum Bound {
    Text(String),
    Whole(i64),
    Real(f64),
}

/// A `WHERE` clause under construction.
#[derive(Default)]
struct Clauses {
    sql: String,
    values: Vec<Bound>,
}

impl Clauses {
    /// Adds ` AND …`, in which `?` stands for the value.
    fn and(&mut self, clause: &str, value: Bound) {
        self.values.push(value);
        self.sql.push_str(" AND ");
        self.sql
            .push_str(&clause.replace('?', &format!("${}", self.values.len())));
    }

    fn place(&mut self, value: Bound) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    fn bind<'q>(
        self,
        mut query: sqlx::query::Query<'q, Any, sqlx::any::AnyArguments>,
    ) -> sqlx::query::Query<'q, Any, sqlx::any::AnyArguments> {
        for value in self.values {
            query = match value {
                Bound::Text(text) => query.bind(text),
                Bound::Whole(whole) => query.bind(whole),
                Bound::Real(real) => query.bind(real),
            };
        }
        query
    }
}

impl SignalFilter {
    /// The filter as SQL; an expression instead of a column keeps an index out of the way.
    ///
    /// SQLite takes the way it is shown; PostgreSQL weighs the ways by its statistics, which expressions would hide from it.
    fn clauses(&self, kind: DbKind, entrance: Entrance, order: Order) -> Clauses {
        let in_order = entrance == Entrance::Order;
        let text_column = |name: &str, is_way: bool| {
            if is_way || kind == DbKind::Postgres {
                format!("signal.{name}")
            } else {
                format!("(signal.{name} || '')")
            }
        };
        let mut clauses = Clauses::default();
        if let Some(condition) = &self.condition {
            let is_way = entrance == Entrance::Condition || in_order && order.is_by_day();
            let column = text_column("condition", is_way);
            clauses.and(&format!("{column} = ?"), Bound::Text(condition.clone()));
        }
        if let Some(detector) = &self.detector {
            let leads = self.condition.is_none() && order.is_by_day();
            let column = text_column(
                "detector",
                entrance == Entrance::Detector || in_order && leads,
            );
            clauses.and(&format!("{column} = ?"), Bound::Text(detector.clone()));
        }
        for (column, text) in [("stream", &self.stream), ("stratum", &self.stratum)] {
            if let Some(text) = text {
                clauses.and(&format!("signal.{column} = ?"), Bound::Text(text.clone()));
            }
        }
        if let Some(path) = &self.path {
            let column = text_column("region_path", entrance == Entrance::Area);
            clauses.and(&format!("{column} >= ?"), Bound::Text(path.clone()));
            // `~` sorts after every digit and `/`, so the two bounds hold exactly the paths with this prefix.
            clauses.and(&format!("{column} < ?"), Bound::Text(format!("{path}~")));
        }
        let is_way = entrance != Entrance::Area && (!in_order || order.is_by_day());
        let column = if is_way || kind == DbKind::Postgres {
            "signal.day"
        } else {
            "(signal.day + 0)"
        };
        self.and_window(&mut clauses, column);
        if !self.with_withdrawn {
            clauses.sql.push_str(" AND signal.withdrawn_at IS NULL");
        }
        if let Some((streams, areas)) = &self.guarded
            && !streams.is_empty()
        {
            let streams: Vec<String> = streams
                .iter()
                .map(|stream| clauses.place(Bound::Text(stream.clone())))
                .collect();
            let mut allowed = format!("signal.stream NOT IN ({})", streams.join(", "));
            for area in areas {
                let low = clauses.place(Bound::Text(area.clone()));
                let high = clauses.place(Bound::Text(format!("{area}~")));
                allowed.push_str(&format!(
                    " OR ((signal.region_path || '') >= {low} AND (signal.region_path || '') < {high})"
                ));
            }
            clauses.sql.push_str(&format!(" AND ({allowed})"));
        }
        clauses
    }

    fn and_window(&self, clauses: &mut Clauses, column: &str) {
        if let Some(from) = self.from {
            clauses.and(&format!("{column} >= ?"), Bound::Whole(number(from)));
        }
        if let Some(to) = self.to {
            clauses.and(&format!("{column} <= ?"), Bound::Whole(number(to)));
        }
    }

    /// The first entrance behind which there are few rows, else the list's own order.
    async fn entrance(&self, db: &Db, order: Order) -> Result<Entrance, DbError> {
        let mut ways = Vec::new();
        if let Some(path) = &self.path {
            let mut clauses = Clauses::default();
            clauses.and("region_path >= ?", Bound::Text(path.clone()));
            clauses.and("region_path < ?", Bound::Text(format!("{path}~")));
            ways.push((Entrance::Area, clauses));
        }
        for (entrance, column, text) in [
            (Entrance::Condition, "condition = ?", &self.condition),
            (Entrance::Detector, "detector = ?", &self.detector),
        ] {
            if let Some(text) = text {
                let mut clauses = Clauses::default();
                clauses.and(column, Bound::Text(text.clone()));
                self.and_window(&mut clauses, "day");
                ways.push((entrance, clauses));
            }
        }
        if self.from.is_some() || self.to.is_some() {
            let mut clauses = Clauses::default();
            self.and_window(&mut clauses, "day");
            ways.push((Entrance::Window, clauses));
        }
        for (entrance, clauses) in ways {
            // Read by day, a window is the order itself.
            if entrance == Entrance::Window && order.is_by_day() {
                continue;
            }
            let sql = format!(
                "SELECT count(*) FROM (SELECT 1 FROM signal WHERE 1 = 1{} LIMIT {FEW}) AS few",
                clauses.sql
            );
            let row = clauses
                .bind(sqlx::query(AssertSqlSafe(sql)))
                .fetch_one(db.read())
                .await?;
            if row.get::<i64, _>(0) < FEW {
                return Ok(entrance);
            }
        }
        Ok(Entrance::Order)
    }
}

/// Signals that match, in order, after `after`.
pub(crate) async fn list(
    db: &Db,
    filter: &SignalFilter,
    order: Order,
    after: Option<&Place>,
    limit: u32,
) -> Result<Vec<SignalRow>, DbError> {
    let entrance = filter.entrance(db, order).await?;
    let mut clauses = filter.clauses(db.kind(), entrance, order);
    let (column, direction, beyond) = match order {
        Order::DayDown => ("day", "DESC", "<"),
        Order::DayUp => ("day", "ASC", ">"),
        Order::ScoreDown => ("score", "DESC", "<"),
        Order::ScoreUp => ("score", "ASC", ">"),
    };
    let sorted = if entrance == Entrance::Order {
        format!("signal.{column}")
    } else {
        format!("(signal.{column} + 0)")
    };
    if let Some(place) = after {
        let key = match order {
            Order::DayDown | Order::DayUp => Bound::Whole(place.day),
            Order::ScoreDown | Order::ScoreUp => Bound::Real(place.score),
        };
        let (key, id) = (
            clauses.place(key),
            clauses.place(Bound::Text(place.id.clone())),
        );
        clauses.sql.push_str(&format!(
            " AND {sorted} {beyond}= {key} \
             AND ({sorted} {beyond} {key} OR signal.id {beyond} {id})"
        ));
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM signal JOIN detector_setting AS setting ON setting.id = signal.setting \
         WHERE 1 = 1{} ORDER BY {sorted} {direction}, signal.id {direction} LIMIT {limit}",
        clauses.sql
    );
    let rows = clauses
        .bind(sqlx::query(AssertSqlSafe(sql)))
        .fetch_all(db.read())
        .await?;
    Ok(rows.iter().filter_map(read).collect())
}

/// The signal with this id.
pub(crate) async fn get(db: &Db, id: Id<Signal>) -> Result<Option<SignalRow>, DbError> {
    let row = sqlx::query(AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM signal JOIN detector_setting AS setting ON setting.id = signal.setting \
         WHERE signal.id = $1"
    )))
    .bind(id.to_string())
    .fetch_optional(db.read())
    .await?;
    Ok(row.as_ref().and_then(read))
}

/// What the signal said before, oldest first.
pub(crate) async fn revisions(db: &Db, id: Id<Signal>) -> Result<Vec<SignalSaid>, DbError> {
    let rows = sqlx::query(
        "SELECT observed, expected, bound, p, score, pack_version, said_at, withdrawn_at, replaced_at \
         FROM signal_revision WHERE signal = $1 ORDER BY id",
    )
    .bind(id.to_string())
    .fetch_all(db.read())
    .await?;
    Ok(rows
        .iter()
        .map(|row| SignalSaid {
            observed: row.get(0),
            expected: row.get(1),
            bound: row.get(2),
            p: row.get(3),
            score: row.get(4),
            pack_version: row.get(5),
            said_at: instant_at(row, 6),
            withdrawn_at: instant_opt(row, 7),
            replaced_at: instant_at(row, 8),
        })
        .collect())
}

/// How many signals stand, by stream, condition and region path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) stream: String,
    pub(crate) condition: String,
    pub(crate) region_path: String,
    pub(crate) signals: u64,
}

/// Counts the signals that stand in a window of days.
pub(crate) async fn tally(
    db: &Db,
    stream: Option<&str>,
    condition: Option<&str>,
    stratum: Option<&str>,
    span: Span,
) -> Result<Vec<Held>, DbError> {
    let mut clauses = Clauses::default();
    clauses.and("day >= ?", Bound::Whole(number(span.from)));
    clauses.and("day <= ?", Bound::Whole(number(span.to)));
    // The index by day holds every column asked for here; the other indexes would lead to the rows one by one.
    for (column, text) in [
        ("stream", stream),
        ("condition", condition),
        ("stratum", stratum),
    ] {
        if let Some(text) = text {
            clauses.and(
                &format!("({column} || '') = ?"),
                Bound::Text(text.to_owned()),
            );
        }
    }
    let sql = format!(
        "SELECT stream, condition, region_path, count(*) FROM signal \
         WHERE withdrawn_at IS NULL{} GROUP BY stream, condition, region_path",
        clauses.sql
    );
    let rows = clauses
        .bind(sqlx::query(AssertSqlSafe(sql)))
        .fetch_all(db.read())
        .await?;
    Ok(rows
        .iter()
        .map(|row| Held {
            stream: row.get(0),
            condition: row.get(1),
            region_path: row.get(2),
            signals: u64::try_from(row.get::<i64, _>(3)).unwrap_or_default(),
        })
        .collect())
}
