//! The words: cards, their states and steps, findings, timeliness.

mod card;
mod finding;
mod step;
mod timeliness;

pub use card::{Card, CardVersion, Content, Duplicate, DuplicateState, Facts, Values};
pub use finding::{Finding, Severity};
pub use step::{State, Step};
pub use timeliness::{Clock, Doubt, Timeliness};
