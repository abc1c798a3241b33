//! The input as a table of points and intervals: cases, what is expected, and what is thrown at random under the null
//! hypothesis.

use std::collections::BTreeMap;

use super::geometry::Map;
use super::input::CaseCount;
use super::periods::Periods;
use super::settings::{Model, ScanSettings, TimeTrend};
use super::statistic::{Form, Statistic};
use super::{ScanError, ScanInput, expected};

/// Most cases (and controls) that can be thrown at random.
const CASES_MAX: u64 = 100_000_000;

/// A part of the cases that is randomised by itself.
#[derive(Debug)]
pub(super) enum Null {
    /// Each group of cells gets its cases in proportion to what is expected there.
    Multinomial(Vec<Urn>),
    /// The cases are drawn from among these persons, given by their cells.
    Bernoulli(Vec<u32>),
    /// In each group the intervals of the cases are shuffled over their points.
    Permutation(Vec<Shuffle>),
}

/// Cells among which a number of cases is thrown.
#[derive(Debug)]
pub(super) struct Urn {
    pub(super) cells: Vec<u32>,
    pub(super) cases: u32,
}

/// Cases of one stratum, one entry a case.
#[derive(Debug, Default)]
pub(super) struct Shuffle {
    pub(super) points: Vec<u32>,
    pub(super) intervals: Vec<u32>,
}

/// A scan without its words: cells are numbered point · intervals + interval.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) points: usize,
    pub(super) intervals: usize,
    /// Cases by cell.
    pub(super) cases: Vec<u32>,
    /// Expected cases (Poisson, permutation) or persons (Bernoulli) by cell.
    pub(super) measure: Vec<f64>,
    /// Mean persons at risk by point; Poisson only.
    pub(super) persons: Option<Vec<f64>>,
    pub(super) statistic: Statistic,
    /// Cases and measure of the whole map.
    pub(super) total: u32,
    pub(super) measure_total: f64,
    pub(super) null: Null,
}

/// Cases by stratum and cell, only where there are any.
pub(super) type ByStratum<'a> = BTreeMap<&'a str, BTreeMap<usize, u32>>;

impl Problem {
    pub(super) fn new(
        input: &ScanInput,
        settings: &ScanSettings,
        map: &Map,
        periods: &Periods,
    ) -> Result<Self, ScanError> {
        check_tables(input, settings)?;
        let cells = map.len() * periods.len();
        let by_stratum = count(&input.cases, "cases", map, periods)?;
        let mut cases = vec![0; cells];
        let mut total = 0;
        for (&cell, &count) in by_stratum.values().flatten() {
            cases[cell] += count;
            total += count;
        }
        if total == 0 {
            return Err(ScanError::NoCases);
        }
        let (measure, persons, null) = match settings.model {
            Model::Poisson => {
                let expected = expected::standardised(input, settings, map, periods, &by_stratum)?;
                let null = Null::Multinomial(urns(settings, periods.len(), &cases, total));
                (expected.by_cell, Some(expected.persons), null)
            }
            Model::Bernoulli => {
                let controls = count(&input.controls, "controls", map, periods)?;
                let persons = with_controls(&cases, &controls);
                let measure = persons.iter().map(|&persons| f64::from(persons)).collect();
                let cells = (0..).zip(&persons);
                let cell_of =
                    cells.flat_map(|(cell, &persons)| std::iter::repeat_n(cell, persons as usize));
                (measure, None, Null::Bernoulli(cell_of.collect()))
            }
            Model::Permutation => {
                let shuffles = shuffles(settings, periods, &by_stratum);
                let measure = expected::permuted(cells, periods.len(), &shuffles);
                (measure, None, Null::Permutation(shuffles))
            }
        };
        let (form, measure_total) = match settings.model {
            Model::Bernoulli => (Form::Bernoulli, measure.iter().sum()),
            // Exactly, not as the sum of its rounded parts.
            _ => (Form::Poisson, f64::from(total)),
        };
        Ok(Self {
            points: map.len(),
            intervals: periods.len(),
            cases,
            measure,
            persons,
            statistic: Statistic::new(form, total, measure_total, settings.cases_min),
            total,
            measure_total,
            null,
        })
    }

    /// The most cases expected in so many intervals in a row, at one point and on the whole map.
    pub(super) fn most_expected(&self, intervals: usize) -> (f64, f64) {
        let most = |row: &[f64]| {
            let sums = row.windows(intervals).map(|part| part.iter().sum::<f64>());
            self.statistic.expected(sums.fold(0.0, f64::max))
        };
        let mut whole = vec![0.0; self.intervals];
        let mut at_point = 0.0_f64;
        for row in self.measure.chunks_exact(self.intervals) {
            at_point = at_point.max(most(row));
            whole
                .iter_mut()
                .zip(row)
                .for_each(|(sum, value)| *sum += value);
        }
        (at_point, most(&whole))
    }

