//! Made-up report cards (合成报告卡) of made-up people: a year as a city's hospitals may report it, the same for the same seed.
//!
//! Diseases, seasons and ages are drawn from the packs (`synthetic_cards.csv`), patients from the people that the database
//! holds, organisations from the packs. Most cards are reported and reviewed in time; some are late, returned, corrected,
//! withdrawn, reported twice, or never left the draft. Every card is marked as made up.
//!
//! Limits: the shares of what goes wrong are choices of this project; cases do not infect each other, so there are no
//! outbreaks; and a patient's cards do not know of each other.

mod annex;
mod life;
mod load;
mod patient;
mod plan;

pub use load::{Made, Wanted, load};
