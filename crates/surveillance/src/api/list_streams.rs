use access::{Actor, App, Params, Permission};
use axum::Json;
use axum::extract::State;
use kernel::RegionCode;
use pack::Access;
use platform::Problem;
use platform::counts::{Coverage, coverage};
use serde::Deserialize;
use utoipa::IntoParams;

use super::asked::{may_read, region};
use crate::model::{StreamCondition, StreamView};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StreamsQuery {
    /// Region whose conditions are listed; the whole country unless said.
    region: Option<String>,
}

/// Lists the streams (监测流) with the conditions that have counts.
#[utoipa::path(
    get,
    path = "/api/streams",
    tag = "surveillance",
    params(StreamsQuery),
    responses(
        (status = 200, body = Vec<StreamView>),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not allowed", body = Problem),
        (status = 404, description = "No such region", body = Problem),
        (status = 422, description = "Bad parameter", body = Problem),
    )
)]
#[tracing::instrument(skip_all)]
pub(crate) async fn list_streams(
    State(app): State<App>,
    actor: Actor,
    Params(query): Params<StreamsQuery>,
) -> Result<Json<Vec<StreamView>>, Problem> {
    let scope = actor.scope(&app, Permission::CountsRead)?;
    let country = RegionCode::CHINA.to_string();
    let asked = region(&app, query.region.as_deref().unwrap_or(&country))?;
    let mut views = Vec::new();
    for stream in &app.pack.streams {
        if !may_read(&scope, stream, &asked.path) {
            continue;
        }
        let mut found = coverage(&app.db, &stream.id, &asked.path).await?;
        // Nothing below: what the nearest region above has is shown instead.
        let mut above = app.pack.regions.ancestors(asked.code);
        while found.is_empty()
            && let Some(region) = above.pop()
        {
            let Some(path) = app.pack.regions.path(region.code) else {
                continue;
            };
            if may_read(&scope, stream, &path) {
                found = coverage(&app.db, &stream.id, &path).await?;
            }
        }
        views.push(StreamView {
            id: stream.id.clone(),
            name_zh: stream.name_zh.clone(),
            name_en: stream.name_en.clone(),
            period: stream.period,
            unit_zh: stream.unit_zh.clone(),
            unit_en: stream.unit_en.clone(),
            access: match stream.access {
                Access::Published => "published",
                Access::Area => "area",
            }
            .to_owned(),
            source: stream.source.clone(),
            description_zh: stream.description_zh.clone(),
            description_en: stream.description_en.clone(),
            strata: stream.strata.clone(),
            conditions: found.into_iter().map(condition).collect(),
        });
    }
    Ok(Json(views))
}

fn condition(found: Coverage) -> StreamCondition {
    StreamCondition {
        code: found.condition,
        first_day: found.first_day,
        last_day: found.last_day,
        series_count: found.series_count.unsigned_abs(),
    }
}
