//! Reading Chinese names and ranking what a query may mean.

mod names;

pub(crate) use names::{Reading, folded, rank, reading};
