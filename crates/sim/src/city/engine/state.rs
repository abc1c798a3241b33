//! The state of every agent, and of those who are infected.

use super::super::population::Population;

/// Never, as a day.
pub(super) const NEVER: u16 = u16::MAX;

/// Where an agent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Status {
    Susceptible,
    Infected,
    Recovered,
    Dead,
}

/// What is kept of everybody; arrays, because most of a day touches one of them only.
pub(super) struct Agents {
    pub status: Vec<Status>,
    /// Day after recovery, 0 for those who never were infected.
    pub recovered: Vec<u16>,
    /// Day after vaccination, 0 for the unvaccinated.
    pub vaccinated: Vec<u16>,
    /// First day after quarantine.
    pub quarantined_until: Vec<u16>,
    /// The agent's place among the cases, for the infected.
    pub case: Vec<u32>,
}

/// Bytes of [`Agents`] for each agent.
pub(crate) const STATE_BYTES: usize = 1 + 2 + 2 + 2 + 4;

impl Agents {
    pub(super) fn new(people: &Population) -> Self {
        let n = people.len();
        Self {
            status: vec![Status::Susceptible; n],
            recovered: vec![0; n],
            vaccinated: vec![0; n],
            quarantined_until: vec![0; n],
            case: vec![0; n],
        }
    }
}

/// The bed a case lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Bed {
    None,
    Ward,
    Intensive,
    NegativePressure,
}

/// How far a case's course will go and has come.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Marks {
    bits: u8,
}

/// One of the [`Marks`].
#[derive(Clone, Copy)]
#[repr(u8)]
pub(super) enum Mark {
    Severe = 1,
    Critical = 2,
    Detected = 4,
    /// On the list for a ward, or past it.
    Queued = 8,
    /// Cured of the severe course, or never admitted and past it.
    Settled = 16,
    /// In intensive care while what it needs had run out.
    Deprived = 32,
    Staff = 64,
}

impl Marks {
    pub(super) const fn has(self, mark: Mark) -> bool {
        self.bits & mark as u8 != 0
    }
    pub(super) const fn set(&mut self, mark: Mark) {
        self.bits |= mark as u8;
    }
}

/// Somebody infected.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case {
    pub agent: u32,
    /// Infectiousness as a multiple of an average ill person's.
    pub strength: f32,
    pub township: u16,
    pub infectious_from: u16,
    /// [`NEVER`] for those without symptoms.
    pub onset: u16,
    /// First day no longer infectious.
    pub recovers: u16,
    pub isolated_from: u16,
    /// Day from which a bed is needed; [`NEVER`] for the others.
    pub severe_from: u16,
    /// Day on which the severe course is over, in a bed or not.
    pub severe_until: u16,
    pub leaves: u16,
    pub detected_on: u16,
    pub marks: Marks,
    pub bed: Bed,
}

/// Bytes of a case.
pub(crate) const CASE_BYTES: usize = size_of::<Case>();

impl Case {
    pub(super) const fn is_infectious(&self, day: u16) -> bool {
        self.infectious_from <= day && day < self.recovers
    }
}
