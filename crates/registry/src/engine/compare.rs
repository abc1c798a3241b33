//! How well two records agree, field by field, in bits (Fellegi and Sunter 1969, doi:10.1080/01621459.1969.10501049).
//!
//! The weight of a level is log2(m / u), from the pack; weights of all fields add up.
//! A field that one of the two lacks adds nothing: absence speaks neither for nor against.
//! Assumption: fields err independently of each other, which is not quite true of clerks; thresholds leave room for it.

use kernel::Day;
use pack::Matching;
use vault::normal_phone;

use super::{RESIDENT_CARD, is_checked, normal_name, normal_number, syllables};
use crate::model::{Birth, Evidence, Identity, Precision, Sex};

/// What is compared of a record, brought into one form once.
pub(crate) struct Comparable {
    names: Vec<Name>,
    sex: Sex,
    birth: Birth,
    phones: Vec<String>,
    region: String,
    /// The resident card's number, when it passes its check.
    id_number: Option<String>,
    documents: Vec<(String, String)>,
}

struct Name {
    characters: Vec<char>,
    syllables: Vec<String>,
}

impl Comparable {
    /// What is compared of a person.
    pub(crate) fn new(identity: &Identity, sex: Sex) -> Self {
        let documents: Vec<(String, String)> = identity
            .documents
            .iter()
            .map(|one| (one.kind.clone(), normal_number(&one.kind, &one.number)))
            .filter(|(kind, number)| is_checked(kind, number))
            .collect();
        Comparable {
            names: identity
                .names
                .iter()
                .map(|name| {
                    let name = normal_name(&name.text);
                    Name {
                        syllables: syllables(&name),
                        characters: name.chars().collect(),
                    }
                })
                .collect(),
            sex,
            birth: identity.birth,
            phones: identity
                .phones
                .iter()
                .map(|phone| normal_phone(phone))
                .collect(),
            region: identity.current_address.region.to_string(),
            id_number: documents
                .iter()
                .find(|(kind, _)| kind == RESIDENT_CARD)
                .map(|(_, number)| number.clone()),
            documents,
        }
    }

    /// Whether both show the same document whose number passes its check.
    pub(crate) fn shares_document(&self, other: &Comparable) -> bool {
        self.documents
            .iter()
            .any(|document| other.documents.contains(document))
    }
}

/// Levels of agreement of all fields, with their weights.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Comparison {
    levels: [(&'static str, &'static str, f64); 6],
}

impl Comparison {
    /// Compares two records.
    pub(crate) fn of(a: &Comparable, b: &Comparable, matching: &Matching) -> Self {
        let levels = [
            ("name", name(&a.names, &b.names, matching)),
            ("sex", sex(a.sex, b.sex)),
            ("birth_date", birth_date(a.birth, b.birth)),
            ("phone", phone(&a.phones, &b.phones)),
            ("address", address(&a.region, &b.region)),
            (
                "id_number",
                id_number(a.id_number.as_deref(), b.id_number.as_deref()),
            ),
        ];
        Comparison {
            levels: levels.map(|(field, level)| (field, level, matching.weight(field, level))),
        }
    }

    /// Sum of weights, in bits.
    pub(crate) fn score(&self) -> f64 {
        self.levels.iter().map(|(_, _, weight)| weight).sum()
    }

    /// The level of a field.
    pub(crate) fn level(&self, field: &str) -> &'static str {
        self.levels
            .iter()
            .find(|(name, _, _)| *name == field)
            .map_or(MISSING, |(_, level, _)| level)
    }

    /// The weight of a field.
    pub(crate) fn weight(&self, field: &str) -> f64 {
        self.levels
            .iter()
            .find(|(name, _, _)| *name == field)
            .map_or(0.0, |(_, _, weight)| *weight)
    }

    /// What can be shown of it.
    pub(crate) fn evidence(&self) -> Vec<Evidence> {
        self.levels
            .iter()
            .map(|(field, level, weight)| Evidence {
                field: (*field).to_owned(),
                level: (*level).to_owned(),
                // Three digits are more than the probabilities are known to.
                weight: (weight * 1000.0).round() / 1000.0,
            })
            .collect()
    }
}

/// How well two people agree, field by field, and the sum of it in bits.
#[must_use]
pub fn agreement(
    a: (&Identity, Sex),
    b: (&Identity, Sex),
    matching: &Matching,
) -> (f64, Vec<Evidence>) {
    let comparison = Comparison::of(
        &Comparable::new(a.0, a.1),
        &Comparable::new(b.0, b.1),
        matching,
    );
    (comparison.score(), comparison.evidence())
}

