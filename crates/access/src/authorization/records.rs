//! How the capabilities above tell where one of their records lies, so that "who can see it?" can be answered here.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use platform::Problem;

use super::Resource;
use crate::{App, Permission};

/// Finds records of one kind.
#[async_trait]
pub trait FindRecord: Send + Sync {
    /// The kind, as the audit trail names it, for example `person`.
    fn kind(&self) -> &'static str;

    /// The permission by which such a record is read.
    fn permission(&self) -> Permission;

    /// The record with this id, as a decision sees it.
    ///
    /// # Errors
    /// When the database cannot be read.
    async fn find(&self, app: &App, id: &str) -> Result<Option<Resource>, Problem>;
}

/// All kinds of records that can be asked about; the composition root fills it.
#[derive(Clone, Default)]
pub struct Records(Arc<Vec<Box<dyn FindRecord>>>);

impl Records {
    /// These kinds.
    #[must_use]
    pub fn new(kinds: Vec<Box<dyn FindRecord>>) -> Self {
        Records(Arc::new(kinds))
    }

    /// Whoever finds records of this kind.
    #[must_use]
    pub fn of(&self, kind: &str) -> Option<&dyn FindRecord> {
        self.0
            .iter()
            .find(|one| one.kind() == kind)
            .map(AsRef::as_ref)
    }

    /// The kinds there are.
    #[must_use]
    pub fn kinds(&self) -> Vec<&'static str> {
        self.0.iter().map(|one| one.kind()).collect()
    }
}

impl fmt::Debug for Records {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.kinds()).finish()
    }
}
