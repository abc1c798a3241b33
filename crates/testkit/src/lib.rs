#![doc = include_str!("../README.md")]

mod db;
mod macros;

pub use db::TestDb;
pub use macros::run;
