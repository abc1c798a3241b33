//! The first morning.

use std::collections::VecDeque;

use super::super::calibrate;
use super::super::contacts::Meetings;
use super::super::delay::Delay;
use super::super::disease::Disease;
use super::super::population::Population;
use super::super::scenario::Scenario;
use super::hospital::Hospitals;
use super::laboratory::Bench;
use super::state::{Agents, Status};
use super::stores::Stores;
use super::tracing::Tracers;
use super::{City, Delays, Keys};
use crate::error::SimError;
use crate::random::Key;

impl Delays {
    fn new(disease: &Disease, to_visit: f64) -> Self {
        // Times known by their mean only are taken as exponential, the least informed choice.
        let by_mean = |mean: f64, min: usize| Delay::new(mean, mean, min);
        Self {
            // Infections happen at the end of a day, so nobody infects on the day of infection.
            latent: Delay::new(
                disease.latent_days_mean.value,
                disease.latent_days_sd.value,
                1,
            ),
            infectious: Delay::new(
                disease.infectious_days_mean.value,
                disease.infectious_days_sd.value,
                1,
            ),
            presymptomatic: by_mean(disease.presymptomatic_days_mean.value, 0),
            to_severe: by_mean(disease.onset_to_severe_days_mean.value, 0),
            ward: by_mean(disease.ward_days_mean.value, 1),
            intensive: by_mean(disease.intensive_days_mean.value, 1),
            to_visit: by_mean(to_visit, 0),
        }
    }
}

impl<'a> City<'a> {
    pub(super) fn new(people: &'a Population, scenario: &'a Scenario) -> Result<Self, SimError> {
        scenario.check(people)?;
        let to_visit = scenario
            .care
            .as_ref()
            .map_or(0.0, |care| care.onset_to_visit_days_mean);
        let delays = Delays::new(&scenario.disease, to_visit);
        let transmission = calibrate::transmission(
            people,
            &scenario.contacts,
            &scenario.disease,
            &delays.infectious,
        )?;
        let key = |purpose: &str| Key::named(scenario.seed, purpose);
        let days = usize::from(scenario.days) + 1;
        let mut city = Self {
            people,
            scenario,
            meetings: Meetings::new(people, &scenario.contacts, scenario.seed),
            delays,
            keys: Keys {
                course: key("course"),
                acceptance: key("acceptance"),
                imports: key("imports"),
                compliance: key("compliance"),
                sampling: key("sampling"),
                start: key("start"),
            },
            transmission,
            susceptibility: (0..=u8::MAX)
                .map(|age| scenario.disease.band(age).susceptibility as f32)
                .collect(),
            agents: Agents::new(people),
            cases: Vec::new(),
            rules: VecDeque::new(),
            bench: Bench::default(),
            tracers: Tracers::default(),
            hospitals: Hospitals::new(people.counties()),
            stores: Stores::new(scenario.care.as_ref(), people.counties()),
            visits: vec![Vec::new(); days],
            results: vec![Vec::new(); days],
            cursors: vec![0; scenario.actions.len()],
            today: vec![Default::default(); people.counties()],
            city_today: Default::default(),
            infections: Vec::new(),
            staff_infected: vec![0; people.counties()],
        };
        city.immunise();
        Ok(city)
    }

    /// Gives the immunity and vaccination of the start; each person's luck has a number of its own, so more coverage
    /// only adds people.
    fn immunise(&mut self) {
        let scenario = self.scenario;
        if scenario.immune_at_start == 0.0 && scenario.vaccinated_at_start.is_empty() {
            return;
        }
        for agent in 0..self.people.len() {
            let key = self.keys.start.of(agent as u64);
            if key.uniform(0) < scenario.immune_at_start {
                self.agents.status[agent] = Status::Recovered;
                self.agents.recovered[agent] = 1;
            }
            let age = self.people.age[agent];
            let band = scenario
                .vaccinated_at_start
                .iter()
                .rfind(|band| band.age_min <= age);
            if band.is_some_and(|band| key.uniform(1) < band.share) {
                self.agents.vaccinated[agent] = 1;
            }
        }
    }
}
