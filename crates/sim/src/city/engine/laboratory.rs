//! The laboratories: tubes a day, the ill first, then contacts, then everybody.

use std::collections::VecDeque;

use super::super::care::Laboratory;
use super::City;
use crate::random::below;

/// Why a sample was taken; in the order of processing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Clinical,
    Contact,
    Mass,
}

/// Samples taken on one day for one reason.
struct Batch {
    samples: u64,
    processed: u64,
    /// Places in the batch of samples that will be positive, with whose they are; in order.
    positive: VecDeque<(u64, u32)>,
}

/// What waits on the bench.
#[derive(Default)]
pub(super) struct Bench {
    waiting: [VecDeque<Batch>; 3],
    /// Tubes by which yesterday's second tests went over the capacity.
    owed: u64,
}

impl Bench {
    /// Samples not yet processed.
    pub(super) fn waiting(&self) -> u64 {
        self.waiting
            .iter()
            .flatten()
            .map(|batch| batch.samples - batch.processed)
            .sum()
    }
}

impl City<'_> {
    /// Puts `taken` samples on the bench, those of `persons` among them; the others are negative.
    pub(super) fn sample(&mut self, kind: Kind, day: u16, taken: u64, persons: &[u32]) {
        let Some(laboratory) = &self.scenario.laboratory else {
            return;
        };
        if taken == 0 {
            return;
        }
        self.city_today.samples += taken;
        let mut positive: Vec<(u64, u32)> = Vec::new();
        for &agent in persons {
            let key = self.keys.sampling.of(agent.into()).of(day.into());
            let is_positive = self.case_of(agent).is_some_and(|at| {
                let case = &self.cases[at];
                case.is_infectious(day) || case.onset <= day
            });
            if is_positive && key.uniform(0) < laboratory.sensitivity {
                let place = below(
                    (key.bits(1) >> 32) as u32,
                    taken.min(u32::MAX.into()) as u32,
                );
                positive.push((place.into(), agent));
            }
        }
        positive.sort_unstable();
        self.bench.waiting[kind as usize].push_back(Batch {
            samples: taken,
            processed: 0,
            positive: positive.into(),
        });
    }

    /// Processes what the day's tubes allow, and hands out the results due today.
    pub(super) fn work_at_the_bench(&mut self, day: u16) {
        let Some(laboratory) = self.scenario.laboratory else {
            return;
        };
        let owed = std::mem::take(&mut self.bench.owed);
        let capacity = u64::from(laboratory.tubes_per_day);
        self.bench.owed = owed.saturating_sub(capacity);
        let mut tubes = capacity.saturating_sub(owed);
        let due = usize::from(day + laboratory.turnaround_days);
        for kind in 0..3 {
            while tubes > 0
                && let Some(batch) = self.bench.waiting[kind].front_mut()
            {
                let done = process(batch, pool_of(&laboratory, kind), tubes);
                self.city_today.processed += done.samples;
                self.city_today.tubes += done.tubes;
                if let Some(results) = self.results.get_mut(due) {
                    results.extend(done.positive);
                }
                self.bench.owed += done.tubes.saturating_sub(tubes);
                tubes = tubes.saturating_sub(done.tubes);
                if batch.processed == batch.samples {
                    self.bench.waiting[kind].pop_front();
                }
            }
        }
        for agent in std::mem::take(&mut self.results[usize::from(day)]) {
            self.detect(agent, day);
        }
    }
}

fn pool_of(laboratory: &Laboratory, kind: usize) -> u64 {
    [
        laboratory.pool_clinical,
        laboratory.pool_contacts,
        laboratory.pool_mass,
    ][kind]
        .into()
}

struct Done {
    samples: u64,
    tubes: u64,
    positive: Vec<u32>,
}

/// Processes samples of a batch in tubes of `pool`; every sample of a positive pool is tested again by itself.
fn process(batch: &mut Batch, pool: u64, tubes: u64) -> Done {
    let samples = (batch.samples - batch.processed).min(tubes * pool);
    let begin = batch.processed;
    let end = begin + samples;
    batch.processed = end;
    let mut positive = Vec::new();
    let (mut pools, mut last) = (0, None);
    while let Some(&(place, agent)) = batch.positive.front()
        && place < end
    {
        batch.positive.pop_front();
        positive.push(agent);
        let at = Some((place - begin) / pool);
        pools += u64::from(at != last);
        last = at;
    }
    let again = if pool > 1 { pools * pool } else { 0 };
    Done {
        samples,
        tubes: samples.div_ceil(pool) + again,
        positive,
    }
}
