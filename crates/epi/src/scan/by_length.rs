//! Searches a centre length by length, as suits the many stretches that may end at any edge.
//!
//! A *probe* compares the cases of all stretches of one length with their limits.
//! It also stands for shorter stretches with the same ends, because those have at most the cases of the longer ones: its
//! limits are those of the shortest length, and it covers as many lengths as keep it unlikely that the longest exceed them
//! by chance.
//! Cases before an edge are kept as numbers that wrap round, since only differences matter, and those fit.

use super::closer::Closer;
use super::lanes::{LANES, Lane, STRIP};
use super::replicate::{Bounds, Plan};
use super::statistic::{Levels, Side};
use super::thrown::Thrown;
use super::windows::{Block, Centre, Windows};

/// Standard deviations by which the cases of a stretch may exceed what is expected.
const DEVIATIONS: f64 = 5.0;

/// The ratio, as a share of the floor, that a stretch of a probe's longest length must have to exceed its limit.
const PROBE_SHARE: f64 = 0.6;

pub(super) struct ByLength<R> {
    /// Lengths of the stretches in intervals, rising.
    lengths: Vec<usize>,
    number: std::marker::PhantomData<R>,
}

/// What the stretches of some lengths are held against.
#[derive(Debug, Clone, Copy)]
struct Probe {
    shortest: usize,
    longest: usize,
    /// Where its limits begin: one for each end from the shortest length on, filled up to whole groups of lanes.
    limits: usize,
}

/// Probes of one centre.
pub(super) struct Probes<R> {
    measure: Vec<f64>,
    probes: Vec<Probe>,
    /// Cases above (high) or below (low) which to look closer.
    limits: Vec<R>,
    /// Where the probes of every block and side end.
    ends: Vec<usize>,
}

/// Whether bytes suffice, from the cases expected on the whole map in the longest stretch, and whether there are just so
/// many on every map.
pub(super) fn fits_bytes(longest: f64, is_fixed: bool) -> bool {
    let chance = if is_fixed { 0.0 } else { DEVIATIONS };
    longest + chance * longest.sqrt() <= f64::from(u8::MAX)
}

impl<R: Lane> ByLength<R> {
    pub(super) fn new(windows: &Windows) -> Self {
        let rows = windows.stretches.rows.iter();
        let mut lengths: Vec<usize> = rows
            .flat_map(|row| (row.from..row.to).map(|from| row.end - from))
            .collect();
        lengths.sort_unstable();
        lengths.dedup();
        Self {
            lengths,
            number: std::marker::PhantomData,
        }
    }

    fn longest(&self) -> usize {
        self.lengths.last().copied().unwrap_or(0)
    }

    /// Probes for rates above expectation, from the measures of the first and the last circle.
    fn high(&self, levels: &Levels, smallest: &[f64], largest: &[f64], probes: &mut Probes<R>) {
        let critical = levels.lowest();
        let last = smallest.len() - 1;
        let average =
            |cumulative: &[f64], length: usize| cumulative[last] * length as f64 / last as f64;
        let mut lengths = self.lengths.iter().copied().peekable();
        while let Some(shortest) = lengths.next() {
            let above = critical.partition_point(|&c| c <= average(smallest, shortest));
            let is_telling = |length: &usize| {
                let most = average(largest, *length);
                above >= critical.len() || levels.is_above(PROBE_SHARE, above as u32, most)
            };
            let mut longest = shortest;
            while let Some(length) = lengths.next_if(is_telling) {
                longest = length;
            }
            // Nothing exceeds the largest number there is.
            probes.add((shortest, longest), last, R::MAX, |end, before| {
                let measure = smallest[end] - smallest[end - shortest];
                below(critical, |critical| critical <= measure, before + 1) - 1
            });
        }
    }

    /// Probes for rates below expectation, a length each.
    fn low(&self, levels: &Levels, largest: &[f64], probes: &mut Probes<R>) {
        let critical = levels.lowest();
        for &length in &self.lengths {
            probes.add((length, length), largest.len() - 1, 0, |end, before| {
                let measure = largest[end] - largest[end - length];
                below(critical, |critical| critical < measure, before)
            });
        }
    }
}

