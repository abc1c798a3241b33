#![doc = include_str!("../README.md")]

mod check;
pub mod compartments;
mod error;
pub mod ode;
pub mod random;
pub mod theory;

pub use error::SimError;
