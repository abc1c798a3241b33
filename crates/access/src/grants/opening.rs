//! What emergency accesses open while they are in force.

use platform::Problem;

use super::model::EmergencyAccess;
use super::store;
use crate::{App, Over, Permission, Purpose, TemporaryGrant};

/// Kind of an access that opens all records of one event.
const EVENT: &str = "event";

/// The rights an account has for a while; asked once a request, by an index.
pub(crate) async fn in_force(app: &App, account: &str) -> Result<Vec<TemporaryGrant>, Problem> {
    let active = store::active_of(&app.db, account, app.clock.now()).await?;
    Ok(active.into_iter().filter_map(grant).collect())
}

/// The right an access gives; none where the program knows its permission or purpose no more.
fn grant(access: EmergencyAccess) -> Option<TemporaryGrant> {
    let permission = Permission::ALL
        .into_iter()
        .find(|known| known.as_str() == access.permission)?;
    Some(TemporaryGrant {
        id: access.id.to_string(),
        permission,
        over: match access.kind.as_str() {
            EVENT => Over::Event(access.subject),
            _ => Over::Record(access.subject),
        },
        purpose: Purpose::parse(&access.purpose)?,
        until: access.expires_at,
    })
}
