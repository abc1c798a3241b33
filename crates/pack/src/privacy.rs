//! Rules of privacy (个人信息保护): limits, agencies, legal bases, emergency access and retention.

use std::collections::BTreeMap;

use crate::marks::Confidence;

/// What a limit that the pack may set is called, and within which bounds it stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitRule {
    /// Name in packs and JSON.
    pub id: &'static str,
    /// What it counts: `hours`, `days`, `people`, `rows`, `characters`, `count`.
    pub unit: &'static str,
    /// Least value a pack may set.
    pub min: u32,
    /// Largest value a pack may set.
    pub max: u32,
    /// Value where no pack says anything.
    pub value: u32,
}

macro_rules! limits {
    ($($(#[$about:meta])* $name:ident = $id:literal, $unit:literal, $min:literal..=$max:literal, $value:literal;)+) => {
        /// A limit that packs set.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Limit { $($(#[$about])* $name,)+ }

        impl Limit {
            /// All limits.
            pub const ALL: &'static [Limit] = &[$(Limit::$name,)+];

            /// Its name, unit and bounds.
            #[must_use]
            pub fn rule(self) -> LimitRule {
                match self {
                    $(Limit::$name => LimitRule { id: $id, unit: $unit, min: $min, max: $max, value: $value },)+
                }
            }
        }
    };
}

limits! {
    /// Hours an emergency access lasts at most.
    EmergencyHours = "emergency_hours", "hours", 1..=24, 4;
    /// Emergency accesses of one account that may be in force or unreviewed at once.
    EmergencyOpen = "emergency_open", "count", 1..=50, 5;
    /// Days after which an unreviewed emergency access is overdue.
    ReviewDays = "review_days", "days", 1..=30, 3;
    /// Characters a reason has at least.
    ReasonChars = "reason_chars", "characters", 4..=200, 8;
    /// People one agency request names at most.
    AgencyPeople = "agency_people", "people", 1..=500, 50;
    /// Days one agency request asks about at most.
    AgencyDays = "agency_days", "days", 1..=60, 21;
    /// Days an agency request stays open at most.
    AgencyOpenDays = "agency_open_days", "days", 1..=90, 14;
    /// Rows of figures that need no approval to be exported.
    ExportFigures = "export_figures", "rows", 1..=500_000, 50_000;
    /// Rows of records that need no approval to be exported.
    ExportRecords = "export_records", "rows", 1..=100_000, 5_000;
    /// Hours within which an approved export is fetched.
    ApprovalHours = "approval_hours", "hours", 1..=168, 24;
    /// Smallest count that is published; smaller ones are hidden.
    PublicCount = "public_count", "count", 3..=20, 5;
    /// Smallest population of which a rate is published.
    PublicPopulation = "public_population", "people", 100..=100_000, 1_000;
    /// Days within which a person's request is answered.
    RightsDays = "rights_days", "days", 1..=30, 30;
}

/// A limit as a pack sets it.
#[derive(Debug, Clone)]
pub struct LimitValue {
    /// Which one.
    pub limit: Limit,
    /// Its value, in the unit of its rule.
    pub value: u32,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Where the value comes from.
    pub source: String,
    /// How far that is trusted.
    pub confidence: Confidence,
}

/// An agency (协查单位) that named data may be asked of or given to.
#[derive(Debug, Clone)]
pub struct Agency {
    /// Stable id, for example `transport`.
    pub id: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Everything that may be asked for.
    pub fields: Vec<AgencyField>,
}

/// Something that may be asked for.
#[derive(Debug, Clone)]
pub struct AgencyField {
    /// Stable id inside the agency.
    pub id: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Whether it says where somebody was.
    pub is_location: bool,
}

/// A legal basis (法律依据): the statute and article a request stands on.
#[derive(Debug, Clone)]
pub struct LegalBasis {
    /// Stable id, for example `erl-85`.
    pub id: String,
    /// Chinese name of the law.
    pub law_zh: String,
    /// English name of the law.
    pub law_en: String,
    /// Article.
    pub article: String,
    /// What it says, summarised in Chinese.
    pub text_zh: String,
    /// What it says, summarised in English.
    pub text_en: String,
    /// Where that comes from.
    pub source: String,
    /// How far that is trusted.
    pub confidence: Confidence,
}

/// A kind of record that emergency access (紧急调阅) may be asked for.
#[derive(Debug, Clone)]
pub struct EmergencyKind {
    /// Kind of record, for example `person`.
    pub id: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Permissions that may be given for a while.
    pub permissions: Vec<String>,
}

/// How long a kind of record is kept (保存期限).
#[derive(Debug, Clone)]
pub struct RetentionRule {
    /// Kind of record, for example `card_report`.
    pub id: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// The rule in Chinese.
    pub rule_zh: String,
    /// The rule with its law, in English.
    pub rule_en: String,
    /// Days it is kept at least.
    pub days_min: u32,
    /// Where that comes from.
    pub source: String,
    /// How far that is trusted.
    pub confidence: Confidence,
}

/// Days an audit trail is kept at least, by 网络安全法 21 (six months).
pub const AUDIT_DAYS_MIN: u32 = 183;

/// All rules of privacy of the overlaid packs.
#[derive(Debug, Clone, Default)]
pub struct Privacy {
    pub(crate) limits: BTreeMap<Limit, LimitValue>,
    /// Agencies.
    pub agencies: Vec<Agency>,
    /// Legal bases.
    pub bases: Vec<LegalBasis>,
    /// Kinds of emergency access.
    pub emergency: Vec<EmergencyKind>,
    /// Retention by kind of record.
    pub retention: Vec<RetentionRule>,
}

impl Privacy {
    /// The value of a limit.
    #[must_use]
    pub fn limit(&self, limit: Limit) -> u32 {
        self.limits
            .get(&limit)
            .map_or(limit.rule().value, |set| set.value)
    }

    /// The limits that packs set, with their sources.
    pub fn limits(&self) -> impl Iterator<Item = &LimitValue> {
        self.limits.values()
    }

    /// The agency with this id.
    #[must_use]
    pub fn agency(&self, id: &str) -> Option<&Agency> {
        self.agencies.iter().find(|one| one.id == id)
    }

    /// The legal basis with this id.
    #[must_use]
    pub fn basis(&self, id: &str) -> Option<&LegalBasis> {
        self.bases.iter().find(|one| one.id == id)
    }

    /// The kind of emergency access with this id.
    #[must_use]
    pub fn emergency_kind(&self, id: &str) -> Option<&EmergencyKind> {
        self.emergency.iter().find(|one| one.id == id)
    }

    /// The retention of a kind of record.
    #[must_use]
    pub fn retention(&self, id: &str) -> Option<&RetentionRule> {
        self.retention.iter().find(|one| one.id == id)
    }
}
