//! A scenario (情景): everything a run needs beside the people.

use serde::{Deserialize, Serialize};

use super::actions::{Action, Place};
use super::care::{CareSystem, Laboratory};
use super::contacts::ContactRates;
use super::disease::Disease;
use super::population::Population;
use crate::check;
use crate::error::SimError;

/// Ten years.
const DAYS_MAX: u16 = 3650;

/// Infections from outside the city.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Import {
    /// First day.
    pub first_day: u16,
    /// Last day.
    pub last_day: u16,
    /// Where they live.
    pub place: Place,
    /// Persons infected on each of these days, a fraction by chance; a common source (同源暴露) infects many on one day.
    pub cases_per_day: f64,
}

/// A yearly swing of transmission: 1 + amplitude · cos(2π (day − peak) / 365).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Season {
    /// Half the swing, as a share of the mean.
    pub amplitude: f64,
    /// Day of the run on which transmission is highest; may lie before the start.
    pub peak_day: i32,
}

/// Who is vaccinated at the start.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// Youngest age in years; bands rise.
    pub age_min: u8,
    /// Share vaccinated.
    pub share: f64,
}

/// Everything a run needs beside the people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Days to play.
    pub days: u16,
    /// Names the random numbers; scenarios with one seed share their luck wherever their stories agree.
    pub seed: u64,
    /// Weekday of day 0; Monday is 0.
    pub first_weekday: u8,
    /// What spreads.
    pub disease: Disease,
    /// Who meets whom.
    pub contacts: ContactRates,
    /// Cases from outside.
    pub imports: Vec<Import>,
    /// Swing over the year.
    #[serde(default)]
    pub season: Option<Season>,
    /// Share immune at the start, of every age.
    #[serde(default)]
    pub immune_at_start: f64,
    /// Vaccinated at the start.
    #[serde(default)]
    pub vaccinated_at_start: Vec<Coverage>,
    /// What is done about it.
    #[serde(default)]
    pub actions: Vec<Action>,
    /// Clinics, beds and supplies; without them the severe take their course at home.
    #[serde(default)]
    pub care: Option<CareSystem>,
    /// Laboratories; without them a visit to a clinic is a diagnosis.
    #[serde(default)]
    pub laboratory: Option<Laboratory>,
    /// Whether every infection is kept with its infector: the truth behind what surveillance would see.
    #[serde(default)]
    pub keeps_infections: bool,
    /// The run is refused when it would need more memory.
    #[serde(default)]
    pub memory_megabytes_max: Option<u64>,
}

impl Scenario {
    /// Refuses what cannot be, naming the field, before anything starts.
    pub fn check(&self, people: &Population) -> Result<(), SimError> {
        if self.days == 0 || self.days > DAYS_MAX {
            return Err(SimError::parameter(
                "days",
                self.days,
                format!("from 1 to {DAYS_MAX}"),
            ));
        }
        if self.first_weekday > 6 {
            return Err(SimError::parameter(
                "first_weekday",
                self.first_weekday,
                "from 0 (Monday) to 6 (Sunday)",
            ));
        }
        if people.is_empty() {
            return Err(SimError::parameter(
                "population",
                "empty",
                "at least one person",
            ));
        }
        self.disease.check()?;
        self.contacts.check()?;
        for (i, import) in self.imports.iter().enumerate() {
            // Days and place follow the rules of an action.
            let as_action = Action {
                kind: super::actions::ActionKind::CloseSchools,
                first_day: import.first_day,
                last_day: import.last_day,
                place: import.place,
                compliance: 1.0,
            };
            as_action.check(&format!("imports[{i}]"), people)?;
            let most = people.len() as f64;
            if !(0.0..=most).contains(&import.cases_per_day) {
                return Err(SimError::parameter(
                    format!("imports[{i}].cases_per_day"),
                    import.cases_per_day,
                    format!("from 0 to {most}, the number of residents"),
                ));
            }
        }
        if let Some(season) = self.season {
            check::share("season.amplitude", season.amplitude)?;
        }
        check::share("immune_at_start", self.immune_at_start)?;
        for (i, coverage) in self.vaccinated_at_start.iter().enumerate() {
            check::share(format!("vaccinated_at_start[{i}].share"), coverage.share)?;
        }
        if !self.vaccinated_at_start.is_empty() && self.disease.vaccine.is_none() {
            return Err(SimError::contradiction(
                "vaccinated_at_start",
                "disease.vaccine",
                "there is no vaccine in this disease; describe one or leave the coverage out",
            ));
        }
        for (i, action) in self.actions.iter().enumerate() {
            action.check(&format!("actions[{i}]"), people)?;
            let needs_vaccine = matches!(action.kind, super::actions::ActionKind::Vaccinate { .. });
            if needs_vaccine && self.disease.vaccine.is_none() {
                return Err(SimError::contradiction(
                    format!("actions[{i}].kind"),
                    "disease.vaccine",
                    "there is no vaccine in this disease; describe one or leave the action out",
                ));
            }
        }
        if let Some(care) = &self.care {
            care.check(people)?;
        }
        if let Some(laboratory) = &self.laboratory {
            laboratory.check()?;
        }
        self.check_memory(people)
    }

    /// Megabytes a run needs at most: the people, their states, and a fifth of them infected at once.
    pub fn megabytes(&self, people: &Population) -> u64 {
        let agents = people.len() as f64;
        let states = agents * super::engine::STATE_BYTES as f64;
        let cases = agents * 0.2 * super::engine::CASE_BYTES as f64;
        let kept = if self.keeps_infections {
            agents * size_of::<super::series::Infection>() as f64
        } else {
            0.0
        };
        ((agents * people.bytes_per_agent() + states + cases + kept) / 1e6).ceil() as u64
    }

    fn check_memory(&self, people: &Population) -> Result<(), SimError> {
        let needed = self.megabytes(people);
        match self.memory_megabytes_max {
            Some(allowed) if needed > allowed => Err(SimError::Memory {
                needed_megabytes: needed,
                allowed_megabytes: allowed,
            }),
            _ => Ok(()),
        }
    }
}
