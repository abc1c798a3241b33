//! The largest ratio on each map thrown under the null hypothesis.
//!
//! This is where the time goes: the whole search, hundreds of times over.
//! Only the maximum of a map is wanted, so a window matters only if it exceeds what its map has already reached.
//! A first few maps show what maxima are like; for the others every block of circles is held against limits a little below
//! that, and only the few that pass are searched ([`closer`](super::closer)).
//! A map on which nothing exceeds the limits is searched again with lower ones, so that every maximum is exact.
//!
//! How a block is held against its limits is a [`Plan`], and there are two: [stretch by stretch](super::by_stretch) and
//! [length by length](super::by_length).

use std::ops::Range;

use pulp::{Arch, NullaryFnOnce};
use rayon::prelude::*;

use super::by_length::{self, ByLength};
use super::by_stretch::{self, ByStretch};
use super::closer::Closer;
use super::lanes::Lane;
use super::problem::Problem;
use super::simulate::{Scratch, Thrower, stream};
use super::statistic::Levels;
use super::thrown::Thrown;
use super::windows::{Centre, Windows};

/// A way to find the blocks of circles that need a closer look.
pub(super) trait Plan: Sync {
    /// What cases are counted in.
    type Number: Lane;
    type Bounds: Bounds + Send + Sync;

    /// Bytes of the bounds of one block, about.
    fn block_bytes(&self, windows: &Windows) -> usize;

    /// What the blocks of a centre are held against.
    fn bounds(&self, windows: &Windows, levels: &[Levels], centre: &Centre) -> Self::Bounds;

    /// Lays a map out for the search; `false` if its numbers do not fit.
    fn lay_out(&self, windows: &Windows, map: &mut Thrown<Self::Number>) -> bool;

    /// Takes a closer look wherever a window may exceed the floor; `room` is memory to be used again.
    ///
    /// What it does often is always inlined, so that it is compiled with the instructions of its caller.
    fn search(
        &self,
        bounds: &Self::Bounds,
        room: &mut Vec<Self::Number>,
        closer: &mut Closer<Self::Number>,
    );
}

/// What the blocks of one centre are held against.
pub(super) trait Bounds {
    /// Cumulative measure at the edges of the first circle of every block.
    fn measure(&self) -> &[f64];
}

/// Maps searched together, so that the bounds of a centre are read once for all of them while all stay in the cache.
const TILE: usize = 8;

/// Maps that show what maxima are like.
const PILOTS: u32 = 10;

/// Ratio above which the pilots are searched first.
const FLOOR_FIRST: f64 = 5.0;

/// Share of the smallest pilot above which the other maps are searched.
const FLOOR_SHARE: f64 = 0.95;

/// Share of a floor that is tried next on maps that do not exceed it, down to `FLOOR_LEAST` and then to none.
const FLOOR_STEP: f64 = 0.8;
const FLOOR_LEAST: f64 = 1.0;

/// Maps between two looks at whether enough have been thrown.
const BATCH: u32 = 100;

/// Bytes of bounds held at a time.
const CHUNK_BYTES: usize = 24 << 20;

/// Most ends of stretches that are searched stretch by stretch.
const ENDS_FEW: usize = 2;

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
    let search = Search {
        problem,
        windows,
        thrower: Thrower::new(problem),
        seed,
    };
    let stretches = &windows.stretches;
    let (point, whole) = problem.most_expected(stretches.longest());
    let window = whole * windows.share_max;
    let is_small = problem.total < i16::MAX as u32 / 4;
    if stretches.rows.len() <= ENDS_FEW {
        if by_stretch::fits_bytes(window, point) {
            search.maxima(&ByStretch::<i8>::new(windows), replications, stop)
        } else if is_small {
            search.maxima(&ByStretch::<i16>::new(windows), replications, stop)
        } else {
            search.maxima(&ByStretch::<i32>::new(windows), replications, stop)
        }
    } else if by_length::fits_bytes(whole, problem.has_fixed_days()) {
        search.maxima(&ByLength::<u8>::new(windows), replications, stop)
    } else if is_small {
        search.maxima(&ByLength::<i16>::new(windows), replications, stop)
    } else {
        search.maxima(&ByLength::<i32>::new(windows), replications, stop)
    }
}

struct Search<'a> {
    problem: &'a Problem,
    windows: &'a Windows,
    thrower: Thrower<'a>,
    seed: u64,
}

