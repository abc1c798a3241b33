//! Everything the crate promises, held against exact results, against each other and against invariants.

mod city;
mod city_care;
mod city_people;
mod city_support;
mod compartments;
mod outbreaks;
mod queues;
mod random;
mod refused;
mod theory;
mod vectors;
