//! The report card (传染病报告卡): fields, logic checks, how each disease is reported, statutory clocks, codes of other systems.

use std::collections::HashMap;

use crate::conditions::Condition;
use crate::expression::Expression;
use crate::marks::Confidence;

/// What the expressions of a card may use besides the fields, by variable.
pub(crate) const DERIVED_FIELDS: &[&str] = &[
    "today",
    "now_hour",
    "diagnosis_day",
    "age_years",
    "age_days",
    "age_gap",
    "id_is_valid",
    "id_birth_day",
    "id_sex",
    "region_level",
    "region_is_known",
    "patient_area",
    "class_is_allowed",
    "case_type_is_allowed",
];
pub(crate) const DISEASE_FIELDS: &[&str] = &[
    "code",
    "root",
    "class",
    "managed_as_a",
    "report_hours",
    "is_known",
    "is_group",
    "is_chronic",
    "takes_carrier",
    "has_case_types",
    "annex_std",
    "annex_hbv",
    "annex_afp",
    "annex_hfmd",
    "annex_covid",
];
/// Annexes (附卡) that a disease may ask for.
pub const ANNEXES: &[&str] = &["std", "hbv", "afp", "hfmd", "covid"];
/// The value set of case classifications.
pub const CASE_CLASSES: &str = "case_class";
/// The value set of acute and chronic.
pub const CASE_TYPES: &str = "case_type";
/// The row of `card_diseases.csv` that holds where no other does.
pub(crate) const DEFAULT_DISEASE: &str = "default";

/// What kind of value a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardType {
    /// Any text.
    Text,
    /// A code of the field's set.
    Code,
    /// Codes of the field's set, `;` between them.
    Codes,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// A time to the hour in China, `YYYY-MM-DDTHH`, or a day where the hour is not known.
    Hour,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// A region of GB/T 2260 or a statistical code.
    Region,
    /// A disease of the pack.
    Condition,
    /// An organisation's id.
    Organisation,
}

impl CardType {
    /// All types with their names in packs and JSON.
    pub const ALL: [(&'static str, CardType); 10] = [
        ("text", CardType::Text),
        ("code", CardType::Code),
        ("codes", CardType::Codes),
        ("date", CardType::Date),
        ("hour", CardType::Hour),
        ("whole", CardType::Whole),
        ("number", CardType::Number),
        ("region", CardType::Region),
        ("condition", CardType::Condition),
        ("organisation", CardType::Organisation),
    ];

    /// The name in packs and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        CardType::ALL
            .iter()
            .find(|(_, one)| *one == self)
            .map_or("text", |(name, _)| name)
    }
}

/// How a field is masked (脱敏) where names are not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardMasking {
    /// Shown as it is.
    Open,
    /// A name.
    Name,
    /// A document's number.
    IdNumber,
    /// A telephone.
    Phone,
    /// A day of birth: its year is shown.
    Birth,
    /// An address: shown to the township.
    Address,
    /// Free text, which may name anybody: not shown.
    Text,
}

impl CardMasking {
    /// All kinds with their names in packs.
    pub const ALL: [(&'static str, CardMasking); 7] = [
        ("none", CardMasking::Open),
        ("name", CardMasking::Name),
        ("id_number", CardMasking::IdNumber),
        ("phone", CardMasking::Phone),
        ("birth", CardMasking::Birth),
        ("address", CardMasking::Address),
        ("text", CardMasking::Text),
    ];
}

/// One field of the card.
#[derive(Debug, Clone)]
pub struct CardField {
    /// Stable id, for example `onset_date`.
    pub id: String,
    /// Its number on the card.
    pub number: u16,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Kind of value.
    pub kind: CardType,
    /// The value set its codes are of.
    pub set: Option<String>,
    /// Longest value, in characters.
    pub length_max: Option<usize>,
    /// Part of the card it stands in.
    pub group: String,
    /// When it has to be filled in; `None` where it never has to be.
    pub required: Option<Expression>,
    /// Of which cards it is asked; `None` where of all.
    pub asked: Option<Expression>,
    /// How it is masked.
    pub masking: CardMasking,
    /// Whether the program fills it in.
    pub is_kept_by_program: bool,
    /// Column of the national front-end tables.
    pub front_column: Option<String>,
    /// Where it comes from.
    pub source: String,
    /// How far that is trusted.
    pub confidence: Confidence,
}

/// A logic check between fields.
#[derive(Debug, Clone)]
pub struct CardCheck {
    /// Stable id, for example `onset_diagnosis`.
    pub id: String,
    /// The fields it is about, all of which must be filled in for it to be asked.
    pub fields: Vec<String>,
    /// What has to hold.
    pub holds: Expression,
    /// Whether a card that breaks it cannot be reported.
    pub is_error: bool,
    /// What is wrong when it does not hold, in Chinese.
    pub text_zh: String,
    /// What is wrong when it does not hold, in English.
    pub text_en: String,
    /// Where it comes from.
    pub source: String,
    /// How far that is trusted.
    pub confidence: Confidence,
}

/// How a disease is reported.
#[derive(Debug, Clone)]
pub struct CardDisease {
    /// Code of the condition; `default` for the row that holds where no other does.
    pub condition: String,
    /// Case classifications (病例分类) it takes.
    pub classes: Vec<String>,
    /// Types (病例分类2) it takes; none where it is not asked.
    pub case_types: Vec<String>,
    /// Annexes (附卡) it asks for, of [`ANNEXES`].
    pub annexes: Vec<String>,
    /// Whether one of its subtypes has to be chosen.
    pub is_group: bool,
    /// Whether the onset may lie years before the diagnosis.
    pub is_chronic: bool,
    /// Sensitivity of its cards, 1 to 5.
    pub level: u8,
    /// Onsets of one person within so many days are taken for one illness.
    pub episode_days: u32,
    /// Where it comes from.
    pub source: String,
    /// How far that is trusted.
    pub confidence: Confidence,
}

/// A step that has a statutory limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardStep {
    /// From the diagnosis to the report.
    Report,
    /// From the report to the county's review.
    Review,
}

