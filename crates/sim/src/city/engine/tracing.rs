//! Contact tracing: so many cases a day, each after a delay, contacts drawn again from the days they happened on.

use std::collections::VecDeque;

use super::super::actions::{ActionKind, is_in};
use super::super::contacts::{SETTINGS, Whereabouts};
use super::City;
use super::laboratory::Kind;
use super::state::NEVER;

/// A case whose contacts are wanted.
struct Wanted {
    agent: u32,
    township: u16,
    onset: u16,
    detected_on: u16,
    isolated_from: u16,
}

/// What the tracers have to do.
#[derive(Default)]
pub(super) struct Tracers {
    waiting: VecDeque<Wanted>,
}

/// Every contact, whether it would transmit or not.
const ALL: [u64; SETTINGS] = [1 << 32; SETTINGS];

impl City<'_> {
    /// Puts a confirmed case on the tracers' list, if anybody traces there today.
    pub(super) fn tell_tracers(&mut self, agent: u32, day: u16) {
        let Some(at) = self.case_of(agent) else {
            return;
        };
        let case = &self.cases[at];
        let is_traced = self.scenario.actions.iter().any(|action| {
            matches!(action.kind, ActionKind::Trace { .. })
                && action.is_on(day)
                && is_in(action.place, self.people, case.township.into())
        });
        if is_traced {
            self.tracers.waiting.push_back(Wanted {
                agent,
                township: case.township,
                onset: case.onset,
                detected_on: day,
                isolated_from: case.isolated_from,
            });
        }
    }

    /// Looks for the contacts of as many cases as today's tracers can.
    pub(super) fn trace(&mut self, day: u16) {
        for i in 0..self.scenario.actions.len() {
            let action = &self.scenario.actions[i];
            if !action.is_on(day) {
                continue;
            }
            if let ActionKind::Trace {
                cases_per_day,
                delay_days,
                days_back,
                quarantine_days,
                tests,
            } = action.kind
            {
                let compliance = action.compliance;
                for _ in 0..cases_per_day {
                    let is_due = self
                        .tracers
                        .waiting
                        .front()
                        .is_some_and(|wanted| wanted.detected_on + delay_days <= day);
                    let Some(wanted) = is_due.then(|| self.tracers.waiting.pop_front()).flatten()
                    else {
                        break;
                    };
                    let contacts = self.contacts_of(&wanted, days_back, day);
                    self.city_today.traced += 1;
                    self.reach(
                        &wanted,
                        contacts,
                        compliance,
                        day + quarantine_days,
                        tests,
                        day,
                    );
                }
            }
        }
        self.city_today.trace_waiting = self.tracers.waiting.len() as u32;
    }

    /// Whom a case met, from so many days before onset until it was confirmed.
    fn contacts_of(&self, wanted: &Wanted, days_back: u16, today: u16) -> Vec<u32> {
        let first = if wanted.onset == NEVER {
            wanted.detected_on
        } else {
            wanted.onset.min(wanted.detected_on)
        }
        .saturating_sub(days_back);
        let mut contacts = Vec::new();
        for day in first..=wanted.detected_on {
            let whereabouts = if wanted.isolated_from <= day {
                Whereabouts::Home
            } else {
                Whereabouts::Free
            };
            let rules = self.rules_on(today, day, wanted.township);
            self.meetings
                .of_day(wanted.agent, day, whereabouts, rules, &ALL, |contact, _| {
                    contacts.push(contact);
                });
        }
        contacts.sort_unstable();
        contacts.dedup();
        contacts
    }

    /// Quarantines the contacts that are named and comply, and samples them.
    fn reach(
        &mut self,
        wanted: &Wanted,
        contacts: Vec<u32>,
        compliance: f64,
        until: u16,
        tests: bool,
        day: u16,
    ) {
        let key = self.keys.compliance.of(wanted.agent.into());
        let mut reached: Vec<u32> = contacts;
        reached.retain(|&contact| key.of(contact.into()).uniform(0) < compliance);
        self.city_today.contacts_named += reached.len() as u32;
        for &contact in &reached {
            let index = contact as usize;
            if self.agents.quarantined_until[index] <= day {
                let county = self.county_of(self.people.township_of(contact) as u16);
                self.today[county].quarantined += 1;
            }
            let quarantine = &mut self.agents.quarantined_until[index];
            *quarantine = (*quarantine).max(until);
        }
        if tests && self.scenario.laboratory.is_some() {
            let county = self.county_of(wanted.township);
            reached.retain(|&contact| !self.is_detected(contact));
            let taken = self.stores.samples(county, reached.len() as u64);
            reached.truncate(taken as usize);
            self.sample(Kind::Contact, day, taken, &reached);
        }
    }
}
