//! How far a figure may be trusted.

use std::fmt;

use serde::Serialize;

/// Confidence mark (可信度) carried by every figure and rule of a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Confidence {
    /// The official text, or two independent copies of it, was read; or a script checked it.
    A,
    /// One secondary copy was read.
    B,
    /// Well-known fact from memory; check it against the official text before a release claim.
    C,
    /// Memory or estimate with real doubt, or a default of this project.
    D,
}

impl Confidence {
    /// The mark as written in packs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Confidence::A => "A",
            Confidence::B => "B",
            Confidence::C => "C",
            Confidence::D => "D",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "A" => Some(Confidence::A),
            "B" => Some(Confidence::B),
            "C" => Some(Confidence::C),
            "D" => Some(Confidence::D),
            _ => None,
        }
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}
