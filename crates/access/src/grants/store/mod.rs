//! SQL of access that ends by itself.

mod agency;
mod emergency;
mod purge;

use platform::DbError;
use sqlx::Row;
use sqlx::any::AnyRow;

pub(crate) use agency::{
    AgencyFilter, add_refused_answer, answer_rows, decide, insert_answer, insert_request, people,
    request, requests, set_state,
};
pub(crate) use emergency::{
    EmergencyFilter, active_of, count_open, emergencies, emergency, end, end_event, insert, review,
};
pub(crate) use purge::{
    close_event, destroy, destroy_left_behind, insert_purge, left_behind, purges,
};

use super::model::AccountRef;

/// An account out of four columns that begin with `prefix`; `None` where the left join found none.
pub(crate) fn account_ref(row: &AnyRow, prefix: &str) -> Result<Option<AccountRef>, DbError> {
    let text = |name: &str| row.try_get::<Option<String>, _>(format!("{prefix}_{name}").as_str());
    let Some(id) = text("id")? else {
        return Ok(None);
    };
    Ok(Some(AccountRef {
        id,
        username: text("username")?.unwrap_or_default(),
        display_name_zh: text("name_zh")?.unwrap_or_default(),
        display_name_en: text("name_en")?.unwrap_or_default(),
    }))
}

/// The columns [`account_ref`] reads, of the account table joined as `alias`.
pub(crate) fn account_columns(alias: &str) -> String {
    format!(
        "{alias}.id AS {alias}_id, {alias}.username AS {alias}_username, \
         {alias}.display_name_zh AS {alias}_name_zh, {alias}.display_name_en AS {alias}_name_en"
    )
}

/// A condition that a path lies in one of the areas given as JSON in `parameter`.
pub(crate) fn within(db: &platform::Db, path: &str, parameter: u8) -> String {
    format!(
        "EXISTS (SELECT 1 FROM {} AS area WHERE substr({path}, 1, length(area.prefix)) = area.prefix)",
        db.records(parameter, &[("prefix", platform::Column::Text)])
    )
}

/// Areas as [`within`] takes them.
pub(crate) fn areas_json(areas: &[String]) -> String {
    let rows: Vec<[&String; 1]> = areas.iter().map(|area| [area]).collect();
    // Texts always make JSON.
    serde_json::to_string(&rows).unwrap_or_else(|_| "[]".to_owned())
}
