//! Invariants that hold for every method, whatever the counts.
