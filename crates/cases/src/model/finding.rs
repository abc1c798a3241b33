//! What a check found.

use serde::Serialize;
use utoipa::ToSchema;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The card cannot be reported like this.
    Error,
    /// Somebody should look again; the card can be reported.
    Warning,
}

/// One thing that is wrong, or may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Finding {
    /// The field where it can be mended.
    pub field: String,
    /// The other fields it is about.
    pub others: Vec<String>,
    /// The rule: the id of a check of the pack, or `required`, `type`, `code`, `length`, `not_asked`, `unknown_field`, `kept_by_program`.
    pub rule: String,
    /// How much it matters.
    pub severity: Severity,
    /// In words, Chinese; no value is quoted.
    pub text_zh: String,
    /// In words, English.
    pub text_en: String,
}
