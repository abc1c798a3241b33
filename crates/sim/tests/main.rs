//! Everything the crate promises, held against exact results, against each other and against invariants.

mod compartments;
mod queues;
mod random;
mod refused;
mod theory;
mod vectors;
