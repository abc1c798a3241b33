//! A synthetic population (合成人口): one agent for each resident, from marginals alone.
//!
//! Nobody is copied from a register: households, classes and workplaces are put together so that the numbers by age,
//! household size, township, school and workplace come out as published, and nothing else is known.

mod day_places;
mod households;
mod marginals;
mod people;

pub use marginals::{
    CareHomes, Marginals, SchoolLevel, Scope, Township, WorkplaceSize, household_sizes_with_mean,
};
pub use people::{GroupKind, Population};
