//! Transmission: the infectious draw their contacts on all cores, then infections happen one by one.

use std::f64::consts::TAU;

use rayon::prelude::*;

use super::super::contacts::{SETTINGS, Setting, Whereabouts};
use super::City;
use super::state::{Bed, Case, Status};

/// Cases a thread takes at a time.
const CHUNK: usize = 1024;

/// A transmission that will be an infection unless another was first.
struct Transmission {
    target: u32,
    infector: u32,
    setting: Setting,
}

/// What one chunk of cases did.
#[derive(Default)]
struct Share {
    transmissions: Vec<Transmission>,
    contacts: u64,
    infectious: u32,
}

impl City<'_> {
    pub(super) fn transmit(&mut self, day: u16) {
        let season = self.scenario.season.map_or(1.0, |season| {
            let days = f64::from(i32::from(day) - season.peak_day);
            1.0 + season.amplitude * libm::cos(TAU * days / 365.0)
        });
        let shares: Vec<Share> = self
            .cases
            .par_chunks(CHUNK)
            .map(|cases| {
                let mut share = Share::default();
                for case in cases.iter().filter(|case| case.is_infectious(day)) {
                    self.meet(case, day, season, &mut share);
                }
                share
            })
            .collect();
        // Chunks come back in order, so who is first does not depend on the threads.
        for share in shares {
            self.city_today.contacts += share.contacts;
            self.city_today.infectious += share.infectious;
            for transmission in share.transmissions {
                let status = self.agents.status[transmission.target as usize];
                if matches!(status, Status::Susceptible | Status::Recovered) {
                    let Transmission {
                        target,
                        infector,
                        setting,
                    } = transmission;
                    self.infect(target, infector, day, setting);
                }
            }
        }
    }

    /// Where a case is today.
    pub(super) fn whereabouts(&self, case: &Case, day: u16) -> Whereabouts {
        if case.bed != Bed::None {
            Whereabouts::Bed {
                county: self.people.township_county[usize::from(case.township)],
            }
        } else if case.isolated_from <= day
            || self.agents.quarantined_until[case.agent as usize] > day
        {
            Whereabouts::Home
        } else {
            Whereabouts::Free
        }
    }

    fn meet(&self, case: &Case, day: u16, season: f64, share: &mut Share) {
        let rules = self.rules_on(day, day, case.township);
        let limits = self.limits(case, f64::from(rules.mask), season);
        let whereabouts = self.whereabouts(case, day);
        share.infectious += 1;
        let contacts = self.meetings.of_day(
            case.agent,
            day,
            whereabouts,
            rules,
            &limits,
            |target, setting| {
                if self.is_open(target, case.agent, day, setting) {
                    share.transmissions.push(Transmission {
                        target,
                        infector: case.agent,
                        setting,
                    });
                }
            },
        );
        share.contacts += u64::from(contacts);
    }

    /// Below which number (of 2³²) a contact transmits to somebody fully susceptible, by setting.
    fn limits(&self, case: &Case, mask: f64, season: f64) -> [u64; SETTINGS] {
        let weights = &self.scenario.disease.settings;
        let base = self.transmission * f64::from(case.strength) * season;
        let limit = |weight: f64| ((base * weight).min(1.0) * 4_294_967_296.0) as u64;
        let unprotected = match (&self.scenario.care, case.bed) {
            (Some(care), bed) if bed != Bed::None => {
                let county = self.county_of(case.township);
                if self.stores.is_staff_exposed(county) {
                    1.0
                } else {
                    1.0 - care.ward_protection
                }
            }
            _ => 1.0,
        };
        let mut limits = [0; SETTINGS];
        limits[Setting::Household as usize] = limit(weights.household);
        limits[Setting::School as usize] = limit(weights.school * mask);
        limits[Setting::Workplace as usize] = limit(weights.workplace * mask);
        limits[Setting::Community as usize] = limit(weights.community * mask);
        limits[Setting::CareHome as usize] = limit(weights.care_home * mask);
        limits[Setting::Ward as usize] = limit(weights.ward * unprotected);
        limits
    }

    /// Whether a contact that would transmit finds somebody there and susceptible.
    #[inline]
    fn is_open(&self, target: u32, infector: u32, day: u16, setting: Setting) -> bool {
        let index = target as usize;
        let mut open = match self.agents.status[index] {
            Status::Susceptible => 1.0,
            Status::Recovered => {
                let Some(lasting) = &self.scenario.disease.immune_days_mean else {
                    return false;
                };
                1.0 - left(day, self.agents.recovered[index], lasting.value)
            }
            Status::Infected | Status::Dead => return false,
        };
        if setting != Setting::Household && self.agents.quarantined_until[index] > day {
            return false;
        }
        open *= f64::from(self.susceptibility[usize::from(self.people.age[index])]);
        let vaccinated = self.agents.vaccinated[index];
        if vaccinated > 0
            && let Some(vaccine) = &self.scenario.disease.vaccine
        {
            let left = left(day, vaccinated, vaccine.lasting_days_mean.value);
            open *= 1.0 - vaccine.against_infection.value * left;
        }
        open >= 1.0
            || self
                .keys
                .acceptance
                .of(target.into())
                .of(infector.into())
                .uniform(day.into())
                < open
    }
}

/// What is left today of a protection that began the day before `after`.
fn left(day: u16, after: u16, lasting_days_mean: f64) -> f64 {
    let days = f64::from((day + 1).saturating_sub(after));
    libm::exp(-days / lasting_days_mean)
}
