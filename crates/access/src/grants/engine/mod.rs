//! Decisions about access that ends by itself.

pub(crate) mod agency;
pub(crate) mod answer;
pub(crate) mod emergency;