impl<R: Lane> Probes<R> {
    /// Adds a probe of some lengths; `limit` gives that of a stretch by its end and by the limit of the end before.
    fn add(
        &mut self,
        (shortest, longest): (usize, usize),
        last: usize,
        never: i32,
        limit: impl Fn(usize, i32) -> i32,
    ) {
        self.probes.push(Probe {
            shortest,
            longest,
            limits: self.limits.len(),
        });
        let mut before = 0;
        for end in shortest..=last {
            before = limit(end, before);
            self.limits.push(R::nearest(before));
        }
        let room = (last + 1 - shortest).next_multiple_of(LANES) - (last + 1 - shortest);
        self.limits
            .extend(std::iter::repeat_n(R::nearest(never), room));
    }
}

/// The number of critical measures, which rise, that satisfy a condition, looked for from a guess on.
fn below(critical: &[f64], holds: impl Fn(f64) -> bool, guess: i32) -> i32 {
    let mut count = (guess.max(0) as usize).min(critical.len());
    while count > 0 && !holds(critical[count - 1]) {
        count -= 1;
    }
    while count < critical.len() && holds(critical[count]) {
        count += 1;
    }
    count as i32
}

impl<R> Bounds for Probes<R> {
    fn measure(&self) -> &[f64] {
        &self.measure
    }
}

impl<R: Lane> Plan for ByLength<R> {
    type Number = R;
    type Bounds = Probes<R>;

    fn block_bytes(&self, windows: &Windows) -> usize {
        // About half the lengths have a probe of their own where circles are large.
        windows.sides.len() * self.lengths.len() * windows.stretches.edges * size_of::<R>() / 2
    }

    fn bounds(&self, windows: &Windows, levels: &[Levels], centre: &Centre) -> Probes<R> {
        let mut bounds = Probes {
            measure: Vec::with_capacity(centre.blocks.len() * windows.stretches.edges),
            probes: Vec::new(),
            limits: Vec::new(),
            ends: Vec::with_capacity(centre.blocks.len() * windows.sides.len()),
        };
        for (smallest, largest) in windows.block_measures(centre) {
            for (side, levels) in windows.sides.iter().zip(levels) {
                match side {
                    Side::High => self.high(levels, &smallest, &largest, &mut bounds),
                    Side::Low => self.low(levels, &largest, &mut bounds),
                }
                bounds.ends.push(bounds.probes.len());
            }
            bounds.measure.extend_from_slice(&smallest);
        }
        bounds
    }

    /// Cumulative cases at the edges, and the total from the last edge on.
    fn lay_out(&self, windows: &Windows, map: &mut Thrown<R>) -> bool {
        let longest = self.longest();
        let mut whole = vec![0; windows.stretches.edges];
        for row in map.rows().take(windows.points) {
            whole
                .iter_mut()
                .zip(row)
                .for_each(|(sum, cases)| *sum += cases);
        }
        let ends = whole[longest..].iter().zip(&whole);
        if ends.map(|(end, from)| end - from).max() > Some(R::MAX) {
            return false;
        }
        map.lay_out(lanes(windows), |cumulative, into| {
            let (edges, rest) = into.split_at_mut(cumulative.len());
            let mut last = R::default();
            let mut before = 0;
            for (edge, cases) in edges.iter_mut().zip(cumulative) {
                last = last.plus(R::nearest(cases - before));
                before = *cases;
                *edge = last;
            }
            rest.fill(last);
        });
        true
    }

    #[inline(always)]
    fn search(&self, probes: &Probes<R>, inside: &mut Vec<R>, closer: &mut Closer<R>) {
        let windows = closer.windows;
        let sides = windows.sides.len();
        // Nothing happens before the first edge.
        let before = self.longest();
        inside.clear();
        inside.resize(
            before + lanes(windows).next_multiple_of(STRIP),
            R::default(),
        );
        let mut from = 0;
        let of_block = |block: usize| &probes.ends[block * sides..][..sides];
        for (block, &Block { first, last }) in closer.centre.blocks.iter().enumerate() {
            let mut begin = first;
            // Fewest cases are in the first circle, most in the last, so low rates, if asked for, come first.
            for (side, kind) in windows.sides.iter().enumerate().rev() {
                let is_high = *kind == Side::High;
                let until = if is_high { last } else { first + 1 };
                let points = &closer.centre.points[begin..until];
                begin = until;
                grow(closer.map, points, &mut inside[before..]);
                // Without a further case the circles of a block have no higher rate than the one before it.
                if is_high && closer.has_no_cases(&closer.centre.points[first..last]) {
                    continue;
                }
                let start = if side == 0 {
                    from
                } else {
                    of_block(block)[side - 1]
                };
                for probe in &probes.probes[start..of_block(block)[side]] {
                    let limits = &probes.limits[probe.limits..];
                    if probe.is_passed(is_high, inside, before, limits, windows.stretches.edges) {
                        self.look_along((side, block), (probe, limits), inside, closer);
                    }
                }
            }
            from = of_block(block).last().copied().unwrap_or(from);
            // With low rates alone the rest of the block is still to come.
            grow(
                closer.map,
                &closer.centre.points[begin..last],
                &mut inside[before..],
            );
        }
    }
}

