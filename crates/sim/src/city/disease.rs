//! The natural history of a disease (疾病自然史).

use serde::{Deserialize, Serialize};

use super::parameter::Parameter;
use crate::check::REPRODUCTION_NUMBER_MAX;
use crate::error::SimError;
use crate::random::Stream;

/// Age in years from which a band of [`Severity`] holds; bands rise, the first begins at 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Severity {
    /// Youngest age of the band in years.
    pub age_min: u8,
    /// Susceptibility to infection, as a share of that of the most susceptible.
    pub susceptibility: f64,
    /// Share of the infected who fall ill.
    pub symptomatic: f64,
    /// Share of the ill who need a hospital bed (重症).
    pub severe: f64,
    /// Share of those who need intensive care (危重症).
    pub critical: f64,
    /// Share of the critical who die in intensive care.
    pub fatal_in_care: f64,
    /// Share of the critical who die without it.
    pub fatal_without_care: f64,
}

/// How easily each setting transmits, as a multiple of a contact in the community; what makes a disease respiratory,
/// enteric, or one of contact.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingWeights {
    /// Home.
    pub household: f64,
    /// Class and school.
    pub school: f64,
    /// Workplace.
    pub workplace: f64,
    /// Elsewhere.
    pub community: f64,
    /// Care home (养老机构).
    pub care_home: f64,
    /// Ward: from patients to health workers who lack protection.
    pub ward: f64,
}

impl Default for SettingWeights {
    fn default() -> Self {
        Self {
            household: 1.0,
            school: 1.0,
            workplace: 1.0,
            community: 1.0,
            care_home: 1.0,
            ward: 1.0,
        }
    }
}

/// What vaccination does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vaccine {
    /// Share of infections prevented when fresh.
    pub against_infection: Parameter,
    /// Share of severe courses prevented among the infected.
    pub against_severity: Parameter,
    /// Mean days until the protection against infection is lost.
    pub lasting_days_mean: Parameter,
}

/// A disease of persons, as packs describe it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disease {
    /// What it is called in results.
    pub name: String,
    /// Basic reproduction number: how many an average person infects in a city without immunity and measures.
    pub reproduction_number: Parameter,
    /// Mean days from infection to infectiousness.
    pub latent_days_mean: Parameter,
    /// Standard deviation of it.
    pub latent_days_sd: Parameter,
    /// Mean days of infectiousness.
    pub infectious_days_mean: Parameter,
    /// Standard deviation of it.
    pub infectious_days_sd: Parameter,
    /// Mean days of infectiousness before onset.
    pub presymptomatic_days_mean: Parameter,
    /// Mean serial interval, if known: only to refuse what contradicts the other times.
    #[serde(default)]
    pub serial_interval_days_mean: Option<Parameter>,
    /// Infectiousness of those without symptoms, as a share of that of the ill.
    pub asymptomatic_infectiousness: Parameter,
    /// Dispersion of infectiousness between persons (gamma shape); none makes all alike (超级传播).
    #[serde(default)]
    pub dispersion: Option<Parameter>,
    /// Mean days until immunity after recovery is lost; none keeps it for life.
    #[serde(default)]
    pub immune_days_mean: Option<Parameter>,
    /// Mean days from onset to the need of a bed.
    pub onset_to_severe_days_mean: Parameter,
    /// Mean days on a ward.
    pub ward_days_mean: Parameter,
    /// Mean days in intensive care.
    pub intensive_days_mean: Parameter,
    /// Course by age.
    pub severity: Vec<Severity>,
    /// How settings differ.
    #[serde(default)]
    pub settings: SettingWeights,
    /// The vaccine, if there is one.
    #[serde(default)]
    pub vaccine: Option<Vaccine>,
}

