//! Synthetic people (合成人口): made up, deterministic by seed, distributed like the city's.
//!
//! What they are drawn from stands in packs: surnames by share, characters of given names by sex and years of birth,
//! ages, sizes of households, populations of counties. Villages of one county are taken as equally large.
//!
//! They can be told from people who live:
//! the column `is_synthetic` is set, telephones begin with 100, which no operator of mobile telephones uses,
//! and the sequence in an identity number is 900 or higher, which registries hardly reach, while its check character is right.
//!
//! Limits: members of a household follow from its head, so ages of the whole are near the census and not equal to it;
//! nobody moves, marries or dies; names do not follow generations of one family.

mod draw;
mod family;
mod load;
mod spoil;

pub use family::{MadeHousehold, MadePerson, Population};
pub use load::{Loaded, load, load_practitioners, synthetic_count};
pub use spoil::{Mistake, spoil};
