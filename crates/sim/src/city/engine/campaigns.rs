//! Campaigns that go through everybody in order of ids: mass testing and vaccination.

use std::ops::Range;

use super::super::actions::{ActionKind, Place};
use super::City;
use super::laboratory::Kind;
use super::state::Status;

impl City<'_> {
    fn residents(&self, place: Place) -> Range<u32> {
        match place {
            Place::City => 0..self.people.len() as u32,
            Place::County(county) => self.people.county(county.into()),
            Place::Township(township) => self.people.township(township.into()),
        }
    }

    /// Swabs the next persons of every round of mass testing; after the last comes the first again.
    pub(super) fn mass_test(&mut self, day: u16) {
        for i in 0..self.scenario.actions.len() {
            let action = &self.scenario.actions[i];
            let ActionKind::MassTest { samples_per_day } = action.kind else {
                continue;
            };
            if !action.is_on(day) || action.compliance == 0.0 {
                continue;
            }
            let residents = self.residents(action.place);
            // So many are called that the teams are busy with those who come; nobody is called twice in a day.
            let called = (f64::from(samples_per_day) / action.compliance) as u64;
            let called = called.min(residents.len() as u64) as u32;
            let first = residents.start + self.cursors[i];
            let end = (first + called).min(residents.end);
            let again = residents.start..residents.start + (called - (end - first));
            let compliance = action.compliance;
            for range in [first..end, again] {
                self.swab(range, compliance, day);
            }
            self.cursors[i] = (self.cursors[i] + called) % residents.len().max(1) as u32;
        }
    }

    fn swab(&mut self, range: Range<u32>, compliance: f64, day: u16) {
        for county in 0..self.people.counties() {
            let residents = self.people.county(county);
            let here = range.start.max(residents.start)..range.end.min(residents.end);
            if here.is_empty() {
                continue;
            }
            let wanted = (here.len() as f64 * compliance).round() as u64;
            let taken = self.stores.samples(county, wanted);
            // Whoever is called late finds no more material.
            let share = compliance * taken as f64 / wanted.max(1) as f64;
            let mut persons: Vec<u32> = self
                .cases
                .iter()
                .map(|case| case.agent)
                .filter(|agent| here.contains(agent))
                .filter(|&agent| !self.is_detected(agent))
                .filter(|&agent| self.keys.compliance.of(agent.into()).uniform(1) < share)
                .collect();
            persons.truncate(taken as usize);
            self.sample(Kind::Mass, day, taken, &persons);
        }
    }

    /// Gives the day's doses.
    pub(super) fn vaccinate(&mut self, day: u16) {
        for i in 0..self.scenario.actions.len() {
            let action = &self.scenario.actions[i];
            let ActionKind::Vaccinate {
                doses_per_day,
                age_min,
                age_max,
            } = action.kind
            else {
                continue;
            };
            if !action.is_on(day) {
                continue;
            }
            let residents = self.residents(action.place);
            let compliance = action.compliance;
            let mut agent = residents.start + self.cursors[i];
            let mut doses = 0;
            while doses < doses_per_day && agent < residents.end {
                let index = agent as usize;
                let is_wanted = (age_min..=age_max).contains(&self.people.age[index])
                    && self.agents.vaccinated[index] == 0
                    && self.agents.status[index] != Status::Dead
                    && self.keys.compliance.of(agent.into()).uniform(2) < compliance;
                if is_wanted {
                    self.agents.vaccinated[index] = day + 1;
                    doses += 1;
                }
                agent += 1;
            }
            self.cursors[i] = agent - residents.start;
            self.city_today.doses += doses;
        }
    }
}