impl Disease {
    /// The parameters with their names and bounds, so that checking and drawing cannot disagree.
    fn parameters(&mut self) -> Vec<(&'static str, &mut Parameter, f64, f64)> {
        let mut all = vec![
            (
                "reproduction_number",
                &mut self.reproduction_number,
                0.01,
                REPRODUCTION_NUMBER_MAX,
            ),
            ("latent_days_mean", &mut self.latent_days_mean, 0.0, 60.0),
            ("latent_days_sd", &mut self.latent_days_sd, 0.0, 60.0),
            (
                "infectious_days_mean",
                &mut self.infectious_days_mean,
                0.5,
                90.0,
            ),
            (
                "infectious_days_sd",
                &mut self.infectious_days_sd,
                0.0,
                90.0,
            ),
            (
                "presymptomatic_days_mean",
                &mut self.presymptomatic_days_mean,
                0.0,
                30.0,
            ),
            (
                "asymptomatic_infectiousness",
                &mut self.asymptomatic_infectiousness,
                0.0,
                1.0,
            ),
            (
                "onset_to_severe_days_mean",
                &mut self.onset_to_severe_days_mean,
                0.0,
                60.0,
            ),
            ("ward_days_mean", &mut self.ward_days_mean, 0.5, 90.0),
            (
                "intensive_days_mean",
                &mut self.intensive_days_mean,
                0.5,
                90.0,
            ),
        ];
        let optional = [
            (
                "serial_interval_days_mean",
                self.serial_interval_days_mean.as_mut(),
                0.1,
                90.0,
            ),
            ("dispersion", self.dispersion.as_mut(), 0.01, 1000.0),
            (
                "immune_days_mean",
                self.immune_days_mean.as_mut(),
                1.0,
                36_500.0,
            ),
        ];
        for (name, parameter, min, max) in optional {
            all.extend(parameter.map(|parameter| (name, parameter, min, max)));
        }
        if let Some(vaccine) = &mut self.vaccine {
            all.push((
                "vaccine.against_infection",
                &mut vaccine.against_infection,
                0.0,
                1.0,
            ));
            all.push((
                "vaccine.against_severity",
                &mut vaccine.against_severity,
                0.0,
                1.0,
            ));
            all.push((
                "vaccine.lasting_days_mean",
                &mut vaccine.lasting_days_mean,
                1.0,
                36_500.0,
            ));
        }
        all
    }

    /// Refuses what cannot be, naming the field.
    pub fn check(&self) -> Result<(), SimError> {
        for (name, parameter, min, max) in self.clone().parameters() {
            parameter.check(&format!("disease.{name}"), min, max)?;
        }
        if let Some(serial) = &self.serial_interval_days_mean
            && serial.value < self.latent_days_mean.value
        {
            return Err(SimError::contradiction(
                "disease.serial_interval_days_mean",
                "disease.latent_days_mean",
                "cases follow each other sooner than they become infectious; shorten the latent period",
            ));
        }
        self.check_severity()?;
        let w = &self.settings;
        for (name, weight) in [
            ("household", w.household),
            ("school", w.school),
            ("workplace", w.workplace),
            ("community", w.community),
            ("care_home", w.care_home),
            ("ward", w.ward),
        ] {
            crate::check::not_negative(format!("disease.settings.{name}"), weight)?;
        }
        Ok(())
    }

    fn check_severity(&self) -> Result<(), SimError> {
        let first = self.severity.first().map(|band| band.age_min);
        if first != Some(0) {
            return Err(SimError::parameter(
                "disease.severity",
                first.map_or("empty".to_owned(), |age| format!("from {age} years on")),
                "a list of age bands that begins at 0 years",
            ));
        }
        for (i, band) in self.severity.iter().enumerate() {
            if i > 0 && band.age_min <= self.severity[i - 1].age_min {
                return Err(SimError::parameter(
                    format!("disease.severity[{i}].age_min"),
                    band.age_min,
                    format!(
                        "above {}, where the band before begins",
                        self.severity[i - 1].age_min
                    ),
                ));
            }
            for (name, value) in [
                ("susceptibility", band.susceptibility),
                ("symptomatic", band.symptomatic),
                ("severe", band.severe),
                ("critical", band.critical),
                ("fatal_in_care", band.fatal_in_care),
                ("fatal_without_care", band.fatal_without_care),
            ] {
                crate::check::share(format!("disease.severity[{i}].{name}"), value)?;
            }
            if band.fatal_in_care > band.fatal_without_care {
                return Err(SimError::contradiction(
                    format!("disease.severity[{i}].fatal_in_care"),
                    format!("disease.severity[{i}].fatal_without_care"),
                    "intensive care would kill; exchange the two",
                ));
            }
        }
        Ok(())
    }

    /// The disease with every uncertain parameter drawn from its interval, for one member of an ensemble.
    #[must_use]
    pub fn drawn(&self, stream: &mut Stream) -> Self {
        let mut drawn = self.clone();
        for (_, parameter, min, max) in drawn.parameters() {
            *parameter = parameter.drawn(stream, min, max);
        }
        drawn
    }

    /// The band of an age.
    pub(crate) fn band(&self, age: u8) -> &Severity {
        let after = self.severity.partition_point(|band| band.age_min <= age);
        &self.severity[after.saturating_sub(1)]
    }
}
