//! What a question about counts is about, checked against the pack and the account's areas.

use access::{App, Resource, Scope};
use kernel::{Day, Level, RegionCode};
use pack::{Access, Stream};
use platform::Problem;
use platform::counts::{Reach, STRATUM_ALL, Series, SeriesFilter, find_series};

/// The longest window in days: a century.
const WINDOW_DAYS_MAX: i32 = 36_600;

/// A region the account may ask about.
#[derive(Debug, Clone)]
pub(crate) struct AskedRegion {
    pub(crate) code: RegionCode,
    pub(crate) path: String,
}

/// A stream, a condition, a region and a stratum.
#[derive(Debug, Clone)]
pub(crate) struct Asked<'p> {
    pub(crate) stream: &'p Stream,
    pub(crate) condition: String,
    pub(crate) region: AskedRegion,
    pub(crate) stratum: String,
}

/// The region with this code.
pub(crate) fn region(app: &App, text: &str) -> Result<AskedRegion, Problem> {
    let code: RegionCode = text.parse().map_err(|error: kernel::RegionCodeError| {
        Problem::invalid("region", "region_code", error.to_string())
    })?;
    match app.pack.regions.path(code) {
        Some(path) => Ok(AskedRegion { code, path }),
        None => Err(no_region(code)),
    }
}

fn no_region(code: RegionCode) -> Problem {
    Problem::not_found(format!("there is no region `{code}` in your area"))
}

/// A stream's counts in a region; published figures are for everyone who reads counts.
pub(crate) fn counts_of(stream: &Stream, path: &str) -> Resource {
    Resource::region(path).at_level(match stream.access {
        Access::Published => Resource::PUBLISHED,
        Access::Area => Resource::USUAL,
    })
}

/// Whether the account may read a stream's counts in a region.
pub(crate) fn may_read(scope: &Scope, stream: &Stream, path: &str) -> bool {
    scope.covers(&counts_of(stream, path))
}

/// The stream with this id.
pub(crate) fn stream<'p>(app: &'p App, id: &str) -> Result<&'p Stream, Problem> {
    app.pack.stream(id).ok_or_else(|| {
        let known: Vec<&str> = app.pack.streams.iter().map(|one| one.id.as_str()).collect();
        Problem::invalid(
            "stream",
            "unknown_stream",
            format!(
                "there is no stream `{id}`; choose one of {}",
                known.join(", ")
            ),
        )
    })
}

impl<'p> Asked<'p> {
    /// Checks the four words of a question.
    pub(crate) fn new(
        app: &'p App,
        scope: &Scope,
        stream_id: &str,
        condition: &str,
        region_code: &str,
        stratum: Option<&str>,
    ) -> Result<Self, Problem> {
        let stream = stream(app, stream_id)?;
        if app.pack.conditions.get(condition).is_none() {
            return Err(Problem::invalid(
                "condition",
                "unknown_condition",
                format!("there is no condition `{condition}`; GET /api/conditions lists them"),
            ));
        }
        let region = region(app, region_code)?;
        if !may_read(scope, stream, &region.path) {
            return Err(no_region(region.code));
        }
        let stratum = stratum.unwrap_or(STRATUM_ALL).to_owned();
        if !stream.strata.contains(&stratum) {
            return Err(Problem::invalid(
                "stratum",
                "unknown_stratum",
                format!(
                    "the stream has no stratum `{stratum}`; choose one of {}",
                    stream.strata.join(", ")
                ),
            ));
        }
        Ok(Asked {
            stream,
            condition: condition.to_owned(),
            region,
            stratum,
        })
    }

    /// The region's own series, else those of the nearest level below that has any.
    pub(crate) async fn nearest_series(&self, app: &App) -> Result<Vec<Series>, Problem> {
        let filter = SeriesFilter {
            stream: Some(self.stream.id.clone()),
            condition: Some(self.condition.clone()),
            stratum: Some(self.stratum.clone()),
            reach: Reach::Region(self.region.code),
        };
        nearest_series(app, &filter, &self.region).await
    }

