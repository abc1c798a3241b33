//! What is known exactly about epidemics and queues.
//!
//! For an epidemiologist with a pencil's question, and the yardstick of every simulation in this crate: the tests hold
//! both models against these results, and these against published equations solved elsewhere.

pub mod exact_sir;
pub mod extinction;
pub mod final_size;
pub mod growth;
pub mod household;
pub mod queue;
pub mod queue_simulation;
mod root;
pub mod thresholds;

pub(crate) use root::{bisect, false_position};