impl Search<'_> {
    fn maxima<P: Plan>(&self, plan: &P, replications: u32, stop: Option<(f64, u32)>) -> Maxima {
        let pilots = PILOTS.min(replications);
        let mut values = self.exact(plan, 0..pilots, FLOOR_FIRST);
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
            values.extend(self.exact(plan, next..until, floor));
            next = until;
        }
    }

    /// Maxima of the maps with these numbers, searched above `floor` first and lower where nothing is found.
    fn exact<P: Plan>(&self, plan: &P, maps: Range<u32>, mut floor: f64) -> Vec<f64> {
        let start = maps.start;
        let mut maxima = vec![0.0; maps.len()];
        let mut left: Vec<(u32, f64)> = maps.map(|map| (map, floor)).collect();
        loop {
            self.search(plan, &mut left, floor);
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
    fn search<P: Plan>(&self, plan: &P, maps: &mut [(u32, f64)], floor: f64) {
        let level = |&side| Levels::new(&self.problem.statistic, side, floor);
        let levels: Vec<Levels> = self.windows.sides.iter().map(level).collect();
        let arch = Arch::new();
        let mut start = 0;
        while start < self.windows.centres.len() {
            let centres = start..start + self.fitting(plan, start);
            start = centres.end;
            let centres = &self.windows.centres[centres];
            let bounds = |centre| (centre, plan.bounds(self.windows, &levels, centre));
            let bounded: Vec<_> = centres.par_iter().map(bounds).collect();
            maps.par_chunks_mut(TILE).for_each_init(
                || (Scratch::default(), Vec::new(), Vec::new()),
                |(scratch, thrown, room), maps| {
                    thrown.resize_with(maps.len(), || (Thrown::default(), false));
                    for ((map, _), (thrown, is_fine)) in maps.iter().zip(&mut *thrown) {
                        self.throw(*map, scratch, thrown);
                        *is_fine = plan.lay_out(self.windows, thrown);
                    }
                    for (centre, bounds) in &bounded {
                        for ((_, maximum), (map, is_fine)) in maps.iter_mut().zip(&*thrown) {
                            let mut closer = Closer {
                                windows: self.windows,
                                problem: self.problem,
                                levels: &levels,
                                centre,
                                measure: bounds.measure(),
                                map,
                                maximum: *maximum,
                            };
                            if *is_fine {
                                let closer = &mut closer;
                                arch.dispatch(Wide {
                                    plan,
                                    bounds,
                                    room,
                                    closer,
                                });
                            } else {
                                closer.look_everywhere();
                            }
                            *maximum = closer.maximum;
                        }
                    }
                },
            );
        }
    }

    /// How many centres from `start` on have bounds that fit in memory; at least one.
    fn fitting<P: Plan>(&self, plan: &P, start: usize) -> usize {
        let measure = self.windows.stretches.edges * size_of::<f64>();
        let block_bytes = measure + plan.block_bytes(self.windows);
        let mut bytes = 0;
        let fitting = self.windows.centres[start..].iter().take_while(|centre| {
            bytes += centre.blocks.len() * block_bytes;
            bytes <= CHUNK_BYTES
        });
        fitting.count().max(1)
    }

    fn throw<R: Lane>(&self, map: u32, scratch: &mut Scratch, thrown: &mut Thrown<R>) {
        let mut random = stream(self.seed, u64::from(map));
        let intervals = self.problem.intervals;
        thrown.fill(self.windows, |add_case| {
            let thrower = &self.thrower;
            thrower.throw(intervals, &mut random, scratch, add_case);
        });
    }
}

/// A search compiled for the widest instructions of the processor it runs on.
struct Wide<'s, 'c, P: Plan> {
    plan: &'s P,
    bounds: &'s P::Bounds,
    room: &'s mut Vec<P::Number>,
    closer: &'s mut Closer<'c, P::Number>,
}

impl<P: Plan> NullaryFnOnce for Wide<'_, '_, P> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        self.plan.search(self.bounds, self.room, self.closer);
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

    /// Maxima by every plan that suits the stretches, in numbers of every width.
    fn by_every_plan(problem: &Problem, windows: &Windows, seed: u64, maps: u32) -> Vec<Vec<f64>> {
        let search = Search {
            problem,
            windows,
            thrower: Thrower::new(problem),
            seed,
        };
        let mut found = vec![
            search.maxima(&ByStretch::<i8>::new(windows), maps, None),
            search.maxima(&ByStretch::<i16>::new(windows), maps, None),
            search.maxima(&ByStretch::<i32>::new(windows), maps, None),
        ];
        if windows.stretches.rows.len() > ENDS_FEW {
            found.push(search.maxima(&ByLength::<u8>::new(windows), maps, None));
            found.push(search.maxima(&ByLength::<i16>::new(windows), maps, None));
            found.push(search.maxima(&ByLength::<i32>::new(windows), maps, None));
        }
        found.into_iter().map(|maxima| maxima.values).collect()
    }

    #[test]
    fn maxima_do_not_depend_on_the_width_of_numbers() {
        // With sixty cases in place of one, bytes suffice nowhere.
        for crowd in [1, 8, 60] {
            for monitoring in [Monitoring::Prospective, Monitoring::Retrospective] {
                for rates in [Rates::High, Rates::Both] {
                    for is_adjusted in [false, true] {
                        let settings = ScanSettings {
                            model: Model::Poisson,
                            rates,
                            monitoring,
                            with_spatial: is_adjusted,
                            ..ScanSettings::default()
                        };
                        let mut input = input(Model::Poisson);
                        input.cases.iter_mut().for_each(|row| row.count = crowd);
                        let map = Map::new(&input).unwrap();
                        let periods = Periods::new(&input, &settings).unwrap();
                        let mut problem = Problem::new(&input, &settings, &map, &periods).unwrap();
                        let windows = Windows::new(&problem, &map, &periods, &settings);
                        let found = by_every_plan(&problem, &windows, 7, 24);
                        for other in &found[1..] {
                            assert_eq!(other, &found[0], "{settings:?} {crowd}");
                        }
                        let want = one_by_one(&mut problem, &windows, 7, 24);
                        for (got, want) in found[0].iter().zip(&want) {
                            // The same windows, summed in another order.
                            assert!((got - want).abs() < 1e-8, "{got} instead of {want}");
                        }
                    }
                }
            }
        }
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
