use std::collections::HashMap;

use access::{Actor, App, Params, Permission, Scope};
use axum::Json;
use axum::extract::State;
use kernel::{Day, Period};
use platform::counts::{BatchId, PointRow, Reach, Series, SeriesFilter, SeriesId, find_series};
use platform::{Page, PageQuery, Problem, counts};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::asked::{Asked, window};
use crate::imports::job::today;
use crate::model::{CountRow, CountsSort};
use crate::store;

/// Counts that are put in order of their value at most.
const SORTED_MAX: i64 = 50_000;

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RowsQuery {
    /// Stream id.
    pub(crate) stream: String,
    /// Condition code.
    pub(crate) condition: String,
    /// Region code; rows of the regions below it are listed too.
    pub(crate) region: String,
    /// Only this stratum; all strata unless said.
    pub(crate) stratum: Option<String>,
    /// First day, `YYYY-MM-DD`.
    pub(crate) from: Option<String>,
    /// Last day.
    pub(crate) to: Option<String>,
    /// `day`, `-day`, `value` or `-value`; newest first unless said.
    #[serde(default)]
    #[param(inline)]
    pub(crate) sort: CountsSort,
}

/// What a list or an export of counts is about.
pub(crate) struct Wanted<'p> {
    pub(crate) asked: Asked<'p>,
    pub(crate) series: HashMap<SeriesId, Series>,
    pub(crate) from: Day,
    pub(crate) to: Day,
}

impl<'p> Wanted<'p> {
    pub(crate) async fn new(
        app: &'p App,
        scope: &Scope,
        query: &RowsQuery,
    ) -> Result<Self, Problem> {
        let asked = Asked::new(
            app,
            scope,
            &query.stream,
            &query.condition,
            &query.region,
            query.stratum.as_deref(),
        )?;
        let filter = SeriesFilter {
            stream: Some(asked.stream.id.clone()),
            condition: Some(asked.condition.clone()),
            stratum: query.stratum.clone(),
            reach: Reach::Below(asked.region.path.clone()),
        };
        let series = find_series(&app.db, &filter).await?;
        let (from, to) = window(
            query.from.as_deref(),
            query.to.as_deref(),
            &series,
            today(app),
        )?;
        Ok(Wanted {
            series: series
                .into_iter()
                .filter(|one| spanned(one, from, to).is_some())
                .map(|one| (one.id, one))
                .collect(),
            asked,
            from,
            to,
        })
    }

    /// How many counts there are at most: every period between the first and the last day of each series.
    pub(crate) fn counts_max(&self) -> i64 {
        let days_of_period = days(self.asked.stream.period);
        self.series
            .values()
            .filter_map(|series| spanned(series, self.from, self.to))
            .map(|(first, last)| i64::from(last.since(first)) / days_of_period + 1)
            .sum()
    }

    fn ids(&self) -> Vec<SeriesId> {
        self.series.keys().copied().collect()
    }
}

/// The part of the window in which a series has counts.
fn spanned(series: &Series, from: Day, to: Day) -> Option<(Day, Day)> {
    let (first, last) = (series.first_day?.max(from), series.last_day?.min(to));
    (first <= last).then_some((first, last))
}

/// The shortest a period can be.
fn days(period: Period) -> i64 {
    match period {
        Period::Day => 1,
        Period::Week => 7,
        Period::Month => 28,
        Period::Year => 365,
    }
}

/// Where a page ended: the value where that is the order, the day, and the series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
struct Key(i64, i32, i64);

/// Lists stored counts of a region and of the regions below it.
#[utoipa::path(
    get,
    path = "/api/counts/rows",
    tag = "surveillance",
    params(RowsQuery, PageQuery),
    responses(
        (status = 200, body = Page<CountRow>),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not allowed", body = Problem),
        (status = 404, description = "No such region", body = Problem),
        (status = 422, description = "Bad parameter, or too many counts to be sorted by value", body = Problem),
    )
)]
#[tracing::instrument(skip_all)]
pub(crate) async fn list_counts(
    State(app): State<App>,
    actor: Actor,
    Params(query): Params<RowsQuery>,
    Params(page): Params<PageQuery>,
) -> Result<Json<Page<CountRow>>, Problem> {
    let scope = actor.scope(&app, Permission::CountsRead)?;
    let (limit, after) = (page.limit()?, page.key::<Key>()?);
    let wanted = Wanted::new(&app, &scope, &query).await?;
    let is_down = matches!(query.sort, CountsSort::DayDown | CountsSort::ValueDown);
    let rows = match query.sort {
        CountsSort::DayUp | CountsSort::DayDown => {
            by_day(&app, &wanted, is_down, after, limit as usize + 1).await?
        }
        CountsSort::ValueUp | CountsSort::ValueDown => {
            by_value(&app, &wanted, is_down, after, limit as usize + 1).await?
        }
    };
    let is_by_value = matches!(query.sort, CountsSort::ValueUp | CountsSort::ValueDown);
    let page = Page::of(rows, limit, |row| key(row, is_by_value));
    let batches: Vec<BatchId> = page.items.iter().map(|row| row.batch).collect();
    let imports = store::by_batches(&app.db, &batches).await?;
    Ok(Json(page.map(|row| view(&app, &wanted, &imports, row))))
}

