use access::audit::Action;
use access::release::{self, ExportKind, Release};
use access::{Actor, App, Params, Permission};
use axum::extract::{Path, State};
use axum::response::Response;
use platform::{Cell, ExportFormat, Problem, Table};
use serde::Deserialize;
use utoipa::IntoParams;

use super::imports::import;
use crate::model::RejectedState;
use crate::store;

/// Rows read from the database at a time.
const PART_ROWS: u32 = 5000;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct ApprovalQuery {
    /// Id of an approved export, where one is needed.
    approval: Option<String>,
}

/// Open rejected rows as a CSV file: the file's own columns, then the column at fault, the rule and the message.
///
/// Corrected in a spreadsheet, it can be imported again as it is: notes and added columns are ignored, and a cell that a
/// spreadsheet would compute comes back as it was.
#[utoipa::path(
    get,
    path = "/api/imports/{id}/rejected.csv",
    tag = "surveillance",
    params(("id" = String, Path, description = "The import"), ApprovalQuery),
    responses(
        (status = 200, description = "The file", content_type = "text/csv", body = String),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not allowed, or so many rows need an approval", body = Problem),
        (status = 404, description = "No such import", body = Problem),
        (status = 422, description = "The approval does not fit", body = Problem),
    )
)]
#[tracing::instrument(skip_all)]
pub(crate) async fn export_rejected_rows(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<String>,
    Params(asked): Params<ApprovalQuery>,
) -> Result<Response, Problem> {
    let scope = actor.scope(&app, Permission::ImportsRead)?;
    let import = import(&app, &scope, &id).await?;
    let headers = import
        .headers
        .map(|header| header.names)
        .unwrap_or_default();
    let mut columns = headers.clone();
    columns.extend(
        [
            "rejected_row",
            "rejected_column",
            "rejected_rule",
            "rejected_message",
        ]
        .map(str::to_owned),
    );
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut after = 0;
    loop {
        let open = Some(RejectedState::Open);
        let part = store::rejected_page(&app.db, &id, open, after, PART_ROWS).await?;
        let is_end = part.len() < PART_ROWS as usize;
        after = part.last().map_or(after, |row| row.row);
        for row in part {
            let mut cells = row.fields;
            cells.resize(headers.len(), String::new());
            let mut line: Vec<Cell> = cells.into_iter().map(Cell::from).collect();
            line.push(Cell::from(row.row.to_string()));
            line.push(row.column.into());
            line.push(row.rule.into());
            line.push(row.message_zh.into());
            rows.push(line);
        }
        if is_end {
            break;
        }
    }
    let entry = scope.entry(Action::RejectedRowsExported).on("import", &id);
    let file = Release {
        kind: ExportKind::RejectedRows,
        // Anything may stand in a row that was rejected, so every cell is looked through.
        free_text: (0..columns.len()).collect(),
        table: Table {
            name: format!("rejected-{id}"),
            notes: Vec::new(),
            columns,
            rows,
        },
        format: ExportFormat::Csv,
        filter: vec![("导入 import".to_owned(), id)],
        as_of: None,
        approval: asked.approval,
        entry,
    };
    release::hand_out(&app, &actor, file).await
}
