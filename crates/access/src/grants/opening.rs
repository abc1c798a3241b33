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
    Ok(active.iter().flat_map(grants).collect())
}

/// The rights an access gives; none where the program knows its permission or purpose no more.
fn grants(access: &EmergencyAccess) -> Vec<TemporaryGrant> {
    let known = Permission::ALL
        .into_iter()
        .find(|known| known.as_str() == access.permission);
    let (Some(permission), Some(purpose)) = (known, Purpose::parse(&access.purpose)) else {
        return Vec::new();
    };
    // Nobody can look at a person in the clear without opening the record.
    let opened = match permission {
        Permission::PersonsIdentify => vec![permission, Permission::PersonsRead],
        _ => vec![permission],
    };
    opened
        .into_iter()
        .map(|permission| TemporaryGrant {
            id: access.id.to_string(),
            permission,
            over: match access.kind.as_str() {
                EVENT => Over::Event(access.subject.clone()),
                _ => Over::Record(access.subject.clone()),
            },
            purpose,
            until: access.expires_at,
        })
        .collect()
}
