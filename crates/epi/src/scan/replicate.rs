//! The largest ratio on each map thrown under the null hypothesis.
//!
//! This is where the time goes: the whole search, hundreds of times over.
//! Only the maximum of a map is wanted, so a window matters only if it exceeds what its map has already reached.
//! A first few maps show what maxima are like; for the others every block of windows is held against a bound a little below
//! that ([`bounds`](super::bounds)), and only the few blocks that pass are searched.
//! A map on which nothing exceeds the bound is searched again without one, so that every maximum is exact.

use std::ops::Range;

use rayon::prelude::*;

use super::bounds::{CentreBounds, Chunk, Count, add, add_four, any_passes, passes};
use super::problem::Problem;
use super::simulate::{Scratch, Thrower, stream};
use super::statistic::{Levels, Side};
use super::windows::{Block, Centre, Row, Windows};

/// Maps searched together, so that the bounds of a centre are read once for all of them while both stay in the cache.
const TILE: usize = 4;

/// Maps that show what maxima are like.
const PILOTS: u32 = 10;

/// Ratio above which the pilots are searched first.
const FLOOR_FIRST: f64 = 5.0;

/// Share of the smallest pilot above which the other maps are searched.
const FLOOR_SHARE: f64 = 0.85;

/// Share of a floor that is tried next on maps that do not exceed it, down to `FLOOR_LEAST` and then to none.
const FLOOR_STEP: f64 = 0.6;
const FLOOR_LEAST: f64 = 1.0;

/// Maps between two looks at whether enough have been thrown.
const BATCH: u32 = 100;

/// Maxima in the order of replications, and whether they stopped early.
pub(super) struct Maxima {
    pub(super) values: Vec<f64>,
    pub(super) stopped_early: bool,
}

/// Throws up to `replications` maps; stops after the `stop.1`-th whose maximum reaches `stop.0`.
pub(super) fn maxima(
    problem: &Problem,
    windows: &Windows,
    seed: u64,
    replications: u32,
    stop: Option<(f64, u32)>,
) -> Maxima {
    // Cases and bounds add up to at most twice the total plus one.
    if problem.total < i16::MAX as u32 / 2 {
        Search::<i16>::new(problem, windows, seed).maxima(replications, stop)
    } else {
        Search::<i32>::new(problem, windows, seed).maxima(replications, stop)
    }
}

struct Search<'a, T> {
    problem: &'a Problem,
    windows: &'a Windows,
    thrower: Thrower<'a>,
    seed: u64,
    count: std::marker::PhantomData<T>,
}

/// A map: cumulative cases at the edges, a row for every point and one for the whole map.
struct Thrown<T> {
    cumulative: Vec<T>,
    /// Whether a point has any case.
    has_cases: Vec<bool>,
}

impl<'a, T: Count> Search<'a, T> {
    fn new(problem: &'a Problem, windows: &'a Windows, seed: u64) -> Self {
        Self {
            problem,
            windows,
            thrower: Thrower::new(problem),
            seed,
            count: std::marker::PhantomData,
        }
    }

    fn maxima(&self, replications: u32, stop: Option<(f64, u32)>) -> Maxima {
        let pilots = PILOTS.min(replications);
        let mut values = self.exact(0..pilots, FLOOR_FIRST);
        let floor = floor(&values);
        let batch = if stop.is_some() { BATCH } else { u32::MAX };
        let mut next = pilots;
        loop {
            if let Some(last) = stop.and_then(|(llr, times)| last_needed(&values, llr, times)) {
                values.truncate(last + 1);
                return Maxima {
                    values,
                    stopped_early: true,
                };
            }
            if next == replications {
                return Maxima {
                    values,
                    stopped_early: false,
                };
            }
            let until = next.saturating_add(batch).min(replications);
            values.extend(self.exact(next..until, floor));
            next = until;
        }
    }

