//! What every request can reach.

use std::fmt;
use std::sync::Arc;

use kernel::Clock;
use pack::Pack;
use platform::{Db, Events, jobs};

/// The state behind every route of every capability; cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: Db,
    /// What the packs say, one immutable snapshot.
    pub pack: Arc<Pack>,
    /// Where "now" comes from.
    pub clock: Arc<dyn Clock>,
    /// Tells open screens what changed.
    pub events: Events,
    /// Wakes the job runner when work was queued.
    pub jobs: jobs::Waker,
    /// Whether the session cookie is sent over HTTPS only; off only where the server speaks plain HTTP itself.
    pub secure_cookies: bool,
}

impl fmt::Debug for App {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("App")
            .field("db", &self.db)
            .field("pack", &self.pack.version())
            .field("secure_cookies", &self.secure_cookies)
            .finish_non_exhaustive()
    }
}
