#![doc = include_str!("../README.md")]

mod check;
pub mod city;
pub mod compartments;
mod error;
pub mod fit;
pub mod ode;
pub mod random;
pub mod theory;

pub use error::SimError;