impl<R: Lane> ByLength<R> {
    /// Searches the stretches of a probe that pass it; rare, so kept out of the way of the rest.
    #[inline(never)]
    fn look_along(
        &self,
        (side, block): (usize, usize),
        (probe, limits): (&Probe, &[R]),
        inside: &[R],
        closer: &mut Closer<R>,
    ) {
        let is_high = closer.windows.sides[side] == Side::High;
        let before = self.longest();
        let cases =
            |end: usize, length: usize| inside[before + end].minus(inside[before + end - length]);
        let lengths = self.lengths.iter();
        let lengths = lengths.filter(|length| (probe.shortest..=probe.longest).contains(length));
        let ends = probe.shortest..closer.windows.stretches.edges;
        for group in ends.clone().step_by(LANES) {
            let limits = &limits[group - probe.shortest..][..LANES];
            let ends = group..(group + LANES).min(ends.end);
            let passes = |end: usize| {
                let cases = cases(end, probe.longest);
                excess(is_high, cases, limits[end - group]) > R::default()
            };
            if !ends.clone().fold(false, |any, end| any | passes(end)) {
                continue;
            }
            for end in ends.filter(|end| passes(*end)) {
                for &length in lengths.clone().take_while(|length| **length <= end) {
                    let cases = cases(end, length);
                    if excess(is_high, cases, limits[end - group]) > R::default() {
                        closer.look(side, block, (end - length, end), cases.into(), true);
                    }
                }
            }
        }
    }
}

/// By how much a number of cases is above (high) or below (low) a limit; not above 0 if it is not.
#[inline(always)]
fn excess<R: Lane>(is_high: bool, cases: R, limit: R) -> R {
    if is_high {
        cases.minus_until(limit)
    } else {
        limit.minus_until(cases)
    }
}

impl Probe {
    /// Whether any stretch passes, given the cases inside before each edge, the first of which stands at `before`.
    #[inline(always)]
    fn is_passed<R: Lane>(
        &self,
        is_high: bool,
        inside: &[R],
        before: usize,
        limits: &[R],
        edges: usize,
    ) -> bool {
        let ends = &inside[before + self.shortest..];
        let begins = &inside[before + self.shortest - self.longest..];
        let groups = (edges - self.shortest).div_ceil(LANES);
        let groups = (ends.as_chunks::<LANES>().0.iter())
            .zip(begins.as_chunks::<LANES>().0)
            .zip(limits.as_chunks::<LANES>().0)
            .take(groups);
        let mut most = [R::default(); LANES];
        for ((ends, begins), limits) in groups {
            for lane in 0..LANES {
                let cases = ends[lane].minus(begins[lane]);
                most[lane] = most[lane].max(excess(is_high, cases, limits[lane]));
            }
        }
        most.iter()
            .fold(false, |any, most| any | (*most > R::default()))
    }
}

/// Room for the edges and for a whole group of lanes from each of them.
fn lanes(windows: &Windows) -> usize {
    windows.stretches.edges + LANES
}

/// Adds the cases of some points.
#[inline(always)]
fn grow<R: Lane>(map: &Thrown<R>, points: &[u32], inside: &mut [R]) {
    for (strip, inside) in inside.as_chunks_mut::<STRIP>().0.iter_mut().enumerate() {
        let cases = map.sum::<STRIP>(strip, points);
        for lane in 0..STRIP {
            inside[lane] = inside[lane].plus(cases[lane]);
        }
    }
}
