//! What follows from a card's values and stands in the clear.

use super::field;
use super::reading::{Reading, path_of_region};
use crate::model::Facts;

/// The sensitivity of a card whose disease is not known yet: nobody sees more of it than of the most closed one.
const LEVEL_UNKNOWN: u8 = 5;

/// The facts of a card; `organisation_path` stands in where the card has no address yet.
pub(crate) fn facts(reading: &Reading<'_>, organisation_path: &str) -> Facts {
    let condition = reading.condition;
    let diagnosis = reading.hour(field::DIAGNOSIS);
    let residence_path = reading.region().map_or_else(
        || organisation_path.to_owned(),
        |code| path_of_region(reading.pack, code),
    );
    let level = match condition {
        Some(_) => reading.disease.map_or(LEVEL_UNKNOWN, |one| one.level),
        None => LEVEL_UNKNOWN,
    };
    Facts {
        condition: condition.map(|one| one.code.clone()),
        root: condition.map(|one| one.parent.clone().unwrap_or_else(|| one.code.clone())),
        case_class: reading.text(field::CASE_CLASS).map(str::to_owned),
        level,
        onset: reading.day(field::ONSET),
        diagnosis: diagnosis.map(|one| one.day),
        diagnosed: diagnosis.map(super::HourText::span),
        death: reading.day(field::DEATH),
        residence_path,
    }
}
