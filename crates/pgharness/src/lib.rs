#![doc = include_str!("../README.md")]

mod error;
mod programs;
mod server;
mod shared;

pub use error::HarnessError;
pub use programs::{PACKAGE, Programs};
pub use server::Server;
pub use shared::shared_url;
