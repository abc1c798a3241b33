//! The largest ratio on each map thrown under the null hypothesis.
//!
//! This is where the time goes: the whole search, hundreds of times over.
//! Only the maximum of a map is wanted, so a window matters only if it exceeds what its map has already reached.
//! A first few maps show what maxima are like; for the others every block of windows is held against a bound a little below
//! that ([`bounds`](super::bounds)), and only the few blocks that pass are searched.
//! A map on which nothing exceeds the bound is searched again without one, so that every maximum is exact.
//!
//! A block costs three things, each rarer than the one before: its points are added to the circle
//! ([`growth`](super::growth)), all stretches are held against their bounds together, and the circles are walked one by one
//! in the stretches that pass, against what the map has reached by then.

use std::ops::Range;

use rayon::prelude::*;

use super::bounds::{CentreBounds, Chunk, Count, any_passes, passes};
use super::growth::{Rows, Thrown};
use super::problem::Problem;
use super::simulate::{Scratch, Thrower, stream};
use super::statistic::{Levels, Side};
use super::windows::{Block, Centre, LANES, Row, Windows};

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
            let chunk = Chunk::<T>::new(self.windows, &levels, start);
            start = chunk.centres.end;
            maps.par_chunks_mut(TILE).for_each_init(
                || (Scratch::default(), Vec::<Thrown<T>>::new(), Vec::new()),
                |(scratch, thrown, inside), maps| {
                    for (i, (map, _)) in maps.iter().enumerate() {
                        if thrown.len() <= i {
                            thrown.push(Thrown::default());
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
                            match thrown.narrow() {
                                Some(rows) => circles.search(rows, inside, maximum),
                                None => circles.search(thrown.wide(), inside, maximum),
                            }
                        }
                    }
                },
            );
        }
    }

    fn throw(&self, map: u32, scratch: &mut Scratch, thrown: &mut Thrown<T>) {
        let mut random = stream(self.seed, u64::from(map));
        let intervals = self.problem.intervals;
        thrown.fill(self.windows, |add_case| {
            let thrower = &self.thrower;
            thrower.throw(intervals, &mut random, scratch, add_case);
        });
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
    fn search<R: Count>(&self, map: &Rows<R>, inside: &mut Vec<T>, maximum: &mut f64) {
        let stretches = &self.windows.stretches;
        inside.clear();
        inside.resize(stretches.stride, T::default());
        let index_of = |side| self.windows.sides.iter().position(|&known| known == side);
        let (high, low) = (index_of(Side::High), index_of(Side::Low));
        for (index, block) in self.centre.blocks.iter().enumerate() {
            let Block { mut first, last } = *block;
            let before = inside[stretches.edges - 1];
            if let Some(low) = low {
                map.grow(inside, &self.centre.points[first..first + 1]);
                self.look((Side::Low, low), index, inside, map, maximum);
                first += 1;
            }
            map.grow(inside, &self.centre.points[first..last]);
            // Without a further case the circles of a block have no higher rate than the one before it.
            if let Some(high) = high
                && inside[stretches.edges - 1] != before
            {
                self.look((Side::High, high), index, inside, map, maximum);
            }
        }
    }

    /// Holds every stretch of a block against its bound and searches those that pass.
    #[inline]
    fn look<R: Count>(
        &self,
        (side, at): (Side, usize),
        block: usize,
        inside: &[T],
        map: &Rows<R>,
        maximum: &mut f64,
    ) {
        let stretches = &self.windows.stretches;
        for row in &stretches.rows {
            let until = inside[row.end];
            // A stretch that ends with an empty interval has a lower rate than the one without it.
            if side == Side::High && row.can_end_earlier && inside[row.end - 1] == until {
                continue;
            }
            let bounds = self.bounds.row(block, at, stretches.lanes, row);
            let begins = &inside[row.from..row.from + row.lanes];
            if any_passes(side, begins, bounds, until) {
                self.look_along((side, at), block, (row, begins, until), map, maximum);
            }
        }
    }

    /// Searches the stretches of a row that pass their bounds; rare, so kept out of the way of the rest.
    #[inline(never)]
    fn look_along<R: Count>(
        &self,
        (side, at): (Side, usize),
        block: usize,
        (row, begins, until): (&Row, &[T], T),
        map: &Rows<R>,
        maximum: &mut f64,
    ) {
        let bounds = self
            .bounds
            .row(block, at, self.windows.stretches.lanes, row);
        let groups = begins.chunks(LANES).zip(bounds.chunks(LANES));
        for (from, (begins, bounds)) in (row.from..).step_by(LANES).zip(groups) {
            if !any_passes(side, begins, bounds, until) {
                continue;
            }
            for (from, (begin, bound)) in (from..).zip(begins.iter().zip(bounds)) {
                if passes(side, *begin, *bound, until) {
                    let cases = until.into() - (*begin).into();
                    self.look_closer((side, at), block, (row, from, cases), map, maximum);
                }
            }
        }
    }

    /// Goes through the circles of a block in one stretch of time.
    ///
    /// `cases` are those of the last circle (high) or of the first (low).
    fn look_closer<R: Count>(
        &self,
        (side, at): (Side, usize),
        block: usize,
        (row, from, cases): (&Row, usize, i32),
        map: &Rows<R>,
        maximum: &mut f64,
    ) {
        let mut critical = self.levels[at].below(*maximum);
        let mut measure = self.bounds.first_measure(block, from, row.end);
        if side == Side::High && measure >= critical[cases as usize] {
            return;
        }
        let Block { first, last } = self.centre.blocks[block];
        let points = &self.centre.points[first + 1..last];
        let cases_at = |point: u32| map.cases(point, from, row.end);
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
