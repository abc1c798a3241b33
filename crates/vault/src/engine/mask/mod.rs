//! Masking (脱敏): what is shown of an identifier to those who may not see all of it.
//!
//! [`RULES`] says what each rule does, for whom, and how far it can be relied on.
//! A mask hides more rather than less when a value does not look as it should.

mod address;
mod coarse;
mod name;
mod number;

pub use address::{AddressDepth, address};
pub use coarse::{age_band, birth_year, geo_point, onset_day};
pub use name::name;
pub use number::{identity_number, identity_number_public, phone};

/// One masking rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The field.
    pub field: &'static str,
    /// What is kept, in words.
    pub keeps: &'static str,
    /// An example of the outcome.
    pub example: &'static str,
    /// Who sees the masked value.
    pub applies_to: &'static str,
    /// Where the rule comes from.
    pub source: &'static str,
    /// How far it can be relied on, A (official text read) downwards.
    pub confidence: char,
}

const SOURCE: &str = "ours, after the practice of GB/T 35273-2020 and GB/T 37964-2019";

const fn rule(
    field: &'static str,
    keeps: &'static str,
    example: &'static str,
    applies_to: &'static str,
) -> Rule {
    Rule {
        field,
        keeps,
        example,
        applies_to,
        source: SOURCE,
        // The texts of the two standards were not at hand; the rules are known practice.
        confidence: 'C',
    }
}

/// The rules this module and [`crate::Pseudonyms`] carry out.
///
/// Small cells and denominators of released tables belong to whoever releases tables; free text is not exported at all,
/// and on screen goes through [`crate::mask_free_text`].
pub const RULES: &[Rule] = &[
    rule("name", "the surname, the rest masked", "张**", "list views"),
    rule(
        "id_no",
        "first 6 and last 2; last 4 only in public",
        "140902**********1X",
        "all but owner and card editor",
    ),
    rule(
        "phone",
        "first 3 and last 4",
        "138****5678",
        "all but caller roles",
    ),
    rule(
        "address",
        "to the township; to the village for field teams",
        "忻府区秀容街道***",
        "analyst",
    ),
    rule(
        "birth_date",
        "year or age band",
        "1950 / 70-74",
        "analyst, public",
    ),
    rule(
        "geo_point",
        "grid of 0.01 degree",
        "112.73,38.40",
        "analyst",
    ),
    rule("onset_time", "day", "2026-01-03", "analyst"),
    rule(
        "pseudonym",
        "SM3-HMAC of the identity number, a key per data set",
        "32 hexadecimal digits",
        "linkage",
    ),
];

/// One star per character hidden.
fn stars(count: usize) -> String {
    "*".repeat(count)
}
