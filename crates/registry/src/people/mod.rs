//! People over the database: record, correct, find, match, merge and split.
//!
//! Reading opens what is sealed; writing happens in a transaction of the caller's, who adds the entry of the audit trail to it.

mod erase;
mod households;
mod matches;
mod merge;
mod read;
mod write;

use std::sync::Arc;

use access::App;
use kernel::{Day, Timestamp};
use pack::{MatchPurpose, Pack};
use platform::Db;
use vault::{KeyRing, Vault};

use crate::error::PeopleError;

pub use households::HouseholdChange;
pub use matches::{MatchPair, MatchVerdict};
pub(crate) use read::narrowed;
pub use read::{PersonHit, SearchKey, WholePerson};
pub use write::{Outcome, Recognised, Recorded};

/// Who reads on behalf of a resident: their request says who handled it.
pub(crate) const PROGRAM: &str = "program";

/// Records of people, as one request sees them.
pub struct People<'a> {
    db: &'a Db,
    pack: &'a Pack,
    ring: Arc<KeyRing>,
    now: Timestamp,
    today: Day,
    by: String,
}

impl<'a> People<'a> {
    /// The records over a database, with the keys and the time of now; what is written is written by `by`.
    #[must_use]
    pub fn new(
        db: &'a Db,
        pack: &'a Pack,
        vault: &Vault,
        now: Timestamp,
        by: impl Into<String>,
    ) -> Self {
        People {
            db,
            pack,
            ring: vault.ring(),
            now,
            today: crate::api::day_of(now),
            by: by.into(),
        }
    }

    /// The records of the running program, as one account sees them.
    ///
    /// # Errors
    /// [`PeopleError::NoVault`] when the program was started without its keys.
    pub fn of(app: &'a App, by: impl Into<String>) -> Result<Self, PeopleError> {
        let vault = app.vault.as_ref().ok_or(PeopleError::NoVault)?;
        Ok(Self::new(&app.db, &app.pack, vault, app.clock.now(), by))
    }

    /// The day in China.
    #[must_use]
    pub fn today(&self) -> Day {
        self.today
    }

    /// The thresholds of a purpose; those of registration where the pack knows no such purpose.
    fn thresholds(&self, purpose: &str) -> Option<&MatchPurpose> {
        let matching = &self.pack.matching;
        matching
            .purpose(purpose)
            .or_else(|| matching.purpose("registration"))
    }
}
