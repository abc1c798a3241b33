//! Maps on which the null hypothesis is true.

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

use super::problem::{Null, Problem, Shuffle};

/// The random stream of one replication; neighbouring seeds and numbers give unrelated streams.
pub(super) fn stream(seed: u64, replication: u64) -> Pcg64Mcg {
    let mixed = mix(seed).wrapping_add(replication);
    let mut state = [0; 16];
    state[..8].copy_from_slice(&mix(mixed).to_le_bytes());
    state[8..].copy_from_slice(&mix(!mixed).to_le_bytes());
    Pcg64Mcg::from_seed(state)
}

/// The finaliser of SplitMix64 (Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195): every bit of the answer depends on
/// every bit of the argument.
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// An integer below `bound`, from 32 random bits; the bias is below `bound` / 2^32.
fn below(bits: u32, bound: usize) -> usize {
    ((u64::from(bits) * bound as u64) >> 32) as usize
}

/// Draws maps under the null hypothesis.
#[derive(Debug)]
pub(super) enum Thrower<'a> {
    Multinomial(Vec<Alias<'a>>),
    Bernoulli { persons: &'a [u32], cases: usize },
    Permutation(&'a [Shuffle]),
}

/// What a thrower keeps between maps.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    intervals: Vec<u32>,
    chosen: Vec<u64>,
    picked: Vec<usize>,
}

impl<'a> Thrower<'a> {
    pub(super) fn new(problem: &'a Problem) -> Self {
        match &problem.null {
            Null::Multinomial(urns) => Self::Multinomial(
                urns.iter()
                    .filter(|urn| urn.cases > 0)
                    .map(|urn| Alias::new(&urn.cells, urn.cases, &problem.measure))
                    .collect(),
            ),
            Null::Bernoulli(persons) => Self::Bernoulli {
                persons,
                cases: problem.total as usize,
            },
            Null::Permutation(shuffles) => Self::Permutation(shuffles),
        }
    }

    /// Calls `add` with point and interval of every case of one map.
    pub(super) fn throw(
        &self,
        intervals: usize,
        random: &mut Pcg64Mcg,
        scratch: &mut Scratch,
        mut add: impl FnMut(usize, usize),
    ) {
        match self {
            Thrower::Multinomial(urns) => {
                for urn in urns {
                    for _ in 0..urn.cases {
                        let cell = urn.draw(random) as usize;
                        add(cell / intervals, cell % intervals);
                    }
                }
            }
            Thrower::Bernoulli { persons, cases } => {
                choose(persons.len(), *cases, random, scratch);
                for &person in &scratch.picked {
                    let cell = persons[person] as usize;
                    add(cell / intervals, cell % intervals);
                }
            }
            Thrower::Permutation(shuffles) => {
                for shuffle in *shuffles {
                    scratch.intervals.clone_from(&shuffle.intervals);
                    let then = &mut scratch.intervals;
                    for (case, &point) in shuffle.points.iter().enumerate() {
                        let other = case + below(random.next_u32(), then.len() - case);
                        then.swap(case, other);
                        add(point as usize, then[case] as usize);
                    }
                }
            }
        }
    }
}

/// Picks `count` of `all` without replacement (Floyd's algorithm), each set with the same probability.
fn choose(all: usize, count: usize, random: &mut Pcg64Mcg, scratch: &mut Scratch) {
    let Scratch { chosen, picked, .. } = scratch;
    chosen.clear();
    chosen.resize(all.div_ceil(64), 0);
    picked.clear();
    for last in all - count..all {
        let candidate = below(random.next_u32(), last + 1);
        let is_taken = chosen[candidate / 64] >> (candidate % 64) & 1 == 1;
        let person = if is_taken { last } else { candidate };
        chosen[person / 64] |= 1 << (person % 64);
        picked.push(person);
    }
}

/// Draws cells in proportion to their measure in constant time (Walker's alias method, doi:10.1145/355744.355749).
#[derive(Debug)]
pub(super) struct Alias<'a> {
    cells: &'a [u32],
    cases: u32,
    /// Of each slot: the part that is its own cell, in 1/2^32, and the slot of the other cell.
    slots: Vec<(u32, u32)>,
}

impl<'a> Alias<'a> {
    fn new(cells: &'a [u32], cases: u32, measure: &[f64]) -> Self {
        let weight = |cell: &u32| measure[*cell as usize].max(0.0);
        let sum: f64 = cells.iter().map(weight).sum();
        let scale = cells.len() as f64 / sum;
        let mut parts: Vec<f64> = cells.iter().map(|cell| weight(cell) * scale).collect();
        let mut slots: Vec<(u32, u32)> = (0..cells.len() as u32).map(|i| (u32::MAX, i)).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) =
            (0..parts.len()).partition(|&slot| parts[slot] < 1.0);
        while let Some(&donor) = large.last() {
            let Some(slot) = small.pop() else { break };
            slots[slot] = ((parts[slot] * 4_294_967_296.0) as u32, donor as u32);
            parts[donor] -= 1.0 - parts[slot];
            if parts[donor] < 1.0 {
                large.pop();
                small.push(donor);
            }
        }
        // What rounding left over keeps a whole slot, unless nobody is at risk there.
        for slot in small {
            if weight(&cells[slot]) <= 0.0 {
                slots[slot] = (0, heaviest(cells, weight));
            }
        }
        Self {
            cells,
            cases,
            slots,
        }
    }

    fn draw(&self, random: &mut Pcg64Mcg) -> u32 {
        let bits = random.next_u64();
        let slot = below((bits >> 32) as u32, self.slots.len());
        let (own, other) = self.slots[slot];
        let is_own = own == u32::MAX || (bits as u32) < own;
        self.cells[if is_own { slot } else { other as usize }]
    }
}

/// Slot of the cell with the largest weight.
fn heaviest(cells: &[u32], weight: impl Fn(&u32) -> f64) -> u32 {
    let slots = 0..cells.len();
    let heaviest = slots.max_by(|a, b| weight(&cells[*a]).total_cmp(&weight(&cells[*b])));
    heaviest.unwrap_or(0) as u32
}
