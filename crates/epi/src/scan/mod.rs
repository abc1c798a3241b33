//! Where, and since when, are there more cases than chance explains? Kulldorff's scan statistic (扫描统计量).
//!
//! **For whom**: a team that has cases by place and day and asks whether some neighbourhood has too many of them, without
//! saying beforehand where, how large and how long.
//!
//! **In words.** A circle is drawn round every place and grown neighbour by neighbour; each circle is combined with every
//! allowed stretch of time. Each such window (扫描窗口) gets a likelihood ratio: how much better the data are explained by one
//! risk inside and another outside than by the same risk everywhere. The window with the largest ratio is the most
//! likely cluster (最可能聚集区). Because so many windows were tried, its probability is not that of a single test: the cases are
//! thrown again at random under the null hypothesis, the whole search is repeated on each such map, and the p-value is
//! the rank of the true maximum among the simulated ones.
//!
//! **In symbols.** With C cases altogether, c of them in the window and μ expected there,
//! LLR = c ln(c/μ) + (C − c) ln((C − c)/(C − μ)) if c > μ (high rates) or c < μ (low rates), else 0 — the discrete
//! Poisson model, also the test statistic of the permutation model. With N persons altogether, n of them in the window, the
//! Bernoulli model has LLR = ℓ(c, n) + ℓ(C − c, N − n) − ℓ(C, N), ℓ(a, b) = a ln(a/b) + (b − a) ln(1 − a/b).
//! p = (1 + #{replications with max LLR ≥ LLR}) / (1 + #replications).
//!
//! | model | null hypothesis | needs |
//! |---|---|---|
//! | [`Model::Poisson`] | cases fall in proportion to the population at risk, covariates by indirect standardisation | populations |
//! | [`Model::Bernoulli`] | cases are a random choice among cases and controls | controls |
//! | [`Model::Permutation`] | the days of the cases have nothing to do with their places | cases only |
//!
//! **Sources**: Kulldorff 1997, doi:10.1080/03610929708831995 (spatial); Kulldorff et al. 1998, doi:10.2105/AJPH.88.9.1377
//! (space-time); Kulldorff 2001, doi:10.1111/1467-985X.00186 (prospective); Kulldorff et al. 2005,
//! doi:10.1371/journal.pmed.0020059 (permutation); Besag & Clifford 1991, doi:10.1093/biomet/78.2.301 (sequential
//! p-values); Abrams et al. 2010, doi:10.1186/1476-072X-9-61 (Gumbel p-values).
//!
//! **Units**: days since 1970-01-01; degrees and kilometres, or the units of a plane map; persons.
//!
//! **Assumptions**: places are points, everyone of a place lives at it; cases are independent under the null hypothesis; the
//! p-value is about the whole map, so a secondary cluster is judged as strictly as the first.
//!
//! **Not for** rates in one place ([detectors](crate::Detector) see far smaller rises there), for maps whose reporting
//! differs from place to place under a permutation-free model, or for estimating where a cluster ends: circles are a
//! search pattern, and the border of the most likely one is uncertain.

mod by_length;
mod by_stretch;
mod closer;
mod error;
mod expected;
mod geometry;
mod input;
mod lanes;
mod observed;
mod periods;
mod problem;
mod replicate;
mod report;
mod result;
mod settings;
mod simulate;
mod statistic;
mod thrown;
mod windows;

pub use error::ScanError;
pub use input::{CaseCount, KnownRisk, PersonsAtRisk, Place, Position, ScanInput};
pub use result::{Cluster, Gumbel, ScanResult};
pub use settings::{
    Analysis, Model, Monitoring, Overlap, Rates, ScanSettings, SpanMax, TimeTrend, TimeUnit,
};

use geometry::Map;
use periods::Periods;
use problem::Problem;
use report::Reporter;
use statistic::Side;
use windows::Windows;

use crate::detect::NotEnoughData;

/// Most cells (points times intervals) that are searched.
const CELLS_MAX: u64 = 20_000_000;

/// Scans a map for clusters of cases.
///
/// The answer depends on nothing but the two arguments: neither on the number of threads nor on the order of rows, and the
/// replications of the null hypothesis draw from streams named by `settings.seed` and their number.
///
/// # Errors
/// Every contradiction between the input and the settings is named by a [`ScanError`]; nothing is silently dropped.
pub fn scan(input: &ScanInput, settings: &ScanSettings) -> Result<ScanResult, ScanError> {
    check_ranges(settings)?;
    check_fit(settings)?;
    let map = Map::new(input)?;
    let periods = Periods::new(input, settings)?;
    check_size(&map, &periods, settings)?;
    let problem = Problem::new(input, settings, &map, &periods)?;
    let windows = Windows::new(&problem, &map, &periods, settings);
    let found = observed::best_by_centre(&problem, &windows);
    let found = report::select(found, &windows, &map, settings.overlap);
    let stop = found.first().zip(settings.stop_after);
    let maxima = replicate::maxima(
        &problem,
        &windows,
        settings.seed,
        if found.is_empty() {
            0
        } else {
            settings.replications
        },
        stop.map(|(most_likely, times)| (most_likely.llr, times)),
    );
    let reporter = Reporter {
        problem: &problem,
        windows: &windows,
        map: &map,
        periods: &periods,
        settings,
        gumbel: report::gumbel(&maxima.values),
        maxima: &maxima.values,
        stopped_early: maxima.stopped_early,
    };
    let ranked = found.iter().enumerate();
    let clusters = ranked
        .map(|(index, found)| reporter.cluster(index, found))
        .collect();
    let population = match settings.model {
        Model::Poisson => problem.persons.as_ref().map(|persons| persons.iter().sum()),
        Model::Bernoulli => Some(problem.measure_total),
        Model::Permutation => None,
    };
    Ok(ScanResult {
        first_day: periods.first_day(),
        last_day: periods.last_day(),
        intervals: periods.len(),
        points: map.len(),
        cases: problem.total,
        population,
        clusters,
        gumbel: reporter.gumbel,
        stopped_early: maxima.stopped_early,
        maxima: maxima.values,
    })
}

