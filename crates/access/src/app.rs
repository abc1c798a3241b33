//! What every request can reach.

use std::fmt;
use std::sync::Arc;

use kernel::Clock;
use pack::Pack;
use platform::{Db, DbError, Events, Problem, Tx, jobs};
use vault::Vault;

use crate::audit::{self, Entry, Stamp};
use crate::rights::Holders;
use crate::{Limits, Provider};

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
    /// Seals what names a person and what opens doors; `None` where the program was started without its keys.
    pub vault: Option<Vault>,
    /// The capabilities that hold data of persons, for residents' requests and for retention.
    pub holders: Holders,
    /// The provider that people may sign in through, where the city has one.
    pub oidc: Option<Provider>,
    /// How often each API client has asked lately.
    pub limits: Limits,
}

impl App {
    /// The state over a database, everything else as a program starts that has no keys and speaks plain HTTP.
    #[must_use]
    pub fn new(db: Db, pack: Arc<Pack>, clock: Arc<dyn Clock>) -> Self {
        App {
            db,
            pack,
            clock,
            events: Events::default(),
            jobs: jobs::Waker::default(),
            secure_cookies: false,
            vault: None,
            holders: Holders::default(),
            oidc: None,
            limits: Limits::default(),
        }
    }

    /// Puts entries on record in the transaction they tell of, as the last thing before it is committed.
    ///
    /// Every handler that changes something calls this; a test over all routes fails when one does not.
    ///
    /// # Errors
    /// When the database refuses; nothing of the transaction is stored then.
    pub async fn record(&self, tx: &mut Tx, entries: &[Entry]) -> Result<(), DbError> {
        audit::append(&self.db, tx, self.stamp(), entries).await
    }

    /// Puts an entry on record by itself, before the answer it tells of is handed out.
    ///
    /// # Errors
    /// When the database refuses; then nothing may be handed out.
    pub async fn record_now(&self, entry: Entry) -> Result<(), Problem> {
        let mut tx = self.db.begin().await?;
        self.record(&mut tx, &[entry]).await?;
        tx.commit().await.map_err(DbError::from)?;
        Ok(())
    }

    /// What entries recorded now have in common.
    #[must_use]
    pub fn stamp(&self) -> Stamp<'_> {
        Stamp {
            at: self.clock.now(),
            pack_version: self.pack.version(),
        }
    }
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