const MISSING: &str = "missing";
const SAME: &str = "same";
const DIFFERENT: &str = "different";

/// The best agreement between any two of the names: people go by former ones.
fn name(a: &[Name], b: &[Name], matching: &Matching) -> &'static str {
    let order = [
        SAME,
        "homophone",
        "transposed",
        "one_character",
        "surname",
        DIFFERENT,
    ];
    let mut best: Option<usize> = None;
    for one in a {
        for other in b {
            let level = name_level(one, other, matching);
            let rank = order
                .iter()
                .position(|known| *known == level)
                .unwrap_or(order.len() - 1);
            best = Some(best.map_or(rank, |held| held.min(rank)));
        }
    }
    best.map_or(MISSING, |rank| order[rank])
}

fn name_level(a: &Name, b: &Name, matching: &Matching) -> &'static str {
    if a.characters == b.characters {
        return SAME;
    }
    if !a.syllables.is_empty() && a.syllables == b.syllables {
        return "homophone";
    }
    let sorted = |characters: &[char]| {
        let mut sorted = characters.to_vec();
        sorted.sort_unstable();
        sorted
    };
    let is_long = a.characters.len() >= 2;
    if is_long
        && a.characters.len() == b.characters.len()
        && sorted(&a.characters) == sorted(&b.characters)
    {
        return "transposed";
    }
    if is_one_character_off(&a.characters, &b.characters, matching) {
        return "one_character";
    }
    match (a.characters.first(), b.characters.first()) {
        (Some(a), Some(b)) if a == b => "surname",
        _ => DIFFERENT,
    }
}

/// One character of three or more differs or is missing; of two, one looks like the other's.
fn is_one_character_off(a: &[char], b: &[char], matching: &Matching) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    match long.len() - short.len() {
        0 => {
            let mut off = short.iter().zip(long).filter(|(a, b)| a != b);
            match (off.next(), off.next()) {
                (Some((a, b)), None) => short.len() >= 3 || matching.is_similar(*a, *b),
                _ => false,
            }
        }
        1 if short.len() >= 2 => {
            let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
            short[same..] == long[same + 1..]
        }
        _ => false,
    }
}

fn sex(a: Sex, b: Sex) -> &'static str {
    match (a, b) {
        (Sex::Unknown, _) | (_, Sex::Unknown) => MISSING,
        (a, b) if a == b => SAME,
        _ => DIFFERENT,
    }
}

fn birth_date(a: Birth, b: Birth) -> &'static str {
    let (Some(first), Some(second)) = (a.date, b.date) else {
        return MISSING;
    };
    if a.precision != Precision::Day || b.precision != Precision::Day {
        // What is known of both is the year at least.
        return if first.year() == second.year() {
            "year"
        } else {
            DIFFERENT
        };
    }
    let parts = |day: Day| (day.year(), day.month(), day.date().day());
    let ((year_a, month_a, day_a), (year_b, month_b, day_b)) = (parts(first), parts(second));
    if first == second {
        SAME
    } else if year_a == year_b && (month_a, day_a) == (day_b, month_b) {
        "swapped"
    } else if first.since(second).abs() == 1 {
        "near"
    } else if [year_a == year_b, month_a == month_b, day_a == day_b]
        .iter()
        .filter(|same| **same)
        .count()
        == 2
    {
        "part"
    } else if year_a == year_b {
        "year"
    } else {
        DIFFERENT
    }
}

fn phone(a: &[String], b: &[String]) -> &'static str {
    if a.is_empty() || b.is_empty() {
        MISSING
    } else if a.iter().any(|phone| b.contains(phone)) {
        SAME
    } else {
        DIFFERENT
    }
}

/// The longest part of the two codes that is one region: 12 digits a village, 9 a township, 6 a county.
fn address(a: &str, b: &str) -> &'static str {
    let same = |digits: usize| {
        a.len() >= digits && b.len() >= digits && a.get(..digits) == b.get(..digits)
    };
    if same(12) {
        "village"
    } else if same(9) {
        "township"
    } else if same(6) {
        "county"
    } else {
        DIFFERENT
    }
}

/// Both pass their check, which no single slip of a clerk does, so a number that differs a little is another card.
fn id_number(a: Option<&str>, b: Option<&str>) -> &'static str {
    match (a, b) {
        (Some(a), Some(b)) if a == b => SAME,
        (Some(_), Some(_)) => DIFFERENT,
        _ => MISSING,
    }
}
