//! The query string of lists of signals.

use access::{App, Resource, Scope};
use kernel::{Day, RegionCode};
use pack::Access;
use platform::Problem;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::store::{Order, SignalFilter};

/// Order of a list of signals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub(crate) enum SignalSort {
    /// Newest period first.
    #[default]
    #[serde(rename = "-day")]
    DayDown,
    /// Oldest period first.
    #[serde(rename = "day")]
    DayUp,
    /// Highest rank first.
    #[serde(rename = "-score")]
    ScoreDown,
    /// Lowest rank first.
    #[serde(rename = "score")]
    ScoreUp,
}

impl From<SignalSort> for Order {
    fn from(sort: SignalSort) -> Self {
        match sort {
            SignalSort::DayDown => Order::DayDown,
            SignalSort::DayUp => Order::DayUp,
            SignalSort::ScoreDown => Order::ScoreDown,
            SignalSort::ScoreUp => Order::ScoreUp,
        }
    }
}

/// Which signals are wanted, in which order.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct SignalQuery {
    /// Signals of this region and those below it.
    region: Option<RegionCode>,
    /// Only this condition.
    condition: Option<String>,
    /// Only this stream.
    stream: Option<String>,
    /// Only this stratum.
    stratum: Option<String>,
    /// Only this detector.
    detector: Option<String>,
    /// Periods that begin on this day or later.
    from: Option<Day>,
    /// Periods that begin on this day or earlier.
    to: Option<Day>,
    /// Also signals that corrected counts no longer support.
    withdrawn: bool,
    /// Order; newest first unless given.
    #[param(inline)]
    sort: SignalSort,
}

impl SignalQuery {
    /// The region asked for; the country when none is named.
    pub(crate) fn region(&self) -> RegionCode {
        self.region.unwrap_or(RegionCode::CHINA)
    }

    pub(crate) fn order(&self) -> Order {
        self.sort.into()
    }

    /// The filter, narrowed to what the account may see.
    pub(crate) fn filter(&self, app: &App, scope: &Scope) -> Result<SignalFilter, Problem> {
        let path = match self.region {
            None => None,
            Some(region) => Some(app.pack.regions.path(region).ok_or_else(|| {
                Problem::not_found(format!(
                    "there is no region {region}; choose one from the list of regions"
                ))
            })?),
        };
        if let (Some(from), Some(to)) = (self.from, self.to)
            && to < from
        {
            return Err(Problem::invalid(
                "to",
                "before_from",
                format!("the window ends on {to}, before it begins on {from}; swap the two days"),
            ));
        }
        Ok(SignalFilter {
            // Everything lies below the country, so its path would only cost.
            path: path.filter(|_| self.region != Some(RegionCode::CHINA)),
            condition: self.condition.clone(),
            stream: self.stream.clone(),
            stratum: self.stratum.clone(),
            detector: self.detector.clone(),
            from: self.from,
            to: self.to,
            with_withdrawn: self.withdrawn,
            guarded: guarded(app, scope),
        })
    }

    /// The filter in words, for the notes of an export.
    pub(crate) fn notes(&self) -> Vec<(String, String)> {
        let day = |day: Option<Day>| day.map(|day| day.to_string());
        [
            ("地区 region", self.region.map(|region| region.to_string())),
            ("病种 condition", self.condition.clone()),
            ("监测流 stream", self.stream.clone()),
            ("分层 stratum", self.stratum.clone()),
            ("预警方法 detector", self.detector.clone()),
            ("起 from", day(self.from)),
            ("止 to", day(self.to)),
            (
                "含已撤销 withdrawn",
                self.withdrawn.then(|| "true".to_owned()),
            ),
        ]
        .into_iter()
        .filter_map(|(label, text)| Some((label.to_owned(), text?)))
        .collect()
    }
}

/// The streams whose signals are only for their areas, with the account's areas; `None` when nothing is kept from it.
fn guarded(app: &App, scope: &Scope) -> Option<(Vec<String>, Vec<String>)> {
    let streams: Vec<String> = app
        .pack
        .streams
        .iter()
        .filter(|stream| stream.access == Access::Area)
        .map(|stream| stream.id.clone())
        .collect();
    (!streams.is_empty()).then(|| (streams, scope.areas()))
}

/// How sensitive the signals of a stream are.
pub(crate) fn level_of(app: &App, stream: &str) -> u8 {
    match app.pack.stream(stream).map(|stream| stream.access) {
        Some(Access::Published) => Resource::PUBLISHED,
        Some(Access::Area) | None => Resource::USUAL,
    }
}

/// Whether the account may see signals of the stream in the region with this path.
pub(crate) fn may_see(app: &App, scope: &Scope, stream: &str, region_path: &str) -> bool {
    scope.covers(&Resource::region(region_path).at_level(level_of(app, stream)))
}
