//! `GET /api/retention`

use axum::Json;
use axum::extract::State;
use platform::Problem;
use serde::Serialize;
use utoipa::ToSchema;

use crate::rights::model::RetentionRun;
use crate::rights::store;
use crate::{Actor, App, Permission};

/// How long a kind of record is kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RetentionRuleView {
    id: String,
    name_zh: String,
    name_en: String,
    /// The rule in words.
    rule_zh: String,
    /// The rule in words, with its law.
    rule_en: String,
    /// Days it is kept at least.
    days_min: u32,
    source: String,
    /// A to D, as packs mark it.
    confidence: &'static str,
    /// Whether a capability can remove what is due.
    has_purge: bool,
}

/// The rules in force, and the last look for what is due.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RetentionView {
    rules: Vec<RetentionRuleView>,
    last_run: Option<RetentionRun>,
}

/// How long each kind of record is kept, by which law, and the last look for what is due.
#[utoipa::path(
    get, path = "/api/retention", tag = "rights",
    responses(
        (status = 200, description = "rules and the last run", body = RetentionView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `rights.handle`", body = Problem),
    ),
)]
pub(crate) async fn list_retention_rules(
    actor: Actor,
    State(app): State<App>,
) -> Result<Json<RetentionView>, Problem> {
    let _scope = actor.scope(&app, Permission::RightsHandle)?;
    let rules = app
        .pack
        .privacy
        .retention
        .iter()
        .map(|rule| RetentionRuleView {
            id: rule.id.clone(),
            name_zh: rule.name_zh.clone(),
            name_en: rule.name_en.clone(),
            rule_zh: rule.rule_zh.clone(),
            rule_en: rule.rule_en.clone(),
            days_min: rule.days_min,
            source: rule.source.clone(),
            confidence: rule.confidence.as_str(),
            has_purge: app.holders.retained.iter().any(|one| one.rule() == rule.id),
        });
    Ok(Json(RetentionView {
        rules: rules.collect(),
        last_run: store::run(&app.db, None).await?,
    }))
}
