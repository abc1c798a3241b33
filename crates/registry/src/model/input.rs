//! What is entered about a person.

use kernel::{Day, Id};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Address, Birth, Document, Guardian, Household, PersonName, Practitioner, Sex};

/// A person as entered; every field is checked before it is kept.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonInput {
    /// Names, exactly one of them in force.
    pub names: Vec<PersonName>,
    /// Sex; taken from the identity number when unknown.
    pub sex: Sex,
    /// Day of birth; taken from the identity number when unknown.
    #[serde(default)]
    pub birth: Birth,
    /// Identity documents.
    #[serde(default)]
    pub documents: Vec<Document>,
    /// Telephones.
    #[serde(default)]
    pub phones: Vec<String>,
    /// Code of the set `ethnicity`.
    #[serde(default)]
    pub ethnicity: Option<String>,
    /// Code of the set `occupation`.
    #[serde(default)]
    pub occupation: Option<String>,
    /// Where they live.
    pub current_address: Address,
    /// Where they are registered.
    #[serde(default)]
    pub registered_address: Option<Address>,
    /// Household, with `relation`.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    pub household: Option<Id<Household>>,
    /// Code of the set `family_relation`.
    #[serde(default)]
    pub relation: Option<String>,
    /// Family doctor.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    pub family_doctor: Option<Id<Practitioner>>,
    /// Guardians of a newborn or of somebody without a document.
    #[serde(default)]
    pub guardians: Vec<Guardian>,
    /// Day of death.
    #[serde(default)]
    pub died_on: Option<Day>,
}
