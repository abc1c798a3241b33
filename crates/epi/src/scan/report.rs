//! From the best window of every centre to the clusters that are reported.

use super::geometry::Map;
use super::observed::Found;
use super::periods::Periods;
use super::problem::Problem;
use super::result::{Cluster, Gumbel};
use super::settings::{Model, Monitoring, Overlap, ScanSettings, TimeUnit};
use super::windows::Windows;

/// Most clusters reported.
const CLUSTERS_MAX: usize = 500;

/// Smallest ratio worth reporting.
const LLR_MIN: f64 = 0.001;

/// Fewest replications a Gumbel distribution is fitted to.
const GUMBEL_MIN: usize = 10;

/// Whether the maximum of a replication is at least the ratio of a cluster.
///
/// Windows with the same cases and the same expectation may differ by rounding; they are ties.
pub(super) fn reaches(maximum: f64, llr: f64) -> bool {
    maximum >= llr * (1.0 - 1e-9)
}

/// The clusters to report, most likely first.
pub(super) fn select(
    mut found: Vec<Found>,
    windows: &Windows,
    map: &Map,
    overlap: Overlap,
) -> Vec<Found> {
    // Of equals apart from rounding the circle with the fewest points comes first, then the centre with the first id.
    let grain = |llr: f64| (llr * 1e9).round();
    found.sort_by(|a, b| {
        let by_ratio = grain(b.llr).total_cmp(&grain(a.llr));
        by_ratio.then(a.points.cmp(&b.points))
    });
    let mut kept: Vec<Found> = Vec::new();
    for candidate in found {
        if kept.len() == CLUSTERS_MAX || (!kept.is_empty() && candidate.llr < LLR_MIN) {
            break;
        }
        let clashes = |other: &Found| clash(windows, map, overlap, other, &candidate);
        if !kept.iter().any(clashes) {
            kept.push(candidate);
        }
    }
    kept
}

fn circle<'a>(windows: &'a Windows, found: &Found) -> &'a [u32] {
    &windows.centres[found.centre].points[..found.points]
}

fn is_whole_map(map: &Map, circle: &[u32]) -> bool {
    circle[0] as usize == map.len()
}

fn clash(windows: &Windows, map: &Map, overlap: Overlap, likelier: &Found, other: &Found) -> bool {
    let (a, b) = (circle(windows, likelier), circle(windows, other));
    // The whole map is about time alone and stands beside any place.
    if is_whole_map(map, a) || is_whole_map(map, b) {
        return false;
    }
    let contains = |circle: &[u32], centre: u32| circle.contains(&centre);
    match overlap {
        Overlap::NoSharedPlace => a.iter().any(|point| b.contains(point)),
        Overlap::NoCentreInMoreLikely => contains(a, b[0]),
        Overlap::NoCentreInAny => contains(a, b[0]) || contains(b, a[0]),
        Overlap::NoMutualCentres => contains(a, b[0]) && contains(b, a[0]),
        Overlap::Any => false,
    }
}

/// Fits a Gumbel distribution by the method of moments.
pub(super) fn gumbel(maxima: &[f64]) -> Option<Gumbel> {
    if maxima.len() < GUMBEL_MIN {
        return None;
    }
    let count = maxima.len() as f64;
    let mean = maxima.iter().sum::<f64>() / count;
    let squares: f64 = maxima.iter().map(|value| (value - mean).powi(2)).sum();
    let scale = (6.0 * squares / (count - 1.0)).sqrt() / std::f64::consts::PI;
    let is_spread = scale > 1e-12 * mean;
    is_spread.then_some(Gumbel {
        location: mean - EULER_GAMMA * scale,
        scale,
    })
}

/// Mean of the standard Gumbel distribution.
const EULER_GAMMA: f64 = 0.577_215_664_901_532_9;

impl Gumbel {
    /// Probability of a value of at least `value`.
    pub fn at_least(&self, value: f64) -> f64 {
        let standard = (value - self.location) / self.scale;
        // 1 − exp(−exp(−x)), without losing the digits of small probabilities.
        -libm::expm1(-libm::exp(-standard))
    }
}

