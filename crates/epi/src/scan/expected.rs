//! What each point and interval would have under the null hypothesis.

use std::collections::BTreeMap;

use super::geometry::Map;
use super::periods::Periods;
use super::problem::{ByStratum, Shuffle};
use super::settings::{ScanSettings, TimeTrend};
use super::{ScanError, ScanInput};

/// Days in a year, for the mean of many.
const DAYS_A_YEAR: f64 = 365.25;

/// Expected cases of the Poisson model.
pub(super) struct Expected {
    /// By cell; they add up to the observed cases.
    pub(super) by_cell: Vec<f64>,
    /// Persons at risk by point, mean over the study period, all strata together.
    pub(super) persons: Vec<f64>,
}

/// Indirect standardisation: in every stratum all of the map has the same rate, cases over person-days; the expected
/// cases of a cell are its person-days times the rates, over all strata, and adjusted for trends and known risks.
pub(super) fn standardised(
    input: &ScanInput,
    settings: &ScanSettings,
    map: &Map,
    periods: &Periods,
    cases: &ByStratum,
) -> Result<Expected, ScanError> {
    let intervals = periods.len();
    let figures = figures(input, map)?;
    let mut by_cell = vec![0.0; map.len() * intervals];
    let mut person_days = vec![0.0; map.len()];
    let mut exposure = vec![0.0; map.len() * intervals];
    for (stratum, places) in &figures {
        exposure.fill(0.0);
        for ((place, _), figures) in places {
            let row = &mut exposure[place * intervals..][..intervals];
            for (interval, cell) in row.iter_mut().enumerate() {
                let days = [periods.edges[interval], periods.edges[interval + 1]];
                let added = person_days_between(figures, days[0], days[1]);
                *cell += added;
                person_days[*place] += added;
            }
        }
        let stratum_cases = cases.get(stratum);
        check_exposure(stratum, stratum_cases, &exposure, map, periods)?;
        let total = stratum_cases.map_or(0, |cells| cells.values().sum());
        let sum: f64 = exposure.iter().sum();
        if total > 0 {
            let rate = f64::from(total) / sum;
            by_cell
                .iter_mut()
                .zip(&exposure)
                .for_each(|(cell, days)| *cell += rate * days);
        }
    }
    if let Some((stratum, cells)) = cases
        .iter()
        .find(|(stratum, _)| !figures.contains_key(*stratum))
    {
        exposure.fill(0.0);
        check_exposure(stratum, Some(cells), &exposure, map, periods)?;
    }
    adjust(input, settings, map, periods, cases, &mut by_cell)?;
    let days: f64 = (0..intervals).map(|interval| periods.days(interval)).sum();
    let persons = person_days.iter().map(|sum| sum / days).collect();
    Ok(Expected { by_cell, persons })
}

/// Population figures by stratum and place, in the order of days. Places at one point stay apart: their figures may be of
/// different days.
type Figures<'a> = BTreeMap<&'a str, BTreeMap<(usize, &'a str), Vec<(i32, f64)>>>;

fn figures<'a>(input: &'a ScanInput, map: &Map) -> Result<Figures<'a>, ScanError> {
    let mut figures = Figures::new();
    for row in &input.populations {
        let point = map.point_of(&row.place, "populations")?;
        if !(row.persons.is_finite() && row.persons >= 0.0 && row.persons <= 1e12) {
            return Err(ScanError::BadPopulation {
                place: row.place.clone(),
                day: row.day,
            });
        }
        let stratum = figures.entry(row.stratum.as_str()).or_default();
        let days = stratum.entry((point, row.place.as_str())).or_default();
        days.push((row.day, row.persons));
    }
    for (stratum, places) in &mut figures {
        for ((_, place), days) in places {
            days.sort_by_key(|(day, _)| *day);
            if let Some(pair) = days.windows(2).find(|pair| pair[0].0 == pair[1].0) {
                return Err(ScanError::DuplicatePopulation {
                    place: (*place).to_owned(),
                    day: pair[0].0,
                    stratum: (*stratum).to_owned(),
                });
            }
        }
    }
    Ok(figures)
}

/// The integral of a population over the days `from..to`: linear between figures, constant before and after them.
fn person_days_between(figures: &[(i32, f64)], from: i32, to: i32) -> f64 {
    let at = |day: i32| {
        let after = figures.partition_point(|(known, _)| *known <= day);
        match (after.checked_sub(1).map(|i| figures[i]), figures.get(after)) {
            (Some((d0, p0)), Some(&(d1, p1))) => {
                let part = (f64::from(day) - f64::from(d0)) / (f64::from(d1) - f64::from(d0));
                p0 + (p1 - p0) * part
            }
            (Some((_, persons)), None) | (None, Some(&(_, persons))) => persons,
            (None, None) => 0.0,
        }
    };
    let knots = figures.iter().map(|(day, _)| *day);
    let knots = knots.filter(|&day| from < day && day < to);
    let (mut last, mut sum) = (from, 0.0);
    for day in knots.chain([to]) {
        sum += (at(last) + at(day)) / 2.0 * (f64::from(day) - f64::from(last));
        last = day;
    }
    sum
}

