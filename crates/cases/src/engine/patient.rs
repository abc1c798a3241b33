//! The person a card is about, as the registry takes them in.

use registry::{
    Address, Birth, Document, Identity, NameKind, PersonInput, PersonName, Precision, Sex,
};

use super::field;
use super::reading::Reading;

/// The sex a card says.
pub(crate) fn sex(reading: &Reading<'_>) -> Sex {
    Sex::of_code(reading.whole(field::SEX).unwrap_or(0))
}

/// The patient as somebody to be recorded; `None` where the card names no place they live.
pub(crate) fn person_input(reading: &Reading<'_>) -> Option<PersonInput> {
    let identity = identity(reading)?;
    Some(PersonInput {
        names: identity.names,
        sex: sex(reading),
        birth: identity.birth,
        documents: identity.documents,
        phones: identity.phones,
        ethnicity: identity.ethnicity,
        occupation: identity.occupation,
        current_address: identity.current_address,
        registered_address: None,
        household: None,
        relation: None,
        family_doctor: None,
        guardians: Vec::new(),
        died_on: identity.died_on,
    })
}

/// The patient as somebody to be compared.
pub(crate) fn identity(reading: &Reading<'_>) -> Option<Identity> {
    let text = |id: &str| reading.text(id).map(str::to_owned);
    let documents = text(field::ID_TYPE)
        .zip(text(field::ID_NUMBER))
        .map(|(kind, number)| Document { kind, number });
    let birth = reading
        .day(field::BIRTH)
        .map_or_else(Birth::default, |day| Birth {
            date: Some(day),
            precision: Precision::Day,
        });
    Some(Identity {
        names: vec![PersonName {
            kind: NameKind::Current,
            text: text(field::NAME)?,
        }],
        birth,
        documents: documents.into_iter().collect(),
        phones: text(field::PHONE).into_iter().collect(),
        ethnicity: text(field::ETHNICITY),
        occupation: text(field::OCCUPATION),
        current_address: Address {
            region: reading.region()?,
            grid: None,
            detail: text(field::ADDRESS),
        },
        registered_address: None,
        guardians: Vec::new(),
        died_on: reading.day(field::DEATH),
    })
}
