//! Compartmental and patch models (仓室模型): whole groups instead of persons.
//!
//! For fast ensembles, for fitting, and as the yardstick of the agents.
//! A [`ModelSpec`] says who there is (groups by age, place or both), who meets whom, how long people are latent and
//! infectious (Erlang stages), who needs a hospital bed or intensive care, and on which day contacts change.
//! [`Model::solve`] follows the averages as a differential equation; [`Model::chain`] and [`Model::events`] follow whole
//! persons by chance, in steps or event by event.
//!
//! The force of infection on group i is q · f(t) · Σⱼ contactsᵢⱼ · Iⱼ / Nⱼ, with q the probability of transmission in one
//! contact, f the factor in force on that day, and N the population at the start
//! (Kermack & McKendrick 1927, doi:10.1098/rspa.1927.0118; Keeling & Rohani 2008, ISBN 978-0-691-11617-4).
//!
//! Not for small groups (averages hide extinction; use [`Model::events`] or [`crate::theory::exact_sir`]), nor for
//! questions about single persons such as tracing (追踪), which need the agents.

mod course;
mod deterministic;
mod flows;
mod mixing;
mod model;
mod spec;
mod stochastic;

pub use course::{Course, Row};
pub use mixing::{Patch, patch_contacts};
pub use model::Model;
pub use spec::{Care, Group, ModelSpec, Stay, Switch, Transmission};
