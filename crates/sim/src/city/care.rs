//! What a city has to care with: clinics, beds, staff, ambulances, laboratories and supplies.

use serde::{Deserialize, Serialize};

use super::population::Population;
use crate::check;
use crate::error::SimError;

/// What one county has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountyCare {
    /// Ward beds for this disease.
    pub ward_beds: u32,
    /// Intensive care beds.
    pub intensive_beds: u32,
    /// Negative-pressure beds (负压病床), for confirmed cases.
    pub negative_pressure_beds: u32,
    /// Nurses who can be assigned.
    pub nurses: u32,
    /// Ambulances.
    pub ambulances: u32,
    /// Visits the fever clinics (发热门诊) can see in a day.
    pub clinic_visits_per_day: u32,
    /// Visits a day of people with a fever from another cause.
    pub background_visits_per_day: u32,
}

/// What happens when a supply has run out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithoutIt {
    /// No samples are taken.
    NoSampling,
    /// Staff on wards is not protected.
    StaffExposed,
    /// Intensive care is not better than none.
    NoIntensiveCare,
    /// It is counted, and nothing else.
    Counted,
}

/// A supply (物资) that is used up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supply {
    /// What it is: `n95`, `suits`, `oxygen_m3`.
    pub name: String,
    /// Stock at the start, by county.
    pub stock: Vec<f64>,
    /// Delivered each day, by county.
    pub delivery_per_day: Vec<f64>,
    /// Used for each day in a ward or negative-pressure bed.
    pub per_ward_day: f64,
    /// Used for each day in intensive care.
    pub per_intensive_day: f64,
    /// Used for each visit to a fever clinic.
    pub per_clinic_visit: f64,
    /// Used for each sample taken.
    pub per_sample: f64,
    /// Used for each ambulance trip.
    pub per_trip: f64,
    /// What happens without it.
    pub without: WithoutIt,
}

/// Care in all counties.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CareSystem {
    /// By county.
    pub counties: Vec<CountyCare>,
    /// Share of the ill who visit a fever clinic.
    pub seeks_care: f64,
    /// Mean days from onset to the visit.
    pub onset_to_visit_days_mean: f64,
    /// Whether every confirmed case is admitted (应收尽收), ill or not, to a negative-pressure or ward bed.
    pub admits_all_confirmed: bool,
    /// Nurses a ward bed needs.
    pub nurses_per_ward_bed: f64,
    /// Nurses an intensive care bed needs.
    pub nurses_per_intensive_bed: f64,
    /// Share of admissions that need an ambulance.
    pub ambulance_share: f64,
    /// Trips an ambulance makes in a day.
    pub trips_per_ambulance_day: f64,
    /// Share of transmissions on wards that protection prevents.
    pub ward_protection: f64,
    /// Supplies.
    #[serde(default)]
    pub supplies: Vec<Supply>,
}

/// The laboratories of the city, taken together.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Laboratory {
    /// Tubes that can be processed in a day, one sample or one pool each.
    pub tubes_per_day: u32,
    /// Samples in a tube from fever clinics.
    pub pool_clinical: u16,
    /// Samples in a tube from contacts.
    pub pool_contacts: u16,
    /// Samples in a tube from mass testing.
    pub pool_mass: u16,
    /// Days from processing to the result.
    pub turnaround_days: u16,
    /// Chance that a sample of an infectious person is positive.
    pub sensitivity: f64,
}

impl Laboratory {
    /// Refuses what cannot be, naming the field.
    pub(crate) fn check(&self) -> Result<(), SimError> {
        check::share("laboratory.sensitivity", self.sensitivity)?;
        check::days("laboratory.turnaround_days", self.turnaround_days)?;
        for (name, pool) in [
            ("pool_clinical", self.pool_clinical),
            ("pool_contacts", self.pool_contacts),
            ("pool_mass", self.pool_mass),
        ] {
            if !(1..=50).contains(&pool) {
                return Err(SimError::parameter(
                    format!("laboratory.{name}"),
                    pool,
                    "from 1 to 50 samples in a tube",
                ));
            }
        }
        Ok(())
    }
}

impl CareSystem {
    /// Refuses what cannot be, naming the field.
    pub(crate) fn check(&self, people: &Population) -> Result<(), SimError> {
        if self.counties.len() != people.counties() {
            return Err(SimError::parameter(
                "care.counties",
                format!("of {} counties", self.counties.len()),
                format!("of {} counties, as the population has", people.counties()),
            ));
        }
        for (i, county) in self.counties.iter().enumerate() {
            let beds = u64::from(county.ward_beds)
                + u64::from(county.intensive_beds)
                + u64::from(county.negative_pressure_beds);
            let residents = people.county(i).len() as u64;
            if beds > residents {
                return Err(SimError::contradiction(
                    format!("care.counties[{i}].ward_beds"),
                    "population",
                    format!("{beds} beds are more than the {residents} residents of the county"),
                ));
            }
        }
        check::share("care.seeks_care", self.seeks_care)?;
        check::share("care.ambulance_share", self.ambulance_share)?;
        check::share("care.ward_protection", self.ward_protection)?;
        for (name, value) in [
            ("onset_to_visit_days_mean", self.onset_to_visit_days_mean),
            ("nurses_per_ward_bed", self.nurses_per_ward_bed),
            ("nurses_per_intensive_bed", self.nurses_per_intensive_bed),
            ("trips_per_ambulance_day", self.trips_per_ambulance_day),
        ] {
            check::not_negative(format!("care.{name}"), value)?;
        }
        for (i, supply) in self.supplies.iter().enumerate() {
            supply.check(&format!("care.supplies[{i}]"), people.counties())?;
        }
        Ok(())
    }
}

impl Supply {
    fn check(&self, field: &str, counties: usize) -> Result<(), SimError> {
        for (name, values) in [
            ("stock", &self.stock),
            ("delivery_per_day", &self.delivery_per_day),
        ] {
            if values.len() != counties {
                return Err(SimError::parameter(
                    format!("{field}.{name}"),
                    format!("of {} counties", values.len()),
                    format!("of {counties} counties"),
                ));
            }
            for (i, &value) in values.iter().enumerate() {
                check::not_negative(format!("{field}.{name}[{i}]"), value)?;
            }
        }
        for (name, value) in [
            ("per_ward_day", self.per_ward_day),
            ("per_intensive_day", self.per_intensive_day),
            ("per_clinic_visit", self.per_clinic_visit),
            ("per_sample", self.per_sample),
            ("per_trip", self.per_trip),
        ] {
            check::not_negative(format!("{field}.{name}"), value)?;
        }
        Ok(())
    }
}
