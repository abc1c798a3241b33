//! Decisions about files that leave the house, and figures that are published.

pub(crate) mod guard;
pub(crate) mod mark;
mod network;
pub(crate) mod suppress;