    /// Series of the children of a region where each has one of its own, else all series at or below the region.
    pub(crate) async fn series_of_children(
        &self,
        app: &App,
        code: RegionCode,
        path: &str,
    ) -> Result<Vec<Series>, Problem> {
        let regions = &app.pack.regions;
        let paths: Vec<String> = regions
            .children(code)
            .filter_map(|child| regions.path(child.code))
            .collect();
        let wanted = paths.len();
        let filter = SeriesFilter {
            stream: Some(self.stream.id.clone()),
            condition: Some(self.condition.clone()),
            stratum: Some(self.stratum.clone()),
            reach: Reach::Paths(paths),
        };
        let found = find_series(&app.db, &filter).await?;
        if wanted > 0 && found.len() == wanted {
            return Ok(found);
        }
        self.series_below(app, path).await
    }

    /// Series at or below the region with this path.
    pub(crate) async fn series_below(&self, app: &App, path: &str) -> Result<Vec<Series>, Problem> {
        let filter = SeriesFilter {
            stream: Some(self.stream.id.clone()),
            condition: Some(self.condition.clone()),
            stratum: Some(self.stratum.clone()),
            reach: Reach::Below(path.to_owned()),
        };
        Ok(find_series(&app.db, &filter).await?)
    }
}

/// A day of a query string.
pub(crate) fn day(field: &str, text: Option<&str>) -> Result<Option<Day>, Problem> {
    match text {
        None | Some("") => Ok(None),
        Some(text) => text
            .parse()
            .map(Some)
            .map_err(|error: kernel::DayError| Problem::invalid(field, "date", error.to_string())),
    }
}

/// The window asked for, or the one that the series cover.
pub(crate) fn window(
    from: Option<&str>,
    to: Option<&str>,
    series: &[Series],
    today: Day,
) -> Result<(Day, Day), Problem> {
    let to = match day("to", to)? {
        Some(to) => to,
        None => series
            .iter()
            .filter_map(|series| series.last_day)
            .max()
            .unwrap_or(today),
    };
    let from = match day("from", from)? {
        Some(from) => from,
        None => series
            .iter()
            .filter_map(|series| series.first_day)
            .min()
            .unwrap_or(to)
            .min(to),
    };
    if from > to {
        return Err(Problem::invalid(
            "from",
            "window",
            format!("the window begins on {from} and ends on {to}; give an earlier `from`"),
        ));
    }
    if to.since(from) > WINDOW_DAYS_MAX {
        return Err(Problem::invalid(
            "from",
            "window",
            "the window is longer than a century; give a later `from`",
        ));
    }
    Ok((from, to))
}

/// Series of the region itself, else of the nearest level below that has any; the filter's own reach is not used.
///
/// The levels are asked one after the other, so that a fine-grained country is not listed to draw one curve.
pub(crate) async fn nearest_series(
    app: &App,
    filter: &SeriesFilter,
    region: &AskedRegion,
) -> Result<Vec<Series>, Problem> {
    let regions = &app.pack.regions;
    let own = regions
        .get(region.code)
        .map_or(Level::Country, |known| known.level);
    let ask = async |reach: Reach| {
        let filter = SeriesFilter {
            reach,
            ..filter.clone()
        };
        find_series(&app.db, &filter).await
    };
    let found = ask(Reach::Paths(vec![region.path.clone()])).await?;
    if !found.is_empty() {
        return Ok(found);
    }
    for level in [Level::Province, Level::Prefecture, Level::County] {
        if level <= own {
            continue;
        }
        let paths: Vec<String> = regions
            .descendants(region.code, level)
            .iter()
            .filter_map(|below| regions.path(below.code))
            .collect();
        if paths.is_empty() {
            continue;
        }
        let found = ask(Reach::Paths(paths)).await?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    // Townships and villages are too many to be named one by one; what is nearest is chosen from all of them.
    let found = ask(Reach::Below(region.path.clone())).await?;
    let level = |series: &Series| regions.get(series.key.region).map(|known| known.level);
    let nearest = found.iter().filter_map(level).min();
    Ok(found
        .into_iter()
        .filter(|series| nearest.is_some() && level(series) == nearest)
        .collect())
}
