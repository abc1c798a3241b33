//! The course of an infection: it is drawn at infection, and then takes place.

use super::super::actions::Place;
use super::super::contacts::Setting;
use super::super::series::Infection;
use super::City;
use super::state::{Bed, Case, Mark, Marks, NEVER, Status};
use crate::random::below;

/// Places of a course's random numbers.
mod luck {
    pub const LATENT: u64 = 0;
    pub const INFECTIOUS: u64 = 1;
    pub const PRESYMPTOMATIC: u64 = 2;
    pub const SYMPTOMATIC: u64 = 3;
    pub const SEVERE: u64 = 4;
    pub const CRITICAL: u64 = 5;
    pub const FATAL: u64 = 6;
    pub const TO_SEVERE: u64 = 7;
    pub const STAY: u64 = 8;
    pub const SEEKS: u64 = 9;
    pub const TO_VISIT: u64 = 10;
    pub const STRENGTH: u64 = 11;
}

impl City<'_> {
    /// Infections from outside.
    pub(super) fn import(&mut self, day: u16) {
        for (i, import) in self.scenario.imports.iter().enumerate() {
            if !(import.first_day..=import.last_day).contains(&day) {
                continue;
            }
            let key = self.keys.imports.of(i as u64).of(day.into());
            let range = match import.place {
                Place::City => 0..self.people.len() as u32,
                Place::County(county) => self.people.county(county.into()),
                Place::Township(township) => self.people.township(township.into()),
            };
            let count = (import.cases_per_day + key.uniform(0)) as u64;
            // Somebody already infected is passed over; in a population that is nearly all infected, give up in time.
            let (mut done, mut tries) = (0, 0);
            while done < count && tries < 20 * count {
                tries += 1;
                let bits = (key.bits(tries) >> 32) as u32;
                let agent = range.start + below(bits, range.len() as u32);
                if self.agents.status[agent as usize] == Status::Susceptible {
                    self.infect(agent, agent, day, Setting::Import);
                    done += 1;
                }
            }
        }
    }

    /// Infects somebody and draws the whole course.
    pub(super) fn infect(&mut self, agent: u32, infector: u32, day: u16, setting: Setting) {
        let people = self.people;
        let disease = &self.scenario.disease;
        let index = agent as usize;
        let band = disease.band(people.age[index]);
        // A second infection has a course of its own.
        let key = self
            .keys
            .course
            .of(agent.into())
            .of(self.agents.recovered[index].into());
        let mut marks = Marks::default();
        let infectious_from = day + self.delays.latent.draw(key, luck::LATENT);
        let recovers = infectious_from + self.delays.infectious.draw(key, luck::INFECTIOUS);
        let is_ill = key.uniform(luck::SYMPTOMATIC) < band.symptomatic;
        let mut strength = if is_ill {
            1.0
        } else {
            disease.asymptomatic_infectiousness.value
        };
        if let Some(dispersion) = &disease.dispersion {
            strength *= key.of(luck::STRENGTH).stream().gamma(dispersion.value, 1.0);
        }
        let mut onset = NEVER;
        let (mut severe_from, mut severe_until) = (NEVER, NEVER);
        if is_ill {
            onset = infectious_from + self.delays.presymptomatic.draw(key, luck::PRESYMPTOMATIC);
            let spared = match &disease.vaccine {
                Some(vaccine) if self.agents.vaccinated[index] > 0 => {
                    vaccine.against_severity.value
                }
                _ => 0.0,
            };
            if key.uniform(luck::SEVERE) < band.severe * (1.0 - spared) {
                marks.set(Mark::Severe);
                severe_from = onset + self.delays.to_severe.draw(key, luck::TO_SEVERE);
                let stay = if key.uniform(luck::CRITICAL) < band.critical {
                    marks.set(Mark::Critical);
                    &self.delays.intensive
                } else {
                    &self.delays.ward
                };
                severe_until = severe_from + stay.draw(key, luck::STAY);
            }
        }
        let township = people.township_of(agent) as u16;
        let county = self.county_of(township);
        if people.hospital[county] != u32::MAX && people.group[index] == people.hospital[county] {
            marks.set(Mark::Staff);
            self.staff_infected[county] += 1;
        }
        self.agents.status[index] = Status::Infected;
        self.agents.case[index] = self.cases.len() as u32;
        self.cases.push(Case {
            agent,
            strength: strength as f32,
            township,
            infectious_from,
            onset,
            recovers,
            isolated_from: NEVER,
            severe_from,
            severe_until,
            leaves: NEVER,
            detected_on: NEVER,
            marks,
            bed: Bed::None,
        });
        self.today[county].infections += 1;
        if self.scenario.keeps_infections {
            self.infections.push(Infection {
                agent,
                infector,
                day,
                setting,
            });
        }
    }

    /// What today brings for everybody infected.
    pub(super) fn progress(&mut self, day: u16) {
        let mut at = 0;
        while at < self.cases.len() {
            let case = self.cases[at];
            if case.onset == day {
                self.fall_ill(&case, day);
            }
            if case.severe_from == day && !case.marks.has(Mark::Settled) {
                self.need_bed(at, case.marks.has(Mark::Critical));
            }
            if let Some(status) = self.outcome_today(at, day) {
                self.remove(at, status, day);
            } else {
                at += 1;
            }
        }
    }

    fn fall_ill(&mut self, case: &Case, day: u16) {
        let county = self.county_of(case.township);
        self.today[county].onsets += 1;
        let Some(care) = &self.scenario.care else {
            return;
        };
        let key = self.keys.course.of(case.agent.into());
        // The severe seek care in any case.
        let seeks = case.marks.has(Mark::Severe) || key.uniform(luck::SEEKS) < care.seeks_care;
        let visit = usize::from(day + self.delays.to_visit.draw(key, luck::TO_VISIT));
        if seeks && let Some(visits) = self.visits.get_mut(visit) {
            visits.push(case.agent);
        }
    }

    /// How a case ends today, if it does.
    fn outcome_today(&mut self, at: usize, day: u16) -> Option<Status> {
        let case = self.cases[at];
        let county = self.county_of(case.township);
        let is_over = case.severe_from != NEVER && day >= case.severe_until;
        if case.bed != Bed::None {
            if day < case.leaves {
                return None;
            }
            self.hospitals.free(county, case.bed);
            let dies = case.marks.has(Mark::Critical)
                && is_over
                && self.dies(
                    &case,
                    case.bed == Bed::Intensive && !case.marks.has(Mark::Deprived),
                );
            if dies {
                self.today[county].deaths_in_care += 1;
                return Some(Status::Dead);
            }
            self.today[county].discharges += 1;
            self.cases[at].bed = Bed::None;
            self.cases[at].marks.set(Mark::Settled);
        } else if is_over && !case.marks.has(Mark::Settled) {
            // The course is over before a bed was found.
            if case.marks.has(Mark::Critical) && self.dies(&case, false) {
                self.today[county].deaths_without_care += 1;
                return Some(Status::Dead);
            }
            self.cases[at].marks.set(Mark::Settled);
        }
        let case = &self.cases[at];
        let is_waiting = case.severe_from != NEVER && !case.marks.has(Mark::Settled);
        (day >= case.recovers && !is_waiting && (case.onset == NEVER || day > case.onset))
            .then_some(Status::Recovered)
    }

    /// Whether a critical course ends in death, with care or without; the same luck decides both.
    fn dies(&self, case: &Case, has_care: bool) -> bool {
        let band = self
            .scenario
            .disease
            .band(self.people.age[case.agent as usize]);
        let risk = if has_care {
            band.fatal_in_care
        } else {
            band.fatal_without_care
        };
        self.keys.course.of(case.agent.into()).uniform(luck::FATAL) < risk
    }

    /// Takes a case from the list.
    fn remove(&mut self, at: usize, status: Status, day: u16) {
        let case = self.cases.swap_remove(at);
        if let Some(moved) = self.cases.get(at) {
            self.agents.case[moved.agent as usize] = at as u32;
        }
        let index = case.agent as usize;
        self.agents.status[index] = status;
        self.agents.recovered[index] = day + 1;
        if case.marks.has(Mark::Staff) {
            let county = self.county_of(case.township);
            self.staff_infected[county] -= 1;
        }
    }
}
