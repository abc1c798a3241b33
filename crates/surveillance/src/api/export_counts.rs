use access::audit::{Action, Detail};
use access::release::{self, ExportKind, Release};
use access::{Actor, App, Params, Permission};
use axum::extract::State;
use axum::response::Response;
use pack::Limit;
use platform::{Cell, ExportFormat, Problem, Table, counts};
use serde::Deserialize;
use utoipa::IntoParams;

use super::list_counts::{RowsQuery, Wanted, view};
use crate::engine::published::{PUBLISHED_MAX, hidden, shown};
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
    /// Figures that may be published: small counts are hidden, and others beside them, so that no sum gives one away.
    #[serde(default)]
    public: bool,
    /// Id of an approved export, where one is needed.
    #[serde(default)]
    approval: Option<String>,
}

/// Stored counts as a file, with the filter, the cut-off, the source and who took it above the rows.
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
        (status = 403, description = "Not allowed, or so many rows need an approval", body = Problem),
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
    let smallest = app.pack.privacy.limit(Limit::PublicCount);
    let hidden = match format.public {
        true => published(&rows, smallest)?,
        false => vec![None; rows.len()],
    };
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
    let mut filter = vec![
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
        ("分层 stratum".to_owned(), asked.stratum.clone()),
    ];
    let mut table = Table {
        name: format!("counts-{}-{}", asked.stream.id, asked.condition),
        notes: vec![("来源 source".to_owned(), asked.stream.source.clone())],
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
    if format.public {
        let rule = format!(
            "例数小于 {smallest} 的不公布；* 为避免推算而隐去 counts under {smallest} are hidden; * hides what would give one away"
        );
        filter.push(("公开数字 public".to_owned(), rule));
    }
    for (row, hidden) in rows.into_iter().zip(hidden) {
        let row = view(&app, &wanted, &imports, row);
        table.rows.push(vec![
            Cell::from(asked.stream.id.as_str()),
            Cell::from(asked.condition.as_str()),
            Cell::from(row.region.to_string()),
            Cell::from(row.region_name_zh),
            Cell::from(row.day.to_string()),
            Cell::from(row.stratum),
            match hidden {
                Some(hidden) => Cell::from(shown(hidden, smallest)),
                None => Cell::Integer(row.value as i64),
            },
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
        .with(Detail::To, wanted.to.to_string());
    let file = Release {
        kind: ExportKind::Counts,
        table,
        format: format.format,
        filter,
        as_of,
        free_text: Vec::new(),
        approval: format.approval,
        entry,
    };
    release::hand_out(&app, &actor, file).await
}

/// What to hide of counts that are published, unless there are too many to look at together.
fn published(
    rows: &[counts::PointRow],
    smallest: u32,
) -> Result<Vec<Option<release::Hidden>>, Problem> {
    if rows.len() > PUBLISHED_MAX {
        return Err(Problem::invalid(
            "public",
            "too_many_rows",
            format!(
                "{} counts match and {PUBLISHED_MAX} are published at once; narrow the dates or the region",
                rows.len()
            ),
        ));
    }
    Ok(hidden(rows, smallest))
}