    /// Maxima of the maps with these numbers, searched above `floor` first and lower where nothing is found.
    fn exact(&self, maps: Range<u32>, mut floor: f64) -> Vec<f64> {
        let start = maps.start;
        let mut maxima = vec![0.0; maps.len()];
        let mut left: Vec<(u32, f64)> = maps.map(|map| (map, floor)).collect();
        loop {
            self.search(&mut left, floor);
            for &(map, maximum) in &left {
                maxima[(map - start) as usize] = maximum;
            }
            left.retain(|(_, maximum)| *maximum <= floor);
            if floor == 0.0 || left.is_empty() {
                return maxima;
            }
            let lower = floor * FLOOR_STEP;
            floor = if lower < FLOOR_LEAST { 0.0 } else { lower };
            left.iter_mut().for_each(|(_, maximum)| *maximum = floor);
        }
    }

    /// Raises the maximum of every map to the largest ratio above `floor`.
    fn search(&self, maps: &mut [(u32, f64)], floor: f64) {
        let level = |&side: &Side| Levels::new(&self.problem.statistic, side, floor);
        let levels: Vec<Levels> = self.windows.sides.iter().map(level).collect();
        let mut start = 0;
        while start < self.windows.centres.len() {
            let chunk = Chunk::new(self.windows, &levels, start);
            start = chunk.centres.end;
            maps.par_chunks_mut(TILE).for_each_init(
                || (Scratch::default(), Vec::new(), Vec::new()),
                |(scratch, thrown, inside), maps| {
                    for (i, (map, _)) in maps.iter().enumerate() {
                        if thrown.len() <= i {
                            thrown.push(self.empty());
                        }
                        self.throw(*map, scratch, &mut thrown[i]);
                    }
                    for centre in chunk.centres.clone() {
                        let circles = Circles {
                            windows: self.windows,
                            problem: self.problem,
                            levels: &levels,
                            centre: &self.windows.centres[centre],
                            bounds: chunk.of(centre),
                        };
                        for ((_, maximum), thrown) in maps.iter_mut().zip(&*thrown) {
                            circles.search(thrown, inside, maximum);
                        }
                    }
                },
            );
        }
    }

    fn empty(&self) -> Thrown<T> {
        let rows = self.problem.points + 1;
        Thrown {
            cumulative: vec![T::default(); rows * self.windows.stretches.stride],
            has_cases: vec![false; rows],
        }
    }

    fn throw(&self, map: u32, scratch: &mut Scratch, thrown: &mut Thrown<T>) {
        let stretches = &self.windows.stretches;
        let (stride, base) = (stretches.stride, stretches.base);
        thrown.cumulative.fill(T::default());
        thrown.has_cases.fill(false);
        let mut random = stream(self.seed, u64::from(map));
        let whole = self.problem.points;
        let Thrown {
            cumulative,
            has_cases,
        } = thrown;
        let mut add_case = |point: usize, edge: usize| {
            let count = &mut cumulative[point * stride + edge];
            *count = count.plus(T::narrow(1));
            has_cases[point] = true;
        };
        self.thrower.throw(
            self.problem.intervals,
            &mut random,
            scratch,
            |point, interval| {
                if interval >= base {
                    add_case(point, interval - base + 1);
                    add_case(whole, interval - base + 1);
                }
            },
        );
        let rows = cumulative.chunks_exact_mut(stride).zip(has_cases);
        for (row, _) in rows.filter(|(_, has_cases)| **has_cases) {
            let mut sum = T::default();
            for value in &mut row[..stretches.edges] {
                sum = sum.plus(*value);
                *value = sum;
            }
        }
    }
}

/// The ratio above which maps are searched closely, from the maxima of the pilots.
fn floor(pilots: &[f64]) -> f64 {
    let smallest = pilots.iter().copied().fold(f64::INFINITY, f64::min);
    let floor = FLOOR_SHARE * smallest;
    if floor.is_finite() && floor >= FLOOR_LEAST {
        floor
    } else {
        0.0
    }
}

/// Index of the replication with which the most likely cluster has been reached `times` times.
fn last_needed(maxima: &[f64], llr: f64, times: u32) -> Option<usize> {
    let reached = maxima.iter().enumerate();
    let mut reached = reached.filter(|(_, maximum)| super::report::reaches(**maximum, llr));
    reached
        .nth(times.max(1) as usize - 1)
        .map(|(index, _)| index)
}

