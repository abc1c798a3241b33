//! The run: one day after the other.

mod campaigns;
mod clinics;
mod course;
mod detection;
mod hospital;
mod laboratory;
mod start;
mod state;
mod stores;
mod tracing;
mod transmission;

use std::collections::VecDeque;

use super::actions::{Rules, rules_of_day};
use super::calibrate;
use super::contacts::Meetings;
use super::delay::Delay;
use super::population::Population;
use super::scenario::Scenario;
use super::series::{CityDay, CountyDay, Infection, Outcome};
use crate::error::SimError;
use crate::random::Key;
use hospital::Hospitals;
use laboratory::Bench;
use state::{Agents, Case, Status};
pub(crate) use state::{CASE_BYTES, STATE_BYTES};
use stores::Stores;
use tracing::Tracers;

/// Days of rules kept for tracers, who ask about the past.
const MEMORY_DAYS: usize = 96;

/// Everything that changes during a run, and what it is made from.
struct City<'a> {
    people: &'a Population,
    scenario: &'a Scenario,
    meetings: Meetings<'a>,
    delays: Delays,
    keys: Keys,
    /// Probability that a contact in the community transmits.
    transmission: f64,
    /// Susceptibility by single year of age.
    susceptibility: Vec<f32>,
    agents: Agents,
    cases: Vec<Case>,
    rules: VecDeque<Vec<Rules>>,
    bench: Bench,
    tracers: Tracers,
    hospitals: Hospitals,
    stores: Stores,
    /// Agents who will visit a clinic, by day.
    visits: Vec<Vec<u32>>,
    /// Agents whose positive result arrives, by day.
    results: Vec<Vec<u32>>,
    /// How far each campaign has come through its people.
    cursors: Vec<u32>,
    today: Vec<CountyDay>,
    city_today: CityDay,
    infections: Vec<Infection>,
    staff_infected: Vec<u32>,
}

/// Delays in whole days.
struct Delays {
    latent: Delay,
    infectious: Delay,
    presymptomatic: Delay,
    to_severe: Delay,
    ward: Delay,
    intensive: Delay,
    to_visit: Delay,
}

/// Families of random numbers, one for each purpose.
struct Keys {
    course: Key,
    acceptance: Key,
    imports: Key,
    compliance: Key,
    sampling: Key,
    start: Key,
}

/// Plays a scenario; `keep_on` is asked before each day, and `false` ends the run with what there is, marked partial.
///
/// The same people, scenario and code give the same outcome for any number of threads; the threads are those of the
/// rayon pool it is called in.
pub fn run(
    people: &Population,
    scenario: &Scenario,
    mut keep_on: impl FnMut(u16) -> bool,
) -> Result<Outcome, SimError> {
    let mut city = City::new(people, scenario)?;
    let mut outcome = Outcome {
        counties: people.counties(),
        county_days: Vec::new(),
        city_days: Vec::new(),
        supplies: Vec::new(),
        infections: Vec::new(),
        transmission: city.transmission,
        at_end: [0; 4],
        infected_max: 0,
        partial: false,
    };
    for day in 0..scenario.days {
        if !keep_on(day) {
            outcome.partial = true;
            break;
        }
        city.day(day);
        outcome.county_days.extend_from_slice(&city.today);
        outcome.city_days.push(city.city_today);
        outcome.supplies.extend(city.stores.close_day());
        outcome.infected_max = outcome.infected_max.max(city.cases.len() as u32);
    }
    for status in &city.agents.status {
        outcome.at_end[*status as usize] += 1;
    }
    outcome.infections = city.infections;
    Ok(outcome)
}

impl City<'_> {
    fn day(&mut self, day: u16) {
        self.today.fill(CountyDay::default());
        self.city_today = CityDay::default();
        let plain = calibrate::plain_rules(&self.scenario.contacts, self.scenario.first_weekday);
        if self.rules.len() == MEMORY_DAYS {
            self.rules.pop_front();
        }
        let rules = rules_of_day(&self.scenario.actions, self.people, plain, day);
        self.rules.push_back(rules);
        self.stores.deliver();
        self.import(day);
        self.progress(day);
        self.see_visitors(day);
        self.mass_test(day);
        self.work_at_the_bench(day);
        self.trace(day);
        self.admit(day);
        self.vaccinate(day);
        self.transmit(day);
        self.close_wards();
        self.city_today.samples_waiting = self.bench.waiting();
    }

    /// The rules of a township on a day of the last weeks; those of the oldest day kept for days before.
    fn rules_on(&self, today: u16, day: u16, township: u16) -> &Rules {
        let back = usize::from(today - day).min(self.rules.len() - 1);
        &self.rules[self.rules.len() - 1 - back][usize::from(township)]
    }

    fn county_of(&self, township: u16) -> usize {
        self.people.township_county[usize::from(township)].into()
    }

    /// The case of an agent who is infected now.
    fn case_of(&self, agent: u32) -> Option<usize> {
        let is_infected = self.agents.status[agent as usize] == Status::Infected;
        is_infected.then(|| self.agents.case[agent as usize] as usize)
    }
}
