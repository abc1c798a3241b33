//! A person (居民) as stored: what names them is sealed, what lists and area rights need stands in the clear.

use std::fmt;

use kernel::{Day, Id, RegionCode, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Household, Practitioner};

/// Marks ids of people.
#[derive(Debug, Clone, Copy)]
pub struct Person;

/// Sex (性别), GB/T 2261.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sex {
    /// 未知.
    Unknown,
    /// 男.
    Male,
    /// 女.
    Female,
}

impl Sex {
    /// The code of GB/T 2261.1.
    #[must_use]
    pub fn code(self) -> i64 {
        match self {
            Sex::Unknown => 0,
            Sex::Male => 1,
            Sex::Female => 2,
        }
    }

    /// The sex with a code of GB/T 2261.1; what is none is unknown.
    #[must_use]
    pub fn of_code(code: i64) -> Self {
        match code {
            1 => Sex::Male,
            2 => Sex::Female,
            _ => Sex::Unknown,
        }
    }

    /// The name in JSON and packs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Sex::Unknown => "unknown",
            Sex::Male => "male",
            Sex::Female => "female",
        }
    }
}

/// Which of a person's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum NameKind {
    /// The one in force (现用名).
    Current,
    /// A former one (曾用名).
    Former,
    /// Any other, such as a name in another script (别名).
    Other,
}

/// One name.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonName {
    /// Which one.
    pub kind: NameKind,
    /// As written; minority names keep their dots (·).
    #[schema(max_length = 60)]
    pub text: String,
}

/// How exactly the day of birth is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// To the day.
    Day,
    /// To the month; the day is 1.
    Month,
    /// To the year; month and day are 1.
    Year,
    /// Not at all.
    #[default]
    Unknown,
}

/// Day of birth (出生日期).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Birth {
    /// The day, or the first of what is known; absent when nothing is.
    pub date: Option<Day>,
    /// How exactly it is known.
    pub precision: Precision,
}

impl Birth {
    /// The day where it is known to the day.
    #[must_use]
    pub fn exact(self) -> Option<Day> {
        self.date.filter(|_| self.precision == Precision::Day)
    }

    /// The year of birth.
    #[must_use]
    pub fn year(self) -> Option<i16> {
        self.date.map(Day::year)
    }
}

/// An identity document (身份证件).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Code of the set `id_type`; `01` is the resident identity card (居民身份证).
    pub kind: String,
    /// Its number.
    #[schema(max_length = 40)]
    pub number: String,
}

/// Where somebody lives or is registered (住址).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// The region, down to the village where known.
    pub region: RegionCode,
    /// Grid cell (网格) inside the village.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 20)]
    pub grid: Option<String>,
    /// Street, house, flat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    pub detail: Option<String>,
}

/// Who answers for a newborn or for somebody without a document (监护人).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Guardian {
    /// The person.
    #[schema(value_type = Uuid)]
    pub person: Id<Person>,
    /// What they are to the child.
    pub relation: GuardianRelation,
}

/// What a guardian is to the child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum GuardianRelation {
    /// 母亲.
    Mother,
    /// 父亲.
    Father,
    /// 其他监护人.
    Guardian,
}

/// What names a person; sealed as one text, so that one unsealing opens a row of a list.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The current name first.
    #[serde(rename = "n")]
    pub names: Vec<PersonName>,
    /// Day of birth.
    #[serde(rename = "b", default)]
    pub birth: Birth,
    /// Documents.
    #[serde(rename = "d", default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Document>,
    /// Telephones.
    #[serde(rename = "p", default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<String>,
    /// Code of the set `ethnicity` (民族, GB/T 3304).
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub ethnicity: Option<String>,
    /// Code of the set `occupation` (人群分类).
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub occupation: Option<String>,
    /// Where they live (现住址).
    #[serde(rename = "c")]
    pub current_address: Address,
    /// Where they are registered (户籍地址).
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub registered_address: Option<Address>,
    /// Guardians.
    #[serde(rename = "g", default, skip_serializing_if = "Vec::is_empty")]
    pub guardians: Vec<Guardian>,
    /// Day of death.
    #[serde(rename = "x", default, skip_serializing_if = "Option::is_none")]
    pub died_on: Option<Day>,
}

impl Identity {
    /// The name in force; the first where none is marked.
    #[must_use]
    pub fn current_name(&self) -> &str {
        self.names
            .iter()
            .find(|name| name.kind == NameKind::Current)
            .or(self.names.first())
            .map_or("", |name| name.text.as_str())
    }

    /// The resident identity card's number.
    #[must_use]
    pub fn id_number(&self) -> Option<&str> {
        self.documents
            .iter()
            .find(|document| document.kind == crate::engine::RESIDENT_CARD)
            .map(|document| document.number.as_str())
    }
}

/// Everything in it names somebody, so nothing of it is shown.
impl fmt::Debug for Identity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Identity(hidden)")
    }
}

/// What stands in the clear beside the sealed identity: as little as lists, area rights and worklists need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Sex.
    pub sex: Sex,
    /// Ancestor path of the region of the current address.
    pub region_path: String,
    /// Year of birth.
    pub birth_year: Option<i16>,
    /// Whether no death is recorded.
    pub is_alive: bool,
    /// Whether the person was made up.
    pub is_synthetic: bool,
    /// The household they belong to.
    pub household: Option<Id<Household>>,
    /// Code of the set `family_relation`: what they are to the head of it.
    pub relation: Option<String>,
    /// Their family doctor (家庭医生).
    pub family_doctor: Option<Id<Practitioner>>,
}

/// A person's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resident {
    /// Number inside this database; never shown.
    pub number: i64,
    /// The id.
    pub id: Id<Person>,
    /// 1 when recorded, one more with each correction.
    pub version: i64,
    /// What stands in the clear.
    pub standing: Standing,
    /// What is sealed.
    pub identity: Identity,
    /// The record this one is part of, when it was merged.
    pub merged_into: Option<i64>,
    /// The record that speaks for all merged with this one; its own number when it speaks for itself.
    pub root: i64,
    /// Whether its use was restricted at the resident's request (限制处理).
    pub is_restricted: bool,
    /// When this version was recorded.
    pub recorded_at: Timestamp,
    /// Account that recorded it, or the program.
    pub recorded_by: String,
}

/// A former version of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Its version.
    pub version: i64,
    /// What stood in the clear.
    pub standing: Standing,
    /// What was sealed.
    pub identity: Identity,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who recorded it.
    pub recorded_by: String,
    /// When the next one took its place.
    pub replaced_at: Timestamp,
}
