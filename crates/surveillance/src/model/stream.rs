//! Streams (监测流) as a screen offers them.

use kernel::{Day, Period};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One stream with the conditions that have counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StreamView {
    /// Stable id, for example `notifiable_cases`.
    pub id: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// The period one count covers.
    pub period: Period,
    /// Chinese unit.
    pub unit_zh: String,
    /// English unit.
    pub unit_en: String,
    /// `published`, or `area` when only regions inside the account's areas may be read.
    pub access: String,
    /// Where the figures come from.
    pub source: String,
    /// What is counted, Chinese.
    pub description_zh: String,
    /// What is counted, English.
    pub description_en: String,
    /// Strata in use; the first is `all`.
    pub strata: Vec<String>,
    /// Conditions with counts at or below the region asked about, or above it when there are none below.
    pub conditions: Vec<StreamCondition>,
}

/// A condition that has counts in a stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StreamCondition {
    /// Condition code.
    pub code: String,
    /// First day with a count.
    pub first_day: Option<Day>,
    /// Last day with a count.
    pub last_day: Option<Day>,
    /// How many series there are.
    pub series_count: u64,
}
