//! Fever clinics: visits as far as they can be seen today, and a sample from each.

use std::collections::VecDeque;

use super::City;
use super::laboratory::Kind;

impl City<'_> {
    /// Sees today's visitors, and those turned away yesterday before them.
    pub(super) fn see_visitors(&mut self, day: u16) {
        let Some(care) = &self.scenario.care else {
            return;
        };
        for agent in std::mem::take(&mut self.visits[usize::from(day)]) {
            let township = self.people.township_of(agent) as u16;
            let county = self.county_of(township);
            self.hospitals.clinics[county].push_back(agent);
        }
        for (county, capacity) in care.counties.iter().enumerate() {
            // Other fevers come in the same queue; they take their share of what can be seen.
            let queue = std::mem::take(&mut self.hospitals.clinics[county]);
            let others = capacity.background_visits_per_day;
            let all = queue.len() as u64 + u64::from(others);
            let seen = all.min(capacity.clinic_visits_per_day.into());
            let ours = if all == 0 {
                0
            } else {
                (queue.len() as u64 * seen).div_ceil(all).min(seen)
            };
            self.today[county].clinic_visits = seen as u32;
            self.stores.visits(county, seen as f64);
            let mut waiting = queue;
            let seen_now: Vec<u32> = waiting.drain(..ours as usize).collect();
            self.today[county].clinic_waiting = waiting.len() as u32;
            self.hospitals.clinics[county] = waiting;
            self.examine(county, day, &seen_now, seen - ours);
        }
    }

    /// Takes samples of visitors, or tells by looking where there is no laboratory.
    fn examine(&mut self, county: usize, day: u16, visitors: &[u32], others: u64) {
        if self.scenario.laboratory.is_none() {
            for &agent in visitors {
                self.detect(agent, day);
            }
            return;
        }
        let wanted = visitors.len() as u64 + others;
        let taken = self.stores.samples(county, wanted);
        // Those who come first are sampled while there is something to sample with.
        let sampled = &visitors[..visitors.len().min(taken as usize)];
        self.sample(Kind::Clinical, day, taken, sampled);
    }
}

/// Persons waiting, first come first served.
pub(super) type Line = VecDeque<u32>;
