//! Where a signal lies, for "who can see it?".

use access::{App, FindRecord, Permission, Resource};
use async_trait::async_trait;
use platform::Problem;

use crate::api::level_of;
use crate::store;

/// Finds signals.
#[derive(Debug, Clone, Copy)]
pub struct SignalRecords;

#[async_trait]
impl FindRecord for SignalRecords {
    fn kind(&self) -> &'static str {
        "signal"
    }

    fn permission(&self) -> Permission {
        Permission::SignalsRead
    }

    async fn find(&self, app: &App, id: &str) -> Result<Option<Resource>, Problem> {
        let Ok(id) = id.parse() else {
            return Ok(None);
        };
        let found = store::get(&app.db, id).await?;
        Ok(found.map(|row| {
            let level = level_of(app, &row.stream);
            Resource::record(row.id.to_string(), row.region_path).at_level(level)
        }))
    }
}
