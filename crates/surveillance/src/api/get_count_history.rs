use access::{Actor, App, Params, Permission};
use axum::Json;
use axum::extract::State;
use platform::Problem;
use platform::counts::{Reach, SeriesFilter, find_series, history};
use serde::Deserialize;
use utoipa::IntoParams;

use super::asked::{Asked, day};
use crate::model::CountHistory;
use crate::store;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct HistoryQuery {
    /// Stream id.
    stream: String,
    /// Condition code.
    condition: String,
    /// Region code.
    region: String,
    /// Stratum; `all` unless said.
    stratum: Option<String>,
    /// First day of the period, `YYYY-MM-DD`.
    day: String,
}

/// Everything one count has said (订正历史), oldest first, the present value last.
#[utoipa::path(
    get,
    path = "/api/counts/history",
    tag = "surveillance",
    params(HistoryQuery),
    responses(
        (status = 200, body = Vec<CountHistory>),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not allowed", body = Problem),
        (status = 404, description = "No such count", body = Problem),
        (status = 422, description = "Bad parameter", body = Problem),
    )
)]
#[tracing::instrument(skip_all)]
pub(crate) async fn get_count_history(
    State(app): State<App>,
    actor: Actor,
    Params(query): Params<HistoryQuery>,
) -> Result<Json<Vec<CountHistory>>, Problem> {
    let scope = actor.scope(&app, Permission::CountsRead)?;
    let asked = Asked::new(
        &app,
        &scope,
        &query.stream,
        &query.condition,
        &query.region,
        query.stratum.as_deref(),
    )?;
    let nothing = || Problem::not_found("no such count was ever reported");
    let day = day("day", Some(&query.day))?.ok_or_else(nothing)?;
    let filter = SeriesFilter {
        stream: Some(asked.stream.id.clone()),
        condition: Some(asked.condition),
        stratum: Some(asked.stratum),
        reach: Reach::Region(asked.region.code),
    };
    let series = find_series(&app.db, &filter).await?;
    let series = series.first().ok_or_else(nothing)?;
    let mut said = Vec::new();
    for one in history(&app.db, series.id, day).await? {
        // The reference of a batch that an import wrote is the import's id.
        let import = store::by_id(&app.db, &one.reference).await?;
        said.push(CountHistory {
            value: one.value.unsigned_abs(),
            recorded_at: one.recorded_at,
            batch: one.reference,
            file_name: import.map(|import| import.view.file_name),
            row: one.line.unsigned_abs(),
            replaced_at: one.replaced_at,
        });
    }
    if said.is_empty() {
        return Err(nothing());
    }
    Ok(Json(said))
}
