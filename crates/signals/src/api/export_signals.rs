//! `GET /api/signals/export`

use access::audit::Action;
use access::release::{self, ExportKind, Release};
use access::{Actor, App, Params, Permission};
use axum::extract::State;
use axum::response::Response;
use platform::{Cell, ExportFormat, Problem, Table};
use serde::Deserialize;
use utoipa::IntoParams;

use super::query::SignalQuery;
use super::view::view;
use crate::store::{self, Place};

/// Rows of one export at most.
const ROWS_MAX: usize = 200_000;
/// Rows read at a time.
const READ: u32 = 5_000;

/// The file wanted; the other parameters are those of the list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct ExportQuery {
    /// CSV unless given.
    #[param(inline)]
    format: ExportFormat,
    /// Id of an approved export, where one is needed.
    approval: Option<String>,
}

/// Signals as a file, with what they were filtered by.
#[utoipa::path(
    get, path = "/api/signals/export", tag = "signals", params(SignalQuery, ExportQuery),
    responses(
        (status = 200, description = "the file", content(
            (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `signals.read` and `counts.export`, or so many rows need an approval", body = Problem),
        (status = 404, description = "no such region", body = Problem),
        (status = 422, description = "a parameter is wrong, or there are too many signals", body = Problem),
    ),
)]
pub(crate) async fn export_signals(
    actor: Actor,
    State(app): State<App>,
    Params(query): Params<SignalQuery>,
    Params(export): Params<ExportQuery>,
) -> Result<Response, Problem> {
    let scope = actor.scope(&app, Permission::CountsExport)?;
    let wanted = query.filter(&app, &scope)?;
    let mut rows = Vec::new();
    let mut after: Option<Place> = None;
    loop {
        let page = store::list(&app.db, &wanted, query.order(), after.as_ref(), READ).await?;
        let is_last = page.len() < READ as usize;
        after = page.last().map(Place::of);
        rows.extend(page);
        if rows.len() > ROWS_MAX {
            return Err(Problem::invalid(
                "from",
                "too_many_rows",
                format!(
                    "more than {ROWS_MAX} signals match; narrow the region, the condition or the days"
                ),
            ));
        }
        if is_last {
            break;
        }
    }
    let mut filter = vec![("内容 content".to_owned(), "预警信号 signals".to_owned())];
    filter.extend(query.notes());
    let columns = [
        "日期 day",
        "周期 period",
        "监测流 stream",
        "病种 condition",
        "病种名称 condition_name",
        "地区 region",
        "地区名称 region_name",
        "分层 stratum",
        "预警方法 detector",
        "算法 method",
        "实际 observed",
        "期望 expected",
        "界值 bound",
        "p",
        "得分 score",
        "首次产生 created_at",
        "撤销 withdrawn_at",
        "规则包 pack_version",
        "编号 id",
    ];
    let table = Table {
        name: "signals".to_owned(),
        notes: Vec::new(),
        columns: columns.map(str::to_owned).to_vec(),
        rows: rows
            .iter()
            .map(|row| {
                let row = view(&app.pack, row);
                vec![
                    Cell::from(row.day.to_string()),
                    row.label.into(),
                    row.stream.into(),
                    row.condition.into(),
                    row.condition_name_zh.into(),
                    row.region.to_string().into(),
                    row.region_name_zh.into(),
                    row.stratum.into(),
                    row.detector.into(),
                    row.method.into(),
                    row.observed.into(),
                    row.expected.into(),
                    row.bound.into(),
                    row.p.into(),
                    row.score.into(),
                    row.created_at.to_string().into(),
                    row.withdrawn_at.map(|at| at.to_string()).into(),
                    row.pack_version.into(),
                    row.id.to_string().into(),
                ]
            })
            .collect(),
    };
    let entry = scope
        .entry(Action::SignalsExported)
        .on("region", query.region().to_string());
    let file = Release {
        kind: ExportKind::Signals,
        table,
        format: export.format,
        filter,
        as_of: None,
        free_text: Vec::new(),
        approval: export.approval,
        entry,
    };
    release::hand_out(&app, &actor, file).await
}
