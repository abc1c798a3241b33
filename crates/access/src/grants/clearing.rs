//! When an event is over, the access that served it ends and what was collected for it is destroyed.

use kernel::Id;
use platform::jobs::{self, Job};
use platform::{DbError, Tx};

use super::jobs::JOB_PURGE;
use super::store;
use crate::App;
use crate::audit::{Action, Author, Detail, Entry};

/// What ended with an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Emergency accesses.
    pub emergency: u64,
    /// Agency requests.
    pub requests: u64,
    /// The job that destroys what was collected.
    pub purge: Id<Job>,
}

/// Ends all access bound to an event and queues the destruction of what was collected for it.
///
/// Whoever closes an event calls this in the transaction that closes it, and wakes the jobs after it.
///
/// # Errors
/// When the database refuses.
pub async fn event_is_over(
    app: &App,
    tx: &mut Tx,
    event: &str,
    author: &Author,
) -> Result<Ended, DbError> {
    let now = app.clock.now();
    let emergency = store::end_event(tx, event, now).await?;
    let requests = store::close_event(tx, event).await?;
    let purge = Id::new();
    store::insert_purge(tx, &purge.to_string(), event, now).await?;
    jobs::enqueue(tx, JOB_PURGE, purge, "{}", now).await?;
    let entry = Entry::new(author.clone(), Action::EventAccessEnded)
        .on("event", event)
        .count(Detail::Rows, emergency + requests);
    app.record(tx, &[entry]).await?;
    Ok(Ended {
        emergency,
        requests,
        purge,
    })
}
