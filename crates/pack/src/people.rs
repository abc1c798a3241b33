//! What records of people are made of and compared by: value sets, identity matching, and the shares synthetic people are drawn from.

use std::collections::BTreeMap;

use kernel::{Day, RegionCode};

use crate::marks::Confidence;

/// Fields that identity matching compares, with their levels of agreement, best first.
///
/// A field that one of the two records lacks says nothing and has no level.
pub const COMPARISONS: &[(&str, &[&str])] = &[
    (
        "name",
        &[
            "same",
            "homophone",
            "transposed",
            "one_character",
            "surname",
            "different",
        ],
    ),
    ("sex", &["same", "different"]),
    (
        "birth_date",
        &["same", "swapped", "near", "part", "year", "different"],
    ),
    ("phone", &["same", "different"]),
    ("address", &["village", "township", "county", "different"]),
    ("id_number", &["same", "different"]),
];

/// One value of a value set (值集).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The set, for example `ethnicity`.
    pub set: String,
    /// The code as the standard writes it.
    pub code: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Where the set comes from.
    pub source: String,
    /// How far the row is trusted.
    pub confidence: Confidence,
}

/// How much each level of agreement of one field says, in bits.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The field, one of [`COMPARISONS`].
    pub field: String,
    /// log2(m / u) by level.
    pub weights: BTreeMap<String, f64>,
    /// Where the method comes from.
    pub source: String,
    /// How far the probabilities are trusted.
    pub confidence: Confidence,
}

/// From where on two records are linked, or looked at, for one purpose.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchPurpose {
    /// Stable id, for example `case_report`.
    pub id: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Sum of weights from which on records are linked without asking, in bits.
    pub link_bits: f64,
    /// Sum of weights from which on somebody looks at them, in bits.
    pub queue_bits: f64,
}

/// Identity matching (身份比对): weights after Fellegi and Sunter (1969), thresholds by purpose.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Matching {
    /// One per field.
    pub comparisons: Vec<Comparison>,
    /// Thresholds.
    pub purposes: Vec<MatchPurpose>,
    /// Groups of characters that are taken for one another by their shape.
    pub similar_characters: Vec<String>,
}

impl Matching {
    /// The weight of a level of a field, in bits; 0 where the pack knows none.
    #[must_use]
    pub fn weight(&self, field: &str, level: &str) -> f64 {
        self.comparisons
            .iter()
            .find(|one| one.field == field)
            .and_then(|one| one.weights.get(level).copied())
            .unwrap_or(0.0)
    }

    /// The thresholds of a purpose.
    #[must_use]
    pub fn purpose(&self, id: &str) -> Option<&MatchPurpose> {
        self.purposes.iter().find(|purpose| purpose.id == id)
    }

    /// Whether two characters look alike.
    #[must_use]
    pub fn is_similar(&self, a: char, b: char) -> bool {
        self.similar_characters
            .iter()
            .any(|group| group.contains(a) && group.contains(b))
    }
}

/// A surname and its share of the population.
#[derive(Debug, Clone, PartialEq)]
pub struct Surname {
    /// One or two characters.
    pub surname: String,
    /// Percent of the registered population.
    pub share_percent: f64,
}

/// Characters of given names of one sex and time, most used first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenNames {
    /// `male` or `female`.
    pub sex: String,
    /// First year of birth.
    pub born_from: i16,
    /// Last year of birth.
    pub born_to: i16,
    /// The characters.
    pub characters: Vec<char>,
}

/// Persons of one band of ages in one region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgeBand {
    /// First age.
    pub age_from: u8,
    /// Last age; `None` for the open band.
    pub age_to: Option<u8>,
    /// Persons.
    pub persons: u64,
}

/// What synthetic people are drawn from; figures of a region hold below it until a region there has its own.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Demography {
    /// Surnames with their shares.
    pub surnames: Vec<Surname>,
    /// Characters of given names.
    pub given_names: Vec<GivenNames>,
    /// Bands of ages by region.
    pub ages: BTreeMap<RegionCode, Vec<AgeBand>>,
    /// Percent of family households by size, beginning with size 1, by region.
    pub household_sizes: BTreeMap<RegionCode, Vec<f64>>,
}

impl Demography {
    /// The characters of given names for a sex and a day of birth.
    #[must_use]
    pub fn given(&self, sex: &str, birth: Day) -> Option<&GivenNames> {
        let year = birth.year();
        self.given_names
            .iter()
            .find(|one| one.sex == sex && (one.born_from..=one.born_to).contains(&year))
    }
}