/// Everything that turns windows into clusters.
pub(super) struct Reporter<'a> {
    pub(super) problem: &'a Problem,
    pub(super) windows: &'a Windows,
    pub(super) map: &'a Map<'a>,
    pub(super) periods: &'a Periods,
    pub(super) settings: &'a ScanSettings,
    pub(super) maxima: &'a [f64],
    pub(super) gumbel: Option<Gumbel>,
    pub(super) stopped_early: bool,
}

impl Reporter<'_> {
    pub(super) fn cluster(&self, index: usize, found: &Found) -> Cluster {
        let circle = circle(self.windows, found);
        let points: Vec<usize> = if is_whole_map(self.map, circle) {
            (0..self.map.len()).collect()
        } else {
            circle.iter().map(|&point| point as usize).collect()
        };
        let places = points.iter().flat_map(|&point| &self.map.ids[point]);
        let centre = (!is_whole_map(self.map, circle)).then(|| self.map.ids[points[0]][0]);
        let radius = match centre {
            Some(_) => self.map.distance(points[0], points[points.len() - 1]),
            None => self.span(&points) / 2.0,
        };
        let expected = self.problem.statistic.expected(found.measure);
        let base = self.windows.stretches.base;
        let p_value = self.p_value(index, found.llr);
        let per_analysis = self.days_between_analyses();
        Cluster {
            rank: index + 1,
            centre: centre.map(str::to_owned),
            places: places.map(|id| (*id).to_owned()).collect(),
            radius,
            span: self.span(&points),
            first_day: self.periods.edges[base + found.from],
            last_day: self.periods.edges[base + found.end] - 1,
            observed: found.cases,
            expected,
            ratio: f64::from(found.cases) / expected,
            relative_risk: self.relative_risk(found),
            population: self.population(&points, found),
            llr: found.llr,
            p_value,
            p_value_gumbel: self.gumbel.map(|gumbel| gumbel.at_least(found.llr)),
            recurrence_days: p_value.zip(per_analysis).map(|(p, days)| days / p),
        }
    }

    /// Rank of the cluster among the maxima (Besag & Clifford if the replications stopped early).
    fn p_value(&self, index: usize, llr: f64) -> Option<f64> {
        if self.maxima.is_empty() {
            return None;
        }
        let reached = self.maxima.iter().filter(|&&maximum| reaches(maximum, llr));
        let (reached, thrown) = (reached.count() as f64, self.maxima.len() as f64);
        Some(if self.stopped_early && index == 0 {
            reached / thrown
        } else {
            (reached + 1.0) / (thrown + 1.0)
        })
    }

    /// Risk in the window over the risk outside.
    fn relative_risk(&self, found: &Found) -> Option<f64> {
        let outside = f64::from(self.problem.total - found.cases);
        if self.settings.model == Model::Permutation || outside == 0.0 {
            return None;
        }
        let rest = self.problem.measure_total - found.measure;
        Some(f64::from(found.cases) / found.measure / (outside / rest))
    }

    fn population(&self, points: &[usize], found: &Found) -> Option<f64> {
        match &self.problem.persons {
            Some(persons) => Some(points.iter().map(|&point| persons[point]).sum()),
            None if self.settings.model == Model::Bernoulli => Some(found.measure),
            None => None,
        }
    }

    /// Largest distance between two points.
    fn span(&self, points: &[usize]) -> f64 {
        let pairs = points.iter().enumerate();
        let distances =
            pairs.flat_map(|(i, &a)| points[..i].iter().map(move |&b| self.map.distance(a, b)));
        distances.fold(0.0, f64::max)
    }

    /// Prospective scans are repeated with every new interval.
    fn days_between_analyses(&self) -> Option<f64> {
        let unit = match self.settings.time_unit {
            TimeUnit::Day => 1.0,
            TimeUnit::Month => 365.25 / 12.0,
            TimeUnit::Year => 365.25,
        };
        let is_prospective = self.settings.monitoring == Monitoring::Prospective;
        is_prospective.then(|| unit * f64::from(self.settings.time_units))
    }
}
