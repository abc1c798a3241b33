use access::audit::{Action, Detail};
use access::{Actor, App, Permission};
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use platform::Problem;

use super::imports::import;
use crate::model::RejectedState;
use crate::store;

/// Rows read from the database at a time.
const PART_ROWS: u32 = 5000;

/// Open rejected rows as a CSV file: the file's own columns, then the column at fault, the rule and the message.
///
/// Corrected in a spreadsheet, it can be imported again as it is; the added columns are ignored.
#[utoipa::path(
    get,
    path = "/api/imports/{id}/rejected.csv",
    tag = "surveillance",
    params(("id" = String, Path, description = "The import")),
    responses(
        (status = 200, description = "The file", content_type = "text/csv", body = String),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not allowed", body = Problem),
        (status = 404, description = "No such import", body = Problem),
    )
)]
#[tracing::instrument(skip_all)]
pub(crate) async fn export_rejected_rows(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let scope = actor.scope(&app, Permission::ImportsRead)?;
    let import = import(&app, &scope, &id).await?;
    let headers = import
        .headers
        .map(|header| header.names)
        .unwrap_or_default();
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let mut titles = headers.clone();
    titles.extend(
        [
            "rejected_row",
            "rejected_column",
            "rejected_rule",
            "rejected_message",
        ]
        .map(str::to_owned),
    );
    let mut lines = vec![titles];
    let mut after = 0;
    let mut rows = 0;
    loop {
        let open = Some(RejectedState::Open);
        let part = store::rejected_page(&app.db, &id, open, after, PART_ROWS).await?;
        let is_end = part.len() < PART_ROWS as usize;
        after = part.last().map_or(after, |row| row.row);
        rows += part.len() as u64;
        for row in part {
            // The file goes back to whoever sent it, so its cells stay exactly as they came.
            let mut line = row.fields;
            line.resize(headers.len(), String::new());
            line.push(row.row.to_string());
            line.push(row.column.unwrap_or_default());
            line.push(row.rule.unwrap_or_default());
            line.push(row.message_zh.unwrap_or_default());
            lines.push(line);
        }
        for line in lines.drain(..) {
            writer
                .write_record(&line)
                .map_err(|_| Problem::internal())?;
        }
        if is_end {
            break;
        }
    }
    let bytes = writer.into_inner().map_err(|_| Problem::internal())?;
    let entry = scope
        .entry(Action::RejectedRowsExported)
        .on("import", &id)
        .count(Detail::Rows, rows);
    app.record_now(entry).await?;
    let name = format!("attachment; filename=\"rejected-{id}.csv\"");
    let mut response = ([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], bytes).into_response();
    if let Ok(name) = HeaderValue::from_str(&name) {
        response
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
