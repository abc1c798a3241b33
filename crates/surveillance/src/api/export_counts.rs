use access::audit::{Action, Detail};
use access::{Actor, App, Params, Permission};
use axum::extract::State;
use axum::response::Response;
use platform::{Cell, ExportFormat, Problem, Table, counts};
use serde::Deserialize;
use utoipa::IntoParams;

use super::list_counts::{RowsQuery, Wanted, view};
use crate::store;

/// Counts that one file holds at most.
const EXPORTED_MAX: i64 = 500_000;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FormatQuery {
    /// `csv` or `xlsx`.
    #[serde(default)]
    #[param(inline)]
    format: ExportFormat,
}

/// Stored counts as a file, with the filter, the cut-off and the source above the rows.
#[utoipa::path(
    get,
    path = "/api/counts/export",
    tag = "surveillance",
    params(RowsQuery, FormatQuery),
    responses(
        (status = 200, description = "The file", content(
            (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not allowed", body = Problem),
        (status = 404, description = "No such region", body = Problem),
        (status = 422, description = "Bad parameter, or too many counts for one file", body = Problem),
    )
)]
#[tracing::instrument(skip_all)]
pub(crate) async fn export_counts(
    State(app): State<App>,
    actor: Actor,
    Params(query): Params<RowsQuery>,
    Params(format): Params<FormatQuery>,
) -> Result<Response, Problem> {
    let scope = actor.scope(&app, Permission::CountsExport)?;
    let wanted = Wanted::new(&app, &scope, &query).await?;
    let asked = &wanted.asked;
    let counts_max = wanted.counts_max();
    if counts_max > EXPORTED_MAX {
        return Err(Problem::invalid(
            "from",
            "too_many_rows",
            format!(
                "up to {counts_max} counts lie in this window and a file holds at most {EXPORTED_MAX}; narrow the dates or the region"
            ),
        ));
    }
    let ids: Vec<_> = wanted.series.keys().copied().collect();
    let mut rows = if ids.is_empty() {
        Vec::new()
    } else {
        counts::rows(&app.db, &ids, wanted.from, wanted.to).await?
    };
    rows.sort_by_key(|row| (row.day, row.series));
    let mut batches: Vec<_> = rows.iter().map(|row| row.batch).collect();
    batches.sort_unstable();
    batches.dedup();
    let imports = store::by_batches(&app.db, &batches).await?;
    let as_of = wanted.series.values().map(|series| series.changed_at).max();
    let condition = app.pack.conditions.get(&asked.condition);
    let region = app.pack.regions.get(asked.region.code);
    let named = |code: &str, zh: Option<&str>| match zh {
        Some(zh) => format!("{code} {zh}"),
        None => code.to_owned(),
    };
    let mut table = Table {
        name: format!("counts-{}-{}", asked.stream.id, asked.condition),
        notes: vec![
            (
                "监测流 stream".to_owned(),
                named(&asked.stream.id, Some(&asked.stream.name_zh)),
            ),
            (
                "病种 condition".to_owned(),
                named(
                    &asked.condition,
                    condition.map(|known| known.name_zh.as_str()),
                ),
            ),
            (
                "地区 region".to_owned(),
                named(
                    &asked.region.code.to_string(),
                    region.map(|known| known.name_zh.as_str()),
                ),
            ),
            (
                "日期 dates".to_owned(),
                format!("{} – {}", wanted.from, wanted.to),
            ),
            (
                "截至 as of".to_owned(),
                as_of.map_or_else(|| "-".to_owned(), |at| at.to_string()),
            ),
            ("来源 source".to_owned(), asked.stream.source.clone()),
        ],
        columns: [
            "stream",
            "condition",
            "region",
            "地区名称",
            "date",
            "stratum",
            "count",
            "recorded_at",
            "import",
            "revisions",
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: Vec::with_capacity(rows.len()),
    };
    for row in rows {
        let row = view(&app, &wanted, &imports, row);
        table.rows.push(vec![
            Cell::from(asked.stream.id.as_str()),
            Cell::from(asked.condition.as_str()),
            Cell::from(row.region.to_string()),
            Cell::from(row.region_name_zh),
            Cell::from(row.day.to_string()),
            Cell::from(row.stratum),
            Cell::Integer(row.value as i64),
            Cell::from(row.recorded_at.to_string()),
            Cell::from(row.batch),
            Cell::Integer(row.revisions as i64),
        ]);
    }
    let entry = scope
        .entry(Action::CountsExported)
        .on("region", asked.region.code.to_string())
        .with(Detail::Stream, &asked.stream.id)
        .with(Detail::Condition, &asked.condition)
        .with(Detail::From, wanted.from.to_string())
        .with(Detail::To, wanted.to.to_string())
        .count(Detail::Rows, table.rows.len() as u64);
    let download = table.into_download(format.format)?;
    app.record_now(entry).await?;
    Ok(download)
}
