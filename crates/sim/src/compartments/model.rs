//! A checked model, ready to run.

use super::course::Row;
use super::spec::{ModelSpec, Switch, Transmission};
use crate::error::SimError;
use crate::theory::final_size::spectral_radius;

/// A model that can run.
#[derive(Debug, Clone)]
pub struct Model {
    pub(super) names: Vec<String>,
    pub(super) population: Vec<f64>,
    /// Values at the start.
    pub(super) start: Vec<f64>,
    pub(super) layout: Layout,
    /// q · contactsᵢⱼ / Nⱼ, row by row.
    pub(super) pressure: Vec<f64>,
    pub(super) rates: Rates,
    pub(super) care: Option<CareRates>,
    pub(super) switches: Vec<Switch>,
    reproduction_number: f64,
}

/// Rates a day at which stages end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rates {
    pub latent: f64,
    pub infectious: f64,
    pub immunity_loss: f64,
}

/// Rates and shares of hospital care.
#[derive(Debug, Clone)]
pub(super) struct CareRates {
    pub admitted: Vec<f64>,
    pub ward: f64,
    pub intensive: Vec<f64>,
    pub unit: f64,
    pub fatal: Vec<f64>,
}

/// Where each compartment's values stand: blocks of one value for each group.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    pub groups: usize,
    pub latent_stages: usize,
    pub infectious_stages: usize,
    pub has_care: bool,
}

impl Layout {
    pub(super) const fn exposed(&self) -> usize {
        self.groups
    }
    pub(super) const fn infectious(&self) -> usize {
        self.exposed() + self.groups * self.latent_stages
    }
    pub(super) const fn recovered(&self) -> usize {
        self.infectious() + self.groups * self.infectious_stages
    }
    /// Infections since the start: a count, not a compartment.
    pub(super) const fn infections(&self) -> usize {
        self.recovered() + self.groups
    }
    pub(super) const fn ward(&self) -> usize {
        self.infections() + self.groups
    }
    pub(super) const fn intensive(&self) -> usize {
        self.ward() + self.groups
    }
    pub(super) const fn dead(&self) -> usize {
        self.intensive() + self.groups
    }
    /// Admissions since the start: a count.
    pub(super) const fn admissions(&self) -> usize {
        self.dead() + self.groups
    }
    /// Admissions to intensive care since the start: a count.
    pub(super) const fn intensive_admissions(&self) -> usize {
        self.admissions() + self.groups
    }
    pub(super) const fn len(&self) -> usize {
        if self.has_care {
            self.intensive_admissions() + self.groups
        } else {
            self.ward()
        }
    }
}

impl ModelSpec {
    /// Checks the model and makes it ready.
    pub fn build(&self) -> Result<Model, SimError> {
        self.check()?;
        let groups = self.groups.len();
        let layout = Layout {
            groups,
            latent_stages: self.latent.map_or(0, |stay| stay.stages as usize),
            infectious_stages: self.infectious.stages as usize,
            has_care: self.care.is_some(),
        };
        let per_q = self.next_generation(1.0);
        let radius = spectral_radius(&per_q);
        let (q, reproduction_number) = match self.transmission {
            Transmission::PerContact(q) => (q, q * radius),
            Transmission::ReproductionNumber(_) if radius <= 0.0 => {
                return Err(SimError::contradiction(
                    "transmission.reproduction_number",
                    "contacts",
                    "nobody meets anybody, so nothing can spread; give contacts above 0",
                ));
            }
            Transmission::ReproductionNumber(r) => (r / radius, r),
        };
        let pressure = (0..groups)
            .flat_map(|i| (0..groups).map(move |j| (i, j)))
            .map(|(i, j)| q * self.contacts[i][j] / self.groups[j].population)
            .collect();
        let mut start = vec![0.0; layout.len()];
        for (i, group) in self.groups.iter().enumerate() {
            start[i] = group.population - group.exposed - group.infectious - group.immune;
            if layout.latent_stages > 0 {
                start[layout.exposed() + i] = group.exposed;
            }
            start[layout.infectious() + i] = group.infectious;
            start[layout.recovered() + i] = group.immune;
        }
        Ok(Model {
            names: self.groups.iter().map(|group| group.name.clone()).collect(),
            population: self.groups.iter().map(|group| group.population).collect(),
            start,
            layout,
            pressure,
            rates: Rates {
                latent: self.latent.map_or(0.0, |stay| stay.stage_rate()),
                infectious: self.infectious.stage_rate(),
                immunity_loss: self.immune_days_mean.map_or(0.0, |days| 1.0 / days),
            },
            care: self.care.as_ref().map(|care| CareRates {
                admitted: care.admitted.clone(),
                ward: 1.0 / care.ward_days_mean,
                intensive: care.intensive.clone(),
                unit: 1.0 / care.intensive_days_mean,
                fatal: care.fatal.clone(),
            }),
            switches: self.switches.clone(),
            reproduction_number,
        })
    }

    /// How many of group i one case of group j infects when all are susceptible.
    fn next_generation(&self, q: f64) -> Vec<Vec<f64>> {
        let days = self.infectious.mean_days;
        self.contacts
            .iter()
            .zip(&self.groups)
            .map(|(row, own)| {
                row.iter()
                    .zip(&self.groups)
                    .map(|(contacts, other)| {
                        q * contacts * days * own.population / other.population
                    })
                    .collect()
            })
            .collect()
    }
}

impl Model {
    /// The basic reproduction number (基本再生数) without measures and with everybody susceptible.
    pub const fn reproduction_number(&self) -> f64 {
        self.reproduction_number
    }

    /// Names of the groups.
    pub fn group_names(&self) -> &[String] {
        &self.names
    }

    /// Persons in each group at the start.
    pub fn population(&self) -> &[f64] {
        &self.population
    }

    /// Days on which the factor of transmission changes, with the factor from there on, beginning with day 0.
    pub(super) fn spells(&self) -> impl Iterator<Item = (f64, f64, f64)> + '_ {
        let is_early = self.switches.first().is_none_or(|first| first.day > 0.0);
        let first = is_early.then_some((0.0, 1.0));
        let all: Vec<(f64, f64)> = first
            .into_iter()
            .chain(
                self.switches
                    .iter()
                    .map(|switch| (switch.day, switch.factor)),
            )
            .collect();
        (0..all.len()).map(move |i| {
            let end = all.get(i + 1).map_or(f64::INFINITY, |next| next.0);
            (all[i].0, end, all[i].1)
        })
    }

    /// The values of one day by compartment.
    pub(super) fn row(&self, day: f64, values: &[f64]) -> Row {
        let l = &self.layout;
        let groups = l.groups;
        let block = |at: usize| values[at..at + groups].to_vec();
        let stages = |at: usize, stages: usize| -> Vec<f64> {
            (0..groups)
                .map(|i| {
                    (0..stages)
                        .map(|stage| values[at + stage * groups + i])
                        .sum()
                })
                .collect()
        };
        let care = |at: usize| {
            if l.has_care {
                block(at)
            } else {
                vec![0.0; groups]
            }
        };
        Row {
            day,
            susceptible: block(0),
            exposed: stages(l.exposed(), l.latent_stages),
            infectious: stages(l.infectious(), l.infectious_stages),
            ward: care(l.ward()),
            intensive: care(l.intensive()),
            recovered: block(l.recovered()),
            dead: care(l.dead()),
            infections: block(l.infections()),
            admissions: care(l.admissions()),
            intensive_admissions: care(l.intensive_admissions()),
        }
    }
}
