//! `GET /api/audit/export`

use axum::extract::State;
use axum::response::Response;
use platform::{Cell, ExportFormat, Problem, Table};
use serde::Deserialize;
use utoipa::IntoParams;

use super::query::AuditQuery;
use super::views::TITLES;
use crate::audit::model::Action;
use crate::audit::store::{self, Stored};
use crate::release::{self, ExportKind, Release};
use crate::{Actor, App, Params, Permission};

/// Entries of one file at most.
const ROWS_MAX: usize = 200_000;
/// Entries read at a time.
const READ: u32 = 5_000;

#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct AuditFormat {
    /// `csv` or `xlsx`.
    #[param(inline)]
    format: ExportFormat,
    /// Id of an approved export, where one is needed.
    approval: Option<String>,
}

/// Entries of the audit trail as a file. The export is put on record before it is handed out.
#[utoipa::path(
    get, path = "/api/audit/export", tag = "access", params(AuditQuery, AuditFormat),
    responses(
        (status = 200, description = "the file", content(
            (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `audit.read`, or so many rows need an approval", body = Problem),
        (status = 422, description = "a parameter is wrong, or there are too many entries", body = Problem),
    ),
)]
pub(crate) async fn export_audit_entries(
    actor: Actor,
    State(app): State<App>,
    Params(query): Params<AuditQuery>,
    Params(wanted): Params<AuditFormat>,
) -> Result<Response, Problem> {
    let scope = actor.scope(&app, Permission::AuditRead)?;
    let mut notes = vec![("内容 content".to_owned(), "审计日志 audit trail".to_owned())];
    notes.extend(query.notes());
    let filter = query.filter()?;
    let mut found: Vec<Stored> = Vec::new();
    loop {
        let before = found.last().map(|entry| entry.sequence);
        let part = store::list(&app.db, &filter, before, READ).await?;
        let is_last = part.len() < READ as usize;
        found.extend(part);
        if found.len() > ROWS_MAX {
            return Err(Problem::invalid(
                "from",
                "too_many_rows",
                format!("more than {ROWS_MAX} entries match; narrow the time or name an action"),
            ));
        }
        if is_last {
            break;
        }
    }
    let mut columns = vec!["序号 sequence".to_owned(), "时间 at".to_owned()];
    columns.extend(TITLES.map(str::to_owned));
    let table = Table {
        name: "audit".to_owned(),
        notes: Vec::new(),
        columns,
        rows: found
            .into_iter()
            .map(|entry| {
                let mut row = vec![
                    Cell::Integer(entry.sequence),
                    Cell::from(entry.at.to_string()),
                ];
                row.extend(entry.texts.into_iter().map(Cell::from));
                row
            })
            .collect(),
    };
    let file = Release {
        kind: ExportKind::Audit,
        table,
        format: wanted.format,
        filter: notes,
        as_of: None,
        free_text: Vec::new(),
        approval: wanted.approval,
        entry: scope.entry(Action::AuditExported),
    };
    release::hand_out(&app, &actor, file).await
}
