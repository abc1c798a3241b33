//! Importing counts files: for the CLI, which names a file, and for the API, which receives one.

pub(crate) mod job;
pub(crate) mod queue;
mod reading;
pub(crate) mod repair;
mod source;
mod storing;

pub use queue::{ImportFile, check_file, import_file};