/// Refuses cases where nobody is at risk.
fn check_exposure(
    stratum: &str,
    cases: Option<&BTreeMap<usize, u32>>,
    exposure: &[f64],
    map: &Map,
    periods: &Periods,
) -> Result<(), ScanError> {
    let mut cells = cases.into_iter().flat_map(BTreeMap::keys);
    match cells.find(|&&cell| exposure[cell] <= 0.0) {
        None => Ok(()),
        Some(cell) => Err(ScanError::CasesWithoutPopulation {
            place: map.ids[cell / periods.len()][0].to_owned(),
            day: periods.edges[cell % periods.len()],
            stratum: stratum.to_owned(),
        }),
    }
}

/// Multiplies by known risks and the trend, then brings the sum back to the observed cases.
fn adjust(
    input: &ScanInput,
    settings: &ScanSettings,
    map: &Map,
    periods: &Periods,
    cases: &ByStratum,
    by_cell: &mut [f64],
) -> Result<(), ScanError> {
    let intervals = periods.len();
    known_risks(input, map, periods, by_cell)?;
    for (stratum, cells) in cases {
        check_exposure(stratum, Some(cells), by_cell, map, periods)?;
    }
    let mut observed = vec![0.0; intervals];
    for (cell, count) in cases.values().flatten() {
        observed[cell % intervals] += f64::from(*count);
    }
    let total: f64 = observed.iter().sum();
    let scale = trend(settings.trend, periods, &observed, by_cell)?;
    for (cell, expected) in by_cell.iter_mut().enumerate() {
        *expected *= scale[cell % intervals];
    }
    let sum: f64 = by_cell.iter().sum();
    by_cell
        .iter_mut()
        .for_each(|expected| *expected *= total / sum);
    Ok(())
}

/// What the expected cases of each interval are multiplied by.
fn trend(
    trend: TimeTrend,
    periods: &Periods,
    observed: &[f64],
    by_cell: &[f64],
) -> Result<Vec<f64>, ScanError> {
    let intervals = periods.len();
    let mut scale = vec![1.0; intervals];
    match trend {
        TimeTrend::None => {}
        TimeTrend::PercentAYear(percent) if percent > -100.0 && percent <= 1e6 => {
            for (interval, scale) in scale.iter_mut().enumerate() {
                let middle = f64::from(periods.edges[interval]) + periods.days(interval) / 2.0;
                let years = (middle - f64::from(periods.first_day())) / DAYS_A_YEAR;
                *scale = libm::pow(1.0 + percent / 100.0, years);
            }
        }
        TimeTrend::PercentAYear(percent) => {
            return Err(ScanError::Setting {
                setting: "trend",
                value: percent.to_string(),
                allowed: "a growth above −100 and at most 1 000 000 percent a year",
            });
        }
        TimeTrend::ByInterval => {
            for (interval, scale) in scale.iter_mut().enumerate() {
                let column = by_cell.iter().skip(interval).step_by(intervals);
                let expected: f64 = column.sum();
                *scale = if observed[interval] > 0.0 {
                    observed[interval] / expected
                } else {
                    0.0
                };
            }
        }
    }
    Ok(scale)
}

/// Multiplies the expected cases of the places and days each row names.
fn known_risks(
    input: &ScanInput,
    map: &Map,
    periods: &Periods,
    by_cell: &mut [f64],
) -> Result<(), ScanError> {
    for (index, row) in input.known_risks.iter().enumerate() {
        let first = row.first_day.unwrap_or(periods.first_day());
        let last = row.last_day.unwrap_or(periods.last_day());
        let is_risk = row.relative_risk.is_finite() && (0.0..=1e6).contains(&row.relative_risk);
        if !is_risk || last < first {
            return Err(ScanError::BadKnownRisk { index });
        }
        let points = match &row.place {
            Some(place) => {
                let point = map.point_of(place, "known risks")?;
                point..point + 1
            }
            None => 0..map.len(),
        };
        for interval in 0..periods.len() {
            let from = f64::from(first.max(periods.edges[interval]));
            let to = (f64::from(last) + 1.0).min(f64::from(periods.edges[interval + 1]));
            let part = (to - from).max(0.0) / periods.days(interval);
            for point in points.clone() {
                by_cell[point * periods.len() + interval] *= 1.0 + (row.relative_risk - 1.0) * part;
            }
        }
    }
    Ok(())
}

/// Expected cases of the permutation model: in every stratum, cases of the point times cases of the interval, over all.
pub(super) fn permuted(cells: usize, intervals: usize, shuffles: &[Shuffle]) -> Vec<f64> {
    let mut by_cell = vec![0.0; cells];
    for shuffle in shuffles {
        let mut by_point: BTreeMap<u32, f64> = BTreeMap::new();
        let mut by_interval: BTreeMap<u32, f64> = BTreeMap::new();
        for (point, interval) in shuffle.points.iter().zip(&shuffle.intervals) {
            *by_point.entry(*point).or_default() += 1.0;
            *by_interval.entry(*interval).or_default() += 1.0;
        }
        let total = shuffle.points.len() as f64;
        for (point, here) in &by_point {
            for (interval, then) in &by_interval {
                by_cell[*point as usize * intervals + *interval as usize] += here * then / total;
            }
        }
    }
    by_cell
}
