//! What the linter says about one place in a pack.

use std::fmt;

use serde::Serialize;

/// Whether a finding stops the pack from loading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The pack does not load until this is mended.
    Error,
    /// The pack loads; a person should look.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        })
    }
}

/// One finding: where, which rule, what is wrong and what to do.
///
/// Findings sort by file, line, key and rule, so that two runs print the same list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Diagnostic {
    /// Path below the packs folder, with `/` on every system.
    pub file: String,
    /// Line in the file, from 1; 1 where the file as a whole is meant.
    pub line: u32,
    /// The key or column concerned, for example `detector.params_cel.percentile`; empty for a whole file.
    pub key: String,
    /// Stable code of the rule that was broken, for example `unknown-key`.
    pub rule: &'static str,
    /// Whether loading stops.
    pub severity: Severity,
    /// What is wrong, in the terms of the pack's author.
    pub message: String,
    /// What to do next, where the linter knows.
    pub hint: Option<String>,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.file, self.line, self.severity)?;
        write!(out, "[{}] ", self.rule)?;
        if !self.key.is_empty() {
            write!(out, "{}: ", self.key)?;
        }
        out.write_str(&self.message)?;
        if let Some(hint) = &self.hint {
            write!(out, "; {hint}")?;
        }
        Ok(())
    }
}
