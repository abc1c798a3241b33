//! `GET /api/conditions`

use access::{Actor, App, Params};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use kernel::Day;
use pack::{Condition, Pack};
use platform::Problem;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::cached::cached;
use super::today;

/// On which day.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ConditionsQuery {
    /// The day whose statutory list counts; today unless said.
    on: Option<Day>,
}

/// Class of a notifiable disease (法定传染病): 甲 A, 乙 B, 丙 C; other: watched, not in the list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) enum Class {
    /// 甲类
    A,
    /// 乙类
    B,
    /// 丙类
    C,
    /// 其他
    #[serde(rename = "other")]
    Other,
}

impl From<pack::Class> for Class {
    fn from(class: pack::Class) -> Self {
        match class {
            pack::Class::A => Class::A,
            pack::Class::B => Class::B,
            pack::Class::C => Class::C,
            pack::Class::Other => Class::Other,
        }
    }
}

/// A disease, subtype or syndrome (病种).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConditionView {
    code: String,
    name_zh: String,
    name_en: String,
    /// Class on that day; a subtype has its parent's.
    class: Option<Class>,
    icd10: Option<String>,
    /// The condition this one is a subtype of.
    parent: Option<String>,
    /// Whether it, or the condition it is a subtype of, stood in the statutory list on that day.
    in_force: bool,
    /// Since when it has stood there like this.
    effective_from: Option<Day>,
    /// Hours within which a case must be reported.
    report_hours: Option<u32>,
    source: String,
    confidence: String,
}

impl ConditionView {
    fn of(condition: &Condition, pack: &Pack, on: Day) -> Self {
        let listing = condition.listing(on).or_else(|| {
            let parent = condition.parent.as_deref()?;
            pack.conditions.get(parent)?.listing(on)
        });
        ConditionView {
            code: condition.code.clone(),
            name_zh: condition.name_zh.clone(),
            name_en: condition.name_en.clone(),
            class: pack.conditions.class(&condition.code, on).map(Class::from),
            icd10: Some(condition.icd10.clone()).filter(|codes| !codes.is_empty()),
            parent: condition.parent.clone(),
            in_force: listing.is_some(),
            effective_from: listing.map(|listing| listing.from),
            report_hours: condition.report_hours,
            source: condition.source.clone(),
            confidence: condition.confidence.as_str().to_owned(),
        }
    }
}

/// All conditions, with their place in the statutory list of a day.
#[utoipa::path(
    get, path = "/api/conditions", tag = "registry", params(ConditionsQuery),
    responses(
        (status = 200, description = "conditions in the order of the pack", body = Vec<ConditionView>),
        (status = 304, description = "unchanged since the answer with this `ETag`"),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 422, description = "`on` is not a day", body = Problem),
    ),
)]
pub(crate) async fn list_conditions(
    _: Actor,
    State(app): State<App>,
    Params(query): Params<ConditionsQuery>,
    request: HeaderMap,
) -> Response {
    let pack = &app.pack;
    let on = query.on.unwrap_or_else(|| today(app.clock.as_ref()));
    cached(&request, format!("{}-{on}", pack.version()), || {
        pack.conditions
            .iter()
            .map(|condition| ConditionView::of(condition, pack, on))
            .collect::<Vec<_>>()
    })
}
