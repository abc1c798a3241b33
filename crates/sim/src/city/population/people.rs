//! The people as arrays: where an id stands says in which township and household it lives.

use std::ops::Range;

/// No class, workplace or care home.
pub(crate) const NO_GROUP: u32 = u32::MAX;

/// What a group that meets by day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupKind {
    /// A class with its teachers; its parent is the school.
    Class,
    /// Colleagues.
    Workplace,
    /// The health workers of a county.
    Hospital,
    /// Residents of a home for the elderly.
    CareHome,
}

/// A group that meets by day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Group {
    /// First member in `members`.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// First and last of the whole school; the group itself for others.
    pub parent_start: u32,
    pub parent_end: u32,
    pub kind: GroupKind,
}

/// A population: one agent for each resident.
///
/// Ids run from 0 without gaps, by township and within it by household, so a township is a range of ids and a household
/// is a few neighbours.
#[derive(Debug, Clone)]
pub struct Population {
    pub(crate) age: Vec<u8>,
    /// Place in the household (lower four bits) and its size less one (upper four).
    pub(crate) home: Vec<u8>,
    pub(crate) group: Vec<u32>,
    pub(crate) members: Vec<u32>,
    pub(crate) groups: Vec<Group>,
    /// First id of each township, and one past the last.
    pub(crate) township_start: Vec<u32>,
    pub(crate) township_county: Vec<u16>,
    /// First id of each county, and one past the last.
    pub(crate) county_start: Vec<u32>,
    /// The group of each county's health workers, or [`NO_GROUP`].
    pub(crate) hospital: Vec<u32>,
    pub(crate) township_names: Vec<String>,
}

impl Population {
    /// Number of agents.
    pub const fn len(&self) -> usize {
        self.age.len()
    }

    /// Whether there is nobody.
    pub const fn is_empty(&self) -> bool {
        self.age.is_empty()
    }

    /// Age of an agent in years.
    pub fn age(&self, agent: u32) -> u8 {
        self.age[agent as usize]
    }

    /// Ids of the agent's household, the agent among them.
    #[inline]
    pub fn household(&self, agent: u32) -> Range<u32> {
        let home = self.home[agent as usize];
        let first = agent - u32::from(home & 15);
        first..first + u32::from(home >> 4) + 1
    }

    /// The kind and members of the agent's class, workplace or care home.
    pub fn day_group(&self, agent: u32) -> Option<(GroupKind, &[u32])> {
        let group = self.groups.get(self.group[agent as usize] as usize)?;
        Some((
            group.kind,
            &self.members[group.start as usize..group.end as usize],
        ))
    }

    /// Townships.
    pub const fn townships(&self) -> usize {
        self.township_county.len()
    }

    /// Names of the townships, in order.
    pub fn township_names(&self) -> &[String] {
        &self.township_names
    }

    /// Counties.
    pub const fn counties(&self) -> usize {
        self.county_start.len() - 1
    }

    /// Ids of a township's residents.
    pub fn township(&self, township: usize) -> Range<u32> {
        self.township_start[township]..self.township_start[township + 1]
    }

    /// Ids of a county's residents.
    pub fn county(&self, county: usize) -> Range<u32> {
        self.county_start[county]..self.county_start[county + 1]
    }

    /// The township an agent lives in.
    pub fn township_of(&self, agent: u32) -> usize {
        self.township_start.partition_point(|&start| start <= agent) - 1
    }

    /// Bytes the arrays take, for each agent.
    pub fn bytes_per_agent(&self) -> f64 {
        let bytes = self.age.len()
            + self.home.len()
            + 4 * (self.group.len() + self.members.len())
            + size_of::<Group>() * self.groups.len();
        bytes as f64 / self.len().max(1) as f64
    }
}