impl CardStep {
    /// Both steps with their names in packs.
    pub const ALL: [(&'static str, CardStep); 2] =
        [("report", CardStep::Report), ("review", CardStep::Review)];
}

/// A statutory limit (法定时限).
#[derive(Debug, Clone)]
pub struct CardClock {
    /// Stable id, for example `report_2h`.
    pub id: String,
    /// What has to be done.
    pub step: CardStep,
    /// Of which diseases; the first clock of a step that holds is the one.
    pub when: Expression,
    /// Within how many minutes.
    pub minutes: u32,
    /// In words, Chinese.
    pub text_zh: String,
    /// In words, English.
    pub text_en: String,
    /// Where it comes from.
    pub source: String,
    /// How far that is trusted.
    pub confidence: Confidence,
}

/// Another system's code for a value of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeMap {
    /// The system, for example `front`.
    pub system: String,
    /// The value set.
    pub set: String,
    /// Our code.
    pub code: String,
    /// Its code.
    pub external: String,
}

/// What made-up cards of a disease are drawn from.
#[derive(Debug, Clone, PartialEq)]
pub struct SyntheticCards {
    /// Code of the condition.
    pub condition: String,
    /// Share of a year's cards, in any unit.
    pub share: f64,
    /// Month in which most fall ill, 1 to 12.
    pub peak_month: u8,
    /// How strongly the year swings, 0 to 1.
    pub swing: f64,
    /// Youngest, in years.
    pub age_from: i16,
    /// Oldest, in years.
    pub age_to: i16,
}

/// Everything the packs say of the report card.
#[derive(Debug, Clone, Default)]
pub struct Cards {
    /// Fields in the order of the card.
    pub fields: Vec<CardField>,
    /// Logic checks.
    pub checks: Vec<CardCheck>,
    /// Statutory limits, in the order in which they are tried.
    pub clocks: Vec<CardClock>,
    /// Codes of other systems.
    pub maps: Vec<CodeMap>,
    /// What made-up cards are drawn from.
    pub synthetic: Vec<SyntheticCards>,
    pub(crate) diseases: HashMap<String, CardDisease>,
    pub(crate) positions: HashMap<String, usize>,
}

impl Cards {
    pub(crate) fn new(
        mut fields: Vec<CardField>,
        checks: Vec<CardCheck>,
        diseases: Vec<CardDisease>,
        clocks: Vec<CardClock>,
        maps: Vec<CodeMap>,
        synthetic: Vec<SyntheticCards>,
    ) -> Self {
        fields.sort_by_key(|field| field.number);
        let positions = fields
            .iter()
            .enumerate()
            .map(|(at, field)| (field.id.clone(), at))
            .collect();
        let diseases = diseases
            .into_iter()
            .map(|one| (one.condition.clone(), one))
            .collect();
        Cards {
            fields,
            checks,
            clocks,
            maps,
            synthetic,
            diseases,
            positions,
        }
    }

    /// The field with this id.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&CardField> {
        self.positions.get(id).map(|at| &self.fields[*at])
    }

    /// How a condition is reported: by its own row, its disease's, or the default one.
    #[must_use]
    pub fn disease(&self, condition: Option<&Condition>) -> Option<&CardDisease> {
        let own = condition.and_then(|one| self.diseases.get(&one.code));
        let parent = || self.diseases.get(condition?.parent.as_deref()?);
        own.or_else(parent)
            .or_else(|| self.diseases.get(DEFAULT_DISEASE))
    }

    /// Whether a subtype of this very condition has to be chosen.
    #[must_use]
    pub fn is_group(&self, condition: &str) -> bool {
        self.diseases.get(condition).is_some_and(|one| one.is_group)
    }

    /// Another system's code for a value; the same where no row says otherwise.
    #[must_use]
    pub fn external<'a>(&'a self, system: &str, set: &str, code: &'a str) -> &'a str {
        self.maps
            .iter()
            .find(|one| one.system == system && one.set == set && one.code == code)
            .map_or(code, |one| &one.external)
    }

    /// Our code for another system's; the same where no row says otherwise.
    #[must_use]
    pub fn internal<'a>(&'a self, system: &str, set: &str, external: &'a str) -> &'a str {
        self.maps
            .iter()
            .find(|one| one.system == system && one.set == set && one.external == external)
            .map_or(external, |one| &one.code)
    }
}
