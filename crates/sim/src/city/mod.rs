//! A city of agents, one for each resident (智能体模型, 1:1).
//!
//! For the questions averages cannot answer: what tracing with a limited staff, a laboratory with a limited throughput or
//! one more ward buys, on which day, in which county.
//!
//! [`Marginals::populate`] makes the people, a [`Scenario`] says what spreads, who meets whom, what is done and what there
//! is to do it with, and [`run`] plays it day by day.
//!
//! Only the infectious cause work: each draws the contacts of its day from numbers keyed by (seed, agent, day, slot), and
//! of those contacts only the ones that would transmit are looked up. A contact that never mattered costs two
//! nanoseconds, and one that tracing asks for later is drawn again from the same key.
//!
//! Contacts are drawn by the infectious person only: how often a susceptible is met follows from others' draws, not from a
//! quota of its own. That is exact for transmission in groups that mix; it means that a contact is remembered by one side,
//! and that tracing goes forward from a case to those it met, and back to its infector only where they share a household
//! or the infector met the case again.

mod actions;
mod calibrate;
mod care;
mod contacts;
mod delay;
mod disease;
mod engine;
mod parameter;
pub mod population;
mod scenario;
mod series;

pub use actions::{Action, ActionKind, Place};
pub use calibrate::contacts_per_day;
pub use care::{CareSystem, CountyCare, Laboratory, Supply, WithoutIt};
pub use contacts::{ContactRates, Setting, SettingMatrices};
pub use disease::{Disease, SettingWeights, Severity, Vaccine};
pub use engine::run;
pub use parameter::Parameter;
pub use population::{Marginals, Population};
pub use scenario::{Coverage, Import, Scenario, Season};
pub use series::{CityDay, CountyDay, Infection, Outcome, SupplyDay};
