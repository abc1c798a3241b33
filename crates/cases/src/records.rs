//! Where a report card lies, for "who can see it?".

use access::{App, FindRecord, Permission, Resource};
use async_trait::async_trait;
use platform::Problem;

use crate::api::card_resource;
use crate::store;

/// Finds report cards.
#[derive(Debug, Clone, Copy)]
pub struct CardRecords;

#[async_trait]
impl FindRecord for CardRecords {
    fn kind(&self) -> &'static str {
        "card"
    }

    fn permission(&self) -> Permission {
        Permission::CardsRead
    }

    async fn find(&self, app: &App, id: &str) -> Result<Option<Resource>, Problem> {
        let Ok(id) = id.parse() else {
            return Ok(None);
        };
        let found = store::by_id(&app.db, id).await?;
        Ok(found.map(|stored| card_resource(&stored.card)))
    }
}
