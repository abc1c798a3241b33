//! Where a person lies, for "who can see it?".

use access::{App, FindRecord, Permission, Resource};
use async_trait::async_trait;
use platform::{DbError, Problem};

use crate::api::level_of;
use crate::store;

/// Finds people.
#[derive(Debug, Clone, Copy)]
pub struct PersonRecords;

#[async_trait]
impl FindRecord for PersonRecords {
    fn kind(&self) -> &'static str {
        "person"
    }

    fn permission(&self) -> Permission {
        Permission::PersonsRead
    }

    async fn find(&self, app: &App, id: &str) -> Result<Option<Resource>, Problem> {
        let Ok(id) = id.parse() else {
            return Ok(None);
        };
        let mut connection = app.db.read().acquire().await.map_err(DbError::from)?;
        let found = store::speaking_for(&mut connection, id).await?;
        Ok(found.map(|row| {
            let level = level_of(row.is_restricted);
            Resource::record(row.id.to_string(), row.standing.region_path).at_level(level)
        }))
    }
}
