//! How capabilities that hold data of persons take part.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use kernel::Timestamp;
use platform::{DbError, Problem, Tx};
use serde_json::Value;

use crate::App;

/// A capability that holds data of persons.
#[async_trait]
pub trait PersonRecord: Send + Sync {
    /// Its name, for example `registry`.
    fn holder(&self) -> &'static str;

    /// Ancestor path of the region the person belongs to; `None` where it holds nothing of this person.
    async fn path(&self, app: &App, person: &str) -> Result<Option<String>, Problem>;

    /// Everything it holds of the person, opened and readable.
    async fn copy(&self, app: &App, person: &str) -> Result<Option<Value>, Problem>;

    /// Restricts the use of the person's records, or frees them again; how many records.
    async fn restrict(
        &self,
        app: &App,
        tx: &mut Tx,
        person: &str,
        is_restricted: bool,
    ) -> Result<u64, Problem>;

    /// Removes the person's records where the law allows it.
    async fn erase(&self, app: &App, tx: &mut Tx, person: &str) -> Result<Erasure, Problem>;
}

/// What came of an erasure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Erasure {
    /// So many records are gone.
    Done(u64),
    /// The law asks for them to be kept.
    Kept {
        /// Why, in Chinese, with the rule of retention.
        reason_zh: String,
        /// Why, in English.
        reason_en: String,
    },
    /// There was nothing.
    Nothing,
}

/// A capability whose records of one kind can be removed when they have been kept long enough.
#[async_trait]
pub trait Retained: Send + Sync {
    /// The kind of record, as the pack's `retention.csv` names it.
    fn rule(&self) -> &'static str;

    /// How many records are older than an instant.
    async fn due(&self, app: &App, before: Timestamp) -> Result<u64, DbError>;

    /// Removes them; how many.
    async fn remove(&self, app: &App, tx: &mut Tx, before: Timestamp) -> Result<u64, DbError>;
}

/// All capabilities that take part; cheap to clone.
#[derive(Clone, Default)]
pub struct Holders {
    /// Those that hold data of persons.
    pub persons: Vec<Arc<dyn PersonRecord>>,
    /// Those whose records can be removed.
    pub retained: Vec<Arc<dyn Retained>>,
}

impl fmt::Debug for Holders {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let persons: Vec<&str> = self.persons.iter().map(|one| one.holder()).collect();
        let retained: Vec<&str> = self.retained.iter().map(|one| one.rule()).collect();
        out.debug_struct("Holders")
            .field("persons", &persons)
            .field("retained", &retained)
            .finish()
    }
}
