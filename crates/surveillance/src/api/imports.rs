//! Which imports an account may see.

use access::{Actor, App, Permission};
use axum::http::StatusCode;
use platform::Problem;

use crate::error::ImportError;
use crate::store::{self, Record};

/// An import is seen by those whose area overlaps the one it was made for.
pub(crate) fn may_see(actor: &Actor, import: &Record) -> bool {
    let mine = actor.areas(Permission::ImportsRead);
    import.areas.iter().any(|area| {
        mine.iter()
            .any(|own| own.starts_with(area.as_str()) || area.starts_with(own.as_str()))
    })
}

/// The import with this id, if the account may see it.
pub(crate) async fn import(app: &App, actor: &Actor, id: &str) -> Result<Record, Problem> {
    store::by_id(&app.db, id)
        .await?
        .filter(|import| may_see(actor, import))
        .ok_or_else(|| Problem::not_found("there is no such import in your area"))
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Database(error) => error.into(),
            ImportError::File(error) => Problem::invalid("file", "file", error.to_string()),
            ImportError::Unreadable { .. } | ImportError::Stopped(_) => Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "invalid",
                "the file cannot be imported",
                error.to_string(),
            ),
        }
    }
}
