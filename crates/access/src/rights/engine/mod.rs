//! Decisions about residents' rights and retention.

pub(crate) mod clock;
pub(crate) mod looked;