/// The circles round one centre, with what is needed to search them.
struct Circles<'a, T> {
    windows: &'a Windows,
    problem: &'a Problem,
    levels: &'a [Levels<'a>],
    centre: &'a Centre,
    bounds: &'a CentreBounds<T>,
}

impl<T: Count> Circles<'_, T> {
    /// Raises `maximum` to the largest ratio of the map within these circles; `inside` is room for cumulative cases.
    fn search(&self, map: &Thrown<T>, inside: &mut Vec<T>, maximum: &mut f64) {
        let stride = self.windows.stretches.stride;
        inside.clear();
        inside.resize(stride, T::default());
        let row = |point: u32| &map.cumulative[point as usize * stride..][..stride];
        let grow = |inside: &mut [T], points: &[u32]| {
            let (fours, rest) = points.as_chunks::<4>();
            for &four in fours {
                add_four(inside, four.map(row));
            }
            for &point in rest {
                add(inside, row(point));
            }
            let has_cases = |any, &point: &u32| any | map.has_cases[point as usize];
            points.iter().fold(false, has_cases)
        };
        let searches_low = self.windows.sides.contains(&Side::Low);
        for (index, block) in self.centre.blocks.iter().enumerate() {
            let Block { first, last } = *block;
            let mut has_grown = grow(inside, &self.centre.points[first..first + 1]);
            if searches_low {
                self.look(Side::Low, index, inside, map, maximum);
            }
            has_grown |= grow(inside, &self.centre.points[first + 1..last]);
            // Without a further case the circles of a block have no higher rate than the one before it.
            if has_grown {
                self.look(Side::High, index, inside, map, maximum);
            }
        }
    }

    /// Holds every stretch of a block against its bound and searches those that pass.
    fn look(&self, side: Side, block: usize, inside: &[T], map: &Thrown<T>, maximum: &mut f64) {
        let Some(at) = self.windows.sides.iter().position(|&known| known == side) else {
            return;
        };
        let stretches = &self.windows.stretches;
        for row in &stretches.rows {
            let until = inside[row.end];
            // A stretch that ends with an empty interval has a lower rate than the one without it.
            if side == Side::High && row.can_end_earlier && inside[row.end - 1] == until {
                continue;
            }
            let bounds = self.bounds.row(block, at, stretches.lanes, row);
            let begins = &inside[row.from..row.from + row.lanes];
            if !any_passes(side, begins, bounds, until) {
                continue;
            }
            for (i, (begin, bound)) in begins.iter().zip(bounds).enumerate() {
                if passes(side, *begin, *bound, until) {
                    let cases = until.into() - (*begin).into();
                    let window = (row, row.from + i, cases);
                    self.look_closer((side, at), block, window, map, maximum);
                }
            }
        }
    }

    /// Goes through the circles of a block in one stretch of time.
    ///
    /// `cases` are those of the last circle (high) or of the first (low).
    fn look_closer(
        &self,
        (side, at): (Side, usize),
        block: usize,
        (row, from, cases): (&Row, usize, i32),
        map: &Thrown<T>,
        maximum: &mut f64,
    ) {
        let mut critical = self.levels[at].below(*maximum);
        let mut measure = self.bounds.first_measure(block, from, row.end);
        if side == Side::High && measure >= critical[cases as usize] {
            return;
        }
        let stride = self.windows.stretches.stride;
        let Block { first, last } = self.centre.blocks[block];
        let points = &self.centre.points[first + 1..last];
        let cases_at = |point: u32| -> i32 {
            let row_of = &map.cumulative[point as usize * stride..][..stride];
            row_of[row.end].into() - row_of[from].into()
        };
        let mut cases = match side {
            Side::High => cases - points.iter().map(|&point| cases_at(point)).sum::<i32>(),
            Side::Low => cases,
        };
        let mut points = points.iter();
        loop {
            let passes = match side {
                Side::High => measure < critical[cases as usize],
                Side::Low => measure > critical[cases as usize],
            };
            if passes {
                let llr = self.problem.statistic.llr(cases as u32, measure);
                if llr > *maximum {
                    *maximum = llr;
                    critical = self.levels[at].below(llr);
                }
            }
            let Some(&point) = points.next() else { return };
            let added = self.windows.measure_of(point);
            measure += added[row.end] - added[from];
            cases += cases_at(point);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::observed::best_by_centre;
    use super::super::{geometry::Map, periods::Periods};
    use super::*;
    use crate::scan::{
        CaseCount, Model, Monitoring, PersonsAtRisk, Place, Position, Rates, ScanInput,
        ScanSettings, TimeTrend,
    };

    /// A map of 36 places and 20 days with 120 cases, and controls or populations as the model needs them.
    fn input(model: Model) -> ScanInput {
        let mut input = ScanInput::default();
        let row = |place: usize, day: usize| CaseCount {
            place: format!("{place}"),
            day: day as i32,
            count: 1,
            stratum: String::new(),
        };
        for place in 0..36 {
            let (x, y) = (
                (place % 6) as f64,
                (place / 6) as f64 + 0.1 * (place % 5) as f64,
            );
            input.places.push(Place {
                id: format!("{place}"),
                position: Position::Plane { x, y },
            });
            if model == Model::Poisson {
                input.populations.push(PersonsAtRisk {
                    place: format!("{place}"),
                    day: 0,
                    persons: 50.0 + (place * 31 % 97) as f64,
                    stratum: String::new(),
                });
            }
        }
        let numbers = 0..120_usize;
        input.cases = numbers
            .clone()
            .map(|i| row(i * i * 7 % 36, i * 13 % 20))
            .collect();
        if model == Model::Bernoulli {
            input.controls = numbers.map(|i| row(i * 5 % 36, i * 11 % 20)).collect();
        }
        input
    }

    /// Throws the maps again and searches each window by window.
    fn one_by_one(problem: &mut Problem, windows: &Windows, seed: u64, maps: u32) -> Vec<f64> {
        let maxima = (0..maps).map(|map| {
            let mut cases = vec![0; problem.cases.len()];
            let intervals = problem.intervals;
            let mut random = stream(seed, u64::from(map));
            let mut scratch = Scratch::default();
            Thrower::new(problem).throw(intervals, &mut random, &mut scratch, |point, interval| {
                cases[point * intervals + interval] += 1;
            });
            assert_eq!(cases.iter().sum::<u32>(), problem.total);
            problem.cases = cases;
            let found = best_by_centre(problem, windows);
            found.iter().map(|found| found.llr).fold(0.0, f64::max)
        });
        maxima.collect()
    }

    #[test]
    fn maxima_are_those_of_every_window() {
        for model in [Model::Poisson, Model::Bernoulli, Model::Permutation] {
            for rates in [Rates::High, Rates::Low, Rates::Both] {
                for monitoring in [Monitoring::Prospective, Monitoring::Retrospective] {
                    for is_adjusted in [false, true] {
                        let mut settings = ScanSettings {
                            model,
                            rates,
                            monitoring,
                            with_temporal: model != Model::Permutation,
                            with_spatial: is_adjusted && model != Model::Permutation,
                            span_min: if is_adjusted { 2 } else { 1 },
                            by_weekday: is_adjusted && model == Model::Permutation,
                            ..ScanSettings::default()
                        };
                        if is_adjusted && model == Model::Poisson {
                            settings.trend = TimeTrend::ByInterval;
                        }
                        let input = input(model);
                        let map = Map::new(&input).unwrap();
                        let periods = Periods::new(&input, &settings).unwrap();
                        let mut problem = Problem::new(&input, &settings, &map, &periods).unwrap();
                        let windows = Windows::new(&problem, &map, &periods, &settings);
                        let got = maxima(&problem, &windows, 5, 40, None).values;
                        let want = one_by_one(&mut problem, &windows, 5, 40);
                        for (got, want) in got.iter().zip(&want) {
                            // The same windows, summed in another order.
                            let is_same = (got - want).abs() < 1e-9;
                            assert!(is_same, "{settings:?}: {got} instead of {want}");
                        }
                    }
                }
            }
        }
    }
}
