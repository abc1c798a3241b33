//! What a compartmental model is made of.

use serde::{Deserialize, Serialize};

use crate::check;
use crate::error::SimError;

/// More stages than this would only slow the model: the stay is fixed to within a tenth.
const STAGES_MAX: u32 = 100;

/// Persons who are alike to the model: an age band, a place, or an age band of a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// What the group is called in results.
    pub name: String,
    /// Persons.
    pub population: f64,
    /// Of them latent (潜隐期) at the start.
    #[serde(default)]
    pub exposed: f64,
    /// Of them infectious at the start.
    #[serde(default)]
    pub infectious: f64,
    /// Of them immune at the start.
    #[serde(default)]
    pub immune: f64,
}

/// How long a state lasts: the sum of `stages` exponential times (an Erlang distribution).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stay {
    /// Mean in days.
    pub mean_days: f64,
    /// Stages; 1 is exponential, more are more alike.
    pub stages: u32,
}

impl Stay {
    /// An exponential stay that ends at this rate a day.
    pub fn at_rate(rate: f64) -> Self {
        Self {
            mean_days: 1.0 / rate,
            stages: 1,
        }
    }

    fn check(&self, field: &str) -> Result<(), SimError> {
        check::positive(format!("{field}.mean_days"), self.mean_days)?;
        if self.stages == 0 || self.stages > STAGES_MAX {
            return Err(SimError::parameter(
                format!("{field}.stages"),
                self.stages,
                format!("from 1 to {STAGES_MAX}"),
            ));
        }
        Ok(())
    }

    /// The rate a day at which one stage ends.
    pub(crate) fn stage_rate(&self) -> f64 {
        f64::from(self.stages) / self.mean_days
    }
}

/// How infectious the disease is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transmission {
    /// Probability that a contact between an infectious and a susceptible person transmits.
    PerContact(f64),
    /// The basic reproduction number; the probability follows from it and the contacts.
    ReproductionNumber(f64),
}

/// A change of all contacts from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switch {
    /// Day from which it is in force; day 0 is the start.
    pub day: f64,
    /// Transmission as a multiple of what it is without measures.
    pub factor: f64,
}

/// The way through the hospital. Whoever is admitted no longer infects the groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Care {
    /// Share admitted at the end of the infectious period, by group.
    pub admitted: Vec<f64>,
    /// Mean days on a ward.
    pub ward_days_mean: f64,
    /// Share of ward patients who go on to intensive care, by group.
    pub intensive: Vec<f64>,
    /// Mean days in intensive care.
    pub intensive_days_mean: f64,
    /// Share of intensive care patients who die, by group.
    pub fatal: Vec<f64>,
}

/// A model in words and numbers; [`build`](ModelSpec::build) checks it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelSpec {
    /// Who there is.
    pub groups: Vec<Group>,
    /// `contacts[i][j]`: contacts a day of a person of group i with persons of group j.
    pub contacts: Vec<Vec<f64>>,
    /// How infectious.
    pub transmission: Transmission,
    /// Time from infection to infectiousness; none makes an SIR model.
    #[serde(default)]
    pub latent: Option<Stay>,
    /// Time of infectiousness.
    pub infectious: Stay,
    /// Mean days until immunity is lost; none keeps it for life.
    #[serde(default)]
    pub immune_days_mean: Option<f64>,
    /// Hospital and intensive care.
    #[serde(default)]
    pub care: Option<Care>,
    /// Changes of contacts, by day.
    #[serde(default)]
    pub switches: Vec<Switch>,
}

impl ModelSpec {
    /// One well-mixed population that meets one other a day, so that q is the transmission rate.
    pub fn well_mixed(
        population: f64,
        transmission: Transmission,
        latent: Option<Stay>,
        infectious: Stay,
    ) -> Self {
        Self {
            groups: vec![Group {
                name: "all".to_owned(),
                population,
                exposed: 0.0,
                infectious: 0.0,
                immune: 0.0,
            }],
            contacts: vec![vec![1.0]],
            transmission,
            latent,
            infectious,
            immune_days_mean: None,
            care: None,
            switches: Vec::new(),
        }
    }

    /// Refuses what cannot be, naming the field.
    pub fn check(&self) -> Result<(), SimError> {
        if self.groups.is_empty() {
            return Err(SimError::parameter("groups", "empty", "at least one group"));
        }
        for (i, group) in self.groups.iter().enumerate() {
            check_group(&format!("groups[{i}]"), group)?;
        }
        check::square("contacts", &self.contacts, self.groups.len())?;
        match self.transmission {
            Transmission::PerContact(q) => check::not_negative("transmission.per_contact", q)?,
            Transmission::ReproductionNumber(r) => {
                check::reproduction_number("transmission.reproduction_number", r)?
            }
        };
        if let Some(latent) = &self.latent {
            latent.check("latent")?;
        } else if let Some(i) = self.groups.iter().position(|group| group.exposed > 0.0) {
            return Err(SimError::contradiction(
                format!("groups[{i}].exposed"),
                "latent",
                "nobody can be latent in a model without a latent period; give `latent` or make them infectious",
            ));
        }
        self.infectious.check("infectious")?;
        if let Some(days) = self.immune_days_mean {
            check::positive("immune_days_mean", days)?;
        }
        if let Some(care) = &self.care {
            check_care(care, self.groups.len())?;
        }
        check_switches(&self.switches)
    }
}

fn check_group(field: &str, group: &Group) -> Result<(), SimError> {
    check::positive(format!("{field}.population"), group.population)?;
    check::not_negative(format!("{field}.exposed"), group.exposed)?;
    check::not_negative(format!("{field}.infectious"), group.infectious)?;
    check::not_negative(format!("{field}.immune"), group.immune)?;
    if group.exposed + group.infectious + group.immune > group.population {
        return Err(SimError::contradiction(
            format!("{field}.population"),
            format!("{field}.infectious"),
            "exposed, infectious and immune together are more than the population",
        ));
    }
    Ok(())
}

fn check_care(care: &Care, groups: usize) -> Result<(), SimError> {
    check::positive("care.ward_days_mean", care.ward_days_mean)?;
    check::positive("care.intensive_days_mean", care.intensive_days_mean)?;
    for (name, shares) in [
        ("admitted", &care.admitted),
        ("intensive", &care.intensive),
        ("fatal", &care.fatal),
    ] {
        if shares.len() != groups {
            return Err(SimError::parameter(
                format!("care.{name}"),
                format!("of {} shares", shares.len()),
                format!("of {groups} shares, one for each group"),
            ));
        }
        for (i, &value) in shares.iter().enumerate() {
            check::share(format!("care.{name}[{i}]"), value)?;
        }
    }
    Ok(())
}

fn check_switches(switches: &[Switch]) -> Result<(), SimError> {
    for (i, switch) in switches.iter().enumerate() {
        check::not_negative(format!("switches[{i}].day"), switch.day)?;
        check::not_negative(format!("switches[{i}].factor"), switch.factor)?;
        if i > 0 && switch.day <= switches[i - 1].day {
            return Err(SimError::parameter(
                format!("switches[{i}].day"),
                switch.day,
                format!("after the switch before it, on day {}", switches[i - 1].day),
            ));
        }
    }
    Ok(())
}
