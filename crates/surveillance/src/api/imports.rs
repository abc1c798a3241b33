//! Which imports an account may see.

use access::{App, Resource, Scope};
use axum::http::StatusCode;
use kernel::RegionCode;
use platform::Problem;

use crate::error::ImportError;
use crate::store::{self, Record};

/// An import is seen by those whose area holds all of what it was made for: its rejected rows are of no one place.
pub(crate) fn may_see(scope: &Scope, import: &Record) -> bool {
    let country = format!("/{}/", RegionCode::CHINA);
    let of_country = |area: &str| matches!(area, "" | "/");
    let areas = import.areas.iter().map(|area| {
        if of_country(area) {
            country.as_str()
        } else {
            area.as_str()
        }
    });
    !import.areas.is_empty()
        && areas
            .into_iter()
            .all(|area| scope.covers(&Resource::region(area)))
}

/// The import with this id, if the account may see it.
pub(crate) async fn import(app: &App, scope: &Scope, id: &str) -> Result<Record, Problem> {
    store::by_id(&app.db, id)
        .await?
        .filter(|import| may_see(scope, import))
        .ok_or_else(|| Problem::not_found("there is no such import in your area").refusal())
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
