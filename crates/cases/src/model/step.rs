//! Where a card stands and what can be done with it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! words {
    ($name:ident: $($value:ident = $text:literal,)+) => {
        impl $name {
            /// All of them.
            pub const ALL: &'static [$name] = &[$($name::$value,)+];

            /// The name in the database and in JSON.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $($name::$value => $text,)+ }
            }

            /// The one with this name.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                $name::ALL.iter().copied().find(|one| one.as_str() == text)
            }
        }
    };
}
pub(crate) use words;

/// Where a card stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Being filled in (草稿).
    Draft,
    /// Waits for the county's review (已报告).
    Reported,
    /// Sent back to whoever reported it (已退卡).
    Returned,
    /// Reviewed (终审).
    Final,
    /// Taken back or thrown away (已作废).
    Withdrawn,
}

words! { State:
    Draft = "draft",
    Reported = "reported",
    Returned = "returned",
    Final = "final",
    Withdrawn = "withdrawn",
}

/// What was done with a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Saved without reporting (暂存).
    Save,
    /// Reported, or reported again after a return (报告).
    Report,
    /// Found right (审核通过).
    Review,
    /// Sent back (退卡).
    Return,
    /// Changed after it was reported (订正).
    Correct,
    /// A death was added (死亡补报).
    Supplement,
    /// Taken back (作废).
    Withdraw,
}

words! { Step:
    Save = "save",
    Report = "report",
    Review = "review",
    Return = "return",
    Correct = "correct",
    Supplement = "supplement",
    Withdraw = "withdraw",
}
