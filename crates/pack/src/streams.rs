//! Surveillance streams (监测流): what is counted, how often and who may read it.

use kernel::Period;
use serde::Serialize;

use crate::marks::Confidence;

/// Who may read a stream's counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// Published figures: every signed-in account.
    Published,
    /// Only for regions at or below one of the account's posts.
    Area,
}

/// One stream of counts.
#[derive(Debug, Clone)]
pub struct Stream {
    /// Stable id, for example `notifiable_cases`.
    pub id: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// The period one count covers.
    pub period: Period,
    /// Chinese unit of the counts, for example 例.
    pub unit_zh: String,
    /// English unit of the counts.
    pub unit_en: String,
    /// What is counted, in Chinese.
    pub description_zh: String,
    /// What is counted, in English.
    pub description_en: String,
    /// Who may read it.
    pub access: Access,
    /// The strata (分层) in use; always begins with `all`.
    pub strata: Vec<String>,
    /// Where the figures come from.
    pub source: String,
    /// How far the source is trusted.
    pub confidence: Confidence,
}