fn key(row: &PointRow, is_by_value: bool) -> Key {
    let value = if is_by_value { row.value } else { 0 };
    Key(value, row.day.number(), row.series.0)
}

/// Reads days from one end, a few at a time, so that the cost is that of the page and not of the window.
async fn by_day(
    app: &App,
    wanted: &Wanted<'_>,
    is_down: bool,
    after: Option<Key>,
    rows_wanted: usize,
) -> Result<Vec<PointRow>, Problem> {
    let ids = wanted.ids();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let spans = || {
        wanted
            .series
            .values()
            .filter_map(|series| spanned(series, wanted.from, wanted.to))
    };
    // Days without counts at the ends of the window are not looked at.
    let first = spans().map(|(first, _)| first).min().unwrap_or(wanted.from);
    let last = spans().map(|(_, last)| last).max().unwrap_or(wanted.to);
    let start = after.map(|key| Day::from_number(key.1));
    let mut at = if is_down {
        start.unwrap_or(last).min(last)
    } else {
        start.unwrap_or(first).max(first)
    };
    let periods = rows_wanted.div_ceil(ids.len()) as i64;
    let mut width = i32::try_from(periods * days(wanted.asked.stream.period)).unwrap_or(i32::MAX);
    let mut found: Vec<PointRow> = Vec::new();
    while at >= first && at <= last && found.len() < rows_wanted {
        let (from, to) = if is_down {
            (at.plus(1 - width).max(first), at)
        } else {
            (at, at.plus(width - 1).min(last))
        };
        let mut part = counts::rows(&app.db, &ids, from, to).await?;
        part.retain(|row| {
            after.is_none_or(|after| {
                let this = key(row, false);
                if is_down { this < after } else { this > after }
            })
        });
        part.sort_by_key(|row| key(row, false));
        if is_down {
            part.reverse();
        }
        found.extend(part);
        at = if is_down { from.plus(-1) } else { to.plus(1) };
        width = width.saturating_mul(4);
    }
    found.truncate(rows_wanted);
    Ok(found)
}

async fn by_value(
    app: &App,
    wanted: &Wanted<'_>,
    is_down: bool,
    after: Option<Key>,
    rows_wanted: usize,
) -> Result<Vec<PointRow>, Problem> {
    let counts_max = wanted.counts_max();
    if counts_max > SORTED_MAX {
        return Err(Problem::invalid(
            "sort",
            "too_many_to_sort",
            format!(
                "up to {counts_max} counts lie in this window and at most {SORTED_MAX} are sorted by value; narrow the dates or the region, or sort by day"
            ),
        ));
    }
    let ids = wanted.ids();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let points = counts::points(&app.db, &ids, wanted.from, wanted.to).await?;
    let mut keys: Vec<Key> = points
        .into_iter()
        .map(|(series, day, value)| Key(value, day.number(), series.0))
        .filter(|key| after.is_none_or(|after| if is_down { *key < after } else { *key > after }))
        .collect();
    keys.sort_unstable();
    if is_down {
        keys.reverse();
    }
    keys.truncate(rows_wanted);
    let mut series: Vec<SeriesId> = keys.iter().map(|key| SeriesId(key.2)).collect();
    series.sort_unstable();
    series.dedup();
    let days = || keys.iter().map(|key| Day::from_number(key.1));
    let (Some(from), Some(to)) = (days().min(), days().max()) else {
        return Ok(Vec::new());
    };
    let order: HashMap<Key, usize> = keys
        .iter()
        .enumerate()
        .map(|(at, key)| (*key, at))
        .collect();
    let mut rows = counts::rows(&app.db, &series, from, to).await?;
    rows.retain(|row| order.contains_key(&key(row, true)));
    rows.sort_by_key(|row| order.get(&key(row, true)).copied());
    Ok(rows)
}

/// A stored count with the names of what it is about.
pub(crate) fn view(
    app: &App,
    wanted: &Wanted<'_>,
    imports: &std::collections::BTreeMap<i64, (String, String)>,
    row: PointRow,
) -> CountRow {
    let series = wanted.series.get(&row.series);
    let code = series.map_or(wanted.asked.region.code, |series| series.key.region);
    let region = app.pack.regions.get(code);
    CountRow {
        day: row.day,
        region: code,
        region_name_zh: region
            .map(|known| known.name_zh.clone())
            .unwrap_or_default(),
        region_name_en: region
            .map(|known| known.name_en.clone())
            .unwrap_or_default(),
        stratum: series
            .map(|series| series.key.stratum.clone())
            .unwrap_or_default(),
        value: row.value.unsigned_abs(),
        recorded_at: row.recorded_at,
        batch: imports
            .get(&row.batch.0)
            .map_or_else(|| row.batch.0.to_string(), |(id, _)| id.clone()),
        revisions: row.revision_count.unsigned_abs(),
    }
}
