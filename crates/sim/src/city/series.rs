//! What a run gives back.

use serde::Serialize;

use super::contacts::Setting;

/// One county on one day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct CountyDay {
    /// Infections, imports among them.
    pub infections: u32,
    /// Onsets of illness.
    pub onsets: u32,
    /// Cases confirmed, or diagnosed where there is no laboratory.
    pub detected: u32,
    /// Visits to fever clinics, those from other causes among them.
    pub clinic_visits: u32,
    /// Persons turned away until tomorrow at the end of the day.
    pub clinic_waiting: u32,
    /// Ward beds taken at the end of the day.
    pub ward: u32,
    /// Intensive care beds taken.
    pub intensive: u32,
    /// Negative-pressure beds taken.
    pub negative_pressure: u32,
    /// Persons waiting for a ward or negative-pressure bed at the end of the day.
    pub waiting_ward: u32,
    /// Persons waiting for intensive care.
    pub waiting_intensive: u32,
    /// Admissions to any bed.
    pub admissions: u32,
    /// Leaving any bed alive.
    pub discharges: u32,
    /// Leaving any bed dead.
    pub deaths_in_care: u32,
    /// Deaths without a bed.
    pub deaths_without_care: u32,
    /// Ambulance trips.
    pub trips: u32,
    /// Admissions that did not happen because no ambulance was free.
    pub trips_missing: u32,
    /// Beds that were free but had no nurse.
    pub beds_without_nurse: u32,
    /// Health workers infected and not yet recovered.
    pub staff_infected: u32,
    /// Persons put into quarantine.
    pub quarantined: u32,
}

/// The whole city on one day, for what is not kept by county.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct CityDay {
    /// Samples taken.
    pub samples: u64,
    /// Samples processed.
    pub processed: u64,
    /// Samples waiting at the end of the day.
    pub samples_waiting: u64,
    /// Tubes used, those of pools tested again among them.
    pub tubes: u64,
    /// Cases whose contacts were looked for.
    pub traced: u32,
    /// Cases waiting for tracers.
    pub trace_waiting: u32,
    /// Contacts named.
    pub contacts_named: u32,
    /// Doses of vaccine given.
    pub doses: u32,
    /// Persons infectious at the beginning of the day.
    pub infectious: u32,
    /// Contacts they had.
    pub contacts: u64,
}

/// A supply in one county on one day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct SupplyDay {
    /// Used.
    pub used: f64,
    /// Needed beyond what there was.
    pub short: f64,
    /// Left at the end of the day.
    pub left: f64,
}

/// One infection, as only a simulation knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Infection {
    /// Who.
    pub agent: u32,
    /// By whom; oneself for an imported case.
    pub infector: u32,
    /// When.
    pub day: u16,
    /// Where.
    pub setting: Setting,
}

/// The course of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// Counties.
    pub counties: usize,
    /// `county_days[day · counties + county]`.
    pub county_days: Vec<CountyDay>,
    /// By day.
    pub city_days: Vec<CityDay>,
    /// `supplies[(day · counties + county) · number of supplies + supply]`.
    pub supplies: Vec<SupplyDay>,
    /// Every infection, if asked for.
    pub infections: Vec<Infection>,
    /// The probability that a contact in the community transmits, which the reproduction number came to.
    pub transmission: f64,
    /// At the end: never infected (or immune at the start), infected now, recovered, dead.
    pub at_end: [u32; 4],
    /// Most persons infected at once.
    pub infected_max: u32,
    /// Whether the run was stopped before its last day.
    pub partial: bool,
}

impl Outcome {
    /// Days played.
    pub const fn days(&self) -> usize {
        self.city_days.len()
    }

    /// One county's course.
    pub fn county(&self, county: usize) -> impl Iterator<Item = &CountyDay> {
        self.county_days.iter().skip(county).step_by(self.counties)
    }

    /// A figure of each day, summed over counties.
    pub fn by_day(&self, figure: impl Fn(&CountyDay) -> u32) -> Vec<u64> {
        self.county_days
            .chunks(self.counties)
            .map(|counties| counties.iter().map(|day| u64::from(figure(day))).sum())
            .collect()
    }

    /// A figure summed over all days and counties.
    pub fn total(&self, figure: impl Fn(&CountyDay) -> u32) -> u64 {
        self.by_day(figure).iter().sum()
    }
}
