//! De-identified data sets (去标识化数据集): who can be told apart by what is left, and how far that has to be blurred.
//!
//! A line list leaves with its direct identifiers dropped or replaced by pseudonyms of the project, and with everything else
//! that singles people out (quasi-identifiers, 准标识符: age, place, day) generalised step by step until nobody stands in a
//! group of fewer than k rows: k-anonymity, Sweeney L (2002), doi:10.1142/S0218488502001648.
//! Where a column is sensitive, every group holds at least l different values of it: distinct l-diversity,
//! Machanavajjhala A et al. (2007), doi:10.1145/1217299.1217302.
//! All rows are generalised alike (full-domain recoding); of all ways that drop few enough rows the one is taken
//! that leaves the smallest groups, summed by the squares of their sizes (discernibility, Bayardo and Agrawal 2005).
//!
//! Not for: data whose columns together tell more than each (free text, rare events in the news), or several releases of the
//! same people. k-anonymity is no promise against those who know much already (GB/T 37964-2019 calls it de-identification,
//! not anonymisation).

mod ladder;
mod plan;
mod spec;

pub use ladder::Step;
pub use plan::{DeidentifyError, DeidentifyReport, Plan, Tally};
pub use spec::{ColumnRole, DeidentifySpec, SpecColumn, SpecError};