/// The sides of the expectation that are searched.
fn sides(rates: Rates) -> Vec<Side> {
    match rates {
        Rates::High => vec![Side::High],
        Rates::Low => vec![Side::Low],
        Rates::Both => vec![Side::High, Side::Low],
    }
}

/// Refuses settings that are outside their range.
fn check_ranges(settings: &ScanSettings) -> Result<(), ScanError> {
    let out_of_range = |setting, value: String, allowed| ScanError::Setting {
        setting,
        value,
        allowed,
    };
    let share = settings.share_max;
    if !(share > 0.0 && share <= 0.5) {
        return Err(out_of_range(
            "share_max",
            share.to_string(),
            "above 0, at most 0.5",
        ));
    }
    if let Some(radius) = settings
        .radius_max
        .filter(|radius| radius.is_nan() || *radius < 0.0)
    {
        return Err(out_of_range("radius_max", radius.to_string(), "0 or more"));
    }
    if settings.cases_min == 0 {
        return Err(out_of_range("cases_min", "0".to_owned(), "1 or more"));
    }
    if settings.stop_after == Some(0) {
        return Err(out_of_range("stop_after", "0".to_owned(), "1 or more"));
    }
    if settings.replications > 1_000_000 {
        let value = settings.replications.to_string();
        return Err(out_of_range("replications", value, "at most 1 000 000"));
    }
    let is_daily = settings.time_unit == TimeUnit::Day && settings.time_units == 1;
    if settings.by_weekday && !is_daily {
        let allowed = "off unless intervals are single days";
        return Err(out_of_range("by_weekday", "true".to_owned(), allowed));
    }
    Ok(())
}

/// Refuses settings that have no meaning in the analysis or under the model chosen.
fn check_fit(settings: &ScanSettings) -> Result<(), ScanError> {
    let is_space_time = settings.analysis == Analysis::SpaceTime;
    let permutes = settings.model == Model::Permutation;
    let misfits = [
        ("permutation of days", !is_space_time && permutes),
        (
            "`monitoring` = prospective",
            settings.analysis == Analysis::Spatial
                && settings.monitoring == Monitoring::Prospective,
        ),
        ("`with_spatial`", settings.with_spatial && !is_space_time),
        ("`with_temporal`", settings.with_temporal && !is_space_time),
        (
            "`trend`",
            settings.trend != TimeTrend::None && settings.analysis == Analysis::Spatial,
        ),
        (
            "`trend` = by_interval",
            settings.trend == TimeTrend::ByInterval && settings.analysis == Analysis::Temporal,
        ),
    ];
    let scan = match settings.analysis {
        Analysis::Spatial => "spatial",
        Analysis::Temporal => "temporal",
        Analysis::SpaceTime => "space_time",
    };
    if let Some(&(what, _)) = misfits.iter().find(|(_, is_misfit)| *is_misfit) {
        return Err(ScanError::DoesNotFit { what, scan });
    }
    if permutes && (settings.with_spatial || settings.with_temporal) {
        return Err(ScanError::DoesNotFit {
            what: "`with_spatial` or `with_temporal`",
            scan: "permutation",
        });
    }
    Ok(())
}

/// Refuses maps with nothing to compare, or too much.
fn check_size(map: &Map, periods: &Periods, settings: &ScanSettings) -> Result<(), ScanError> {
    if settings.analysis != Analysis::Temporal && map.len() < 2 {
        return Err(ScanError::NotEnoughData(NotEnoughData {
            needed: 2,
            found: map.len(),
            of: "places at different points",
        }));
    }
    if settings.analysis != Analysis::Spatial && periods.len() < 2 {
        return Err(ScanError::NotEnoughData(NotEnoughData {
            needed: 2,
            found: periods.len(),
            of: "intervals in the study period",
        }));
    }
    let cells = map.len() as u64 * periods.len() as u64;
    if cells > CELLS_MAX {
        return Err(ScanError::TooMany {
            what: "places times intervals",
            found: cells,
            most: CELLS_MAX,
        });
    }
    Ok(())
}
