//! `GET /api/signals/{id}`

use access::{Actor, App, Permission, Scope};
use axum::Json;
use axum::extract::{Path, State};
use kernel::{Id, Period};
use platform::Problem;

use super::query::may_see;
use super::view::view;
use crate::around::around;
use crate::model::{Signal, SignalDetail};
use crate::store::{self, Order, SignalFilter, SignalRow};

/// Other signals shown beside one.
const BESIDE: usize = 50;

/// One signal with its numbers, its method, the counts around it and other signals of those days.
#[utoipa::path(
    get, path = "/api/signals/{id}", tag = "signals",
    params(("id" = String, Path, description = "id of the signal")),
    responses(
        (status = 200, description = "the signal", body = SignalDetail),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `signals.read`", body = Problem),
        (status = 404, description = "no such signal, or none you may see", body = Problem),
    ),
)]
pub(crate) async fn get_signal(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<SignalDetail>, Problem> {
    let scope = actor.scope(&app, Permission::SignalsRead)?;
    let unknown = || Problem::not_found("there is no such signal; go back to the list of signals");
    let id: Id<Signal> = id.parse().map_err(|_| unknown())?;
    let row = store::get(&app.db, id)
        .await?
        .filter(|row| may_see(&app, &scope, &row.stream, &row.region_path))
        .ok_or_else(|| unknown().refusal())?;
    let signal = view(&app.pack, &row);
    let stream = app.pack.stream(&row.stream).ok_or_else(|| {
        Problem::not_found(
            "the packs no longer know this signal's stream; restore it to see the signal",
        )
    })?;
    let series = around(&app, &row, stream, signal.region).await?;
    let same_day = beside(&app, &scope, &row, stream.period).await?;
    let detector = app.pack.detector(&row.detector);
    let info = epi::Method::from_id(&row.method).map(epi::Method::info);
    let pick = |of_pack: Option<&String>, of_method: Option<&str>| {
        of_pack
            .filter(|text| !text.is_empty())
            .map(String::as_str)
            .or(of_method)
            .unwrap_or(&row.detector)
            .to_owned()
    };
    let citation = info.map(|info| info.source.citation);
    Ok(Json(SignalDetail {
        detector_name_zh: pick(
            detector.map(|one| &one.name_zh),
            info.map(|info| info.name_zh),
        ),
        detector_name_en: pick(
            detector.map(|one| &one.name_en),
            info.map(|info| info.name_en),
        ),
        description_zh: pick(
            detector.map(|one| &one.description_zh),
            info.map(|info| info.description_zh),
        ),
        description_en: pick(
            detector.map(|one| &one.description_en),
            info.map(|info| info.description_en),
        ),
        source: pick(detector.map(|one| &one.source), citation),
        params: serde_json::from_str(&row.params).unwrap_or_default(),
        why: row.why_en.clone(),
        why_zh: row.why_zh.clone(),
        series,
        same_day,
        history: store::revisions(&app.db, id).await?,
        signal,
    }))
}

/// Signals of the same condition near the day, nearest first.
async fn beside(
    app: &App,
    scope: &Scope,
    row: &SignalRow,
    period: Period,
) -> Result<Vec<crate::model::SignalView>, Problem> {
    let days = match period {
        Period::Day | Period::Week => 7,
        Period::Month | Period::Year => 31,
    };
    let filter = SignalFilter {
        condition: Some(row.condition.clone()),
        from: Some(row.day.plus(-days)),
        to: Some(row.day.plus(days)),
        ..SignalFilter::default()
    };
    let mut near = store::list(&app.db, &filter, Order::DayDown, None, 500).await?;
    near.retain(|one| one.id != row.id && may_see(app, scope, &one.stream, &one.region_path));
    // Those of the same series first, then by distance in time, then by rank.
    near.sort_by(|one, other| {
        let key = |of: &SignalRow| (of.series != row.series, of.day.since(row.day).abs());
        key(one)
            .cmp(&key(other))
            .then(other.score.total_cmp(&one.score))
    });
    near.truncate(BESIDE);
    Ok(near.iter().map(|one| view(&app.pack, one)).collect())
}