    /// Whether every interval has the same number of cases on all maps.
    pub(super) fn has_fixed_days(&self) -> bool {
        matches!(self.null, Null::Permutation(_))
    }

    /// Measure of a point over the whole period.
    pub(super) fn weights(&self) -> Vec<f64> {
        let rows = self.measure.chunks_exact(self.intervals);
        rows.map(|row| row.iter().sum()).collect()
    }
}

/// Refuses tables and adjustments the model would ignore, and asks for those it cannot do without.
fn check_tables(input: &ScanInput, settings: &ScanSettings) -> Result<(), ScanError> {
    let scan = match settings.model {
        Model::Poisson => "poisson",
        Model::Bernoulli => "bernoulli",
        Model::Permutation => "permutation",
    };
    let needed = match settings.model {
        Model::Poisson if input.populations.is_empty() => Some("populations"),
        Model::Bernoulli if input.controls.iter().all(|row| row.count == 0) => Some("controls"),
        _ => None,
    };
    if let Some(what) = needed {
        return Err(ScanError::Missing { scan, what });
    }
    let is_poisson = settings.model == Model::Poisson;
    let is_bernoulli = settings.model == Model::Bernoulli;
    let unused = [
        (
            "a table of populations",
            !is_poisson && !input.populations.is_empty(),
        ),
        (
            "a table of known risks",
            !is_poisson && !input.known_risks.is_empty(),
        ),
        ("`trend`", !is_poisson && settings.trend != TimeTrend::None),
        (
            "a table of controls",
            !is_bernoulli && !input.controls.is_empty(),
        ),
        (
            "a stratum",
            is_bernoulli && input.cases.iter().any(|row| !row.stratum.is_empty()),
        ),
        (
            "`by_weekday`",
            settings.model != Model::Permutation && settings.by_weekday,
        ),
    ];
    match unused.iter().find(|(_, is_given)| *is_given) {
        Some(&(what, _)) => Err(ScanError::DoesNotFit { what, scan }),
        None => Ok(()),
    }
}

/// Adds up rows by stratum and cell.
fn count<'a>(
    rows: &'a [CaseCount],
    table: &'static str,
    map: &Map,
    periods: &Periods,
) -> Result<ByStratum<'a>, ScanError> {
    let total: u64 = rows.iter().map(|row| u64::from(row.count)).sum();
    if total > CASES_MAX {
        return Err(ScanError::TooMany {
            what: table,
            found: total,
            most: CASES_MAX,
        });
    }
    let mut counts = ByStratum::new();
    for row in rows {
        let point = map.point_of(&row.place, table)?;
        let interval = periods.interval_of(row.day);
        let interval = interval.ok_or_else(|| ScanError::OutsidePeriod {
            table,
            place: row.place.clone(),
            day: row.day,
            first_day: periods.first_day(),
            last_day: periods.last_day(),
        })?;
        if row.count > 0 {
            let cell = point * periods.len() + interval;
            let stratum = counts.entry(row.stratum.as_str()).or_default();
            *stratum.entry(cell).or_default() += row.count;
        }
    }
    Ok(counts)
}

/// Cases and controls by cell.
fn with_controls(cases: &[u32], controls: &ByStratum) -> Vec<u32> {
    let mut persons = cases.to_vec();
    for (&cell, &count) in controls.values().flatten() {
        persons[cell] += count; // both are below CASES_MAX
    }
    persons
}

/// The groups of cells among which cases are thrown: the whole table, or each interval if trends are adjusted for.
fn urns(settings: &ScanSettings, intervals: usize, cases: &[u32], total: u32) -> Vec<Urn> {
    if settings.trend != TimeTrend::ByInterval {
        let cells = (0..cases.len() as u32).collect();
        return vec![Urn {
            cells,
            cases: total,
        }];
    }
    let column = |interval: usize| Urn {
        cells: (interval as u32..cases.len() as u32)
            .step_by(intervals)
            .collect(),
        cases: cases.iter().skip(interval).step_by(intervals).sum(),
    };
    (0..intervals).map(column).collect()
}

/// The cases one by one, apart by stratum and, if asked for, by weekday.
fn shuffles(settings: &ScanSettings, periods: &Periods, cases: &ByStratum) -> Vec<Shuffle> {
    let mut shuffles: BTreeMap<(&str, i32), Shuffle> = BTreeMap::new();
    for (stratum, cells) in cases {
        for (&cell, &count) in cells {
            let (point, interval) = (cell / periods.len(), cell % periods.len());
            let weekday = if settings.by_weekday {
                periods.edges[interval].rem_euclid(7)
            } else {
                0
            };
            let shuffle = shuffles.entry((stratum, weekday)).or_default();
            let count = count as usize;
            let points = std::iter::repeat_n(point as u32, count);
            shuffle.points.extend(points);
            let intervals = std::iter::repeat_n(interval as u32, count);
            shuffle.intervals.extend(intervals);
        }
    }
    shuffles.into_values().collect()
}
