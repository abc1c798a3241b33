//! `GET /api/access/who`

use axum::extract::State;
use axum::{Extension, Json};
use platform::Problem;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::explain_access::PolicyView;
use super::managed::manages;
use super::views::PostView;
use crate::audit::Action;
use crate::{Actor, App, Params, Permission, Purpose, Records, list_accounts};

/// Which record.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhoQuery {
    /// Kind of the record, for example `person` or `signal`.
    kind: String,
    /// Its id.
    id: String,
}

/// Who could see a record.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WhoSees {
    kind: String,
    id: String,
    /// The permission by which such a record is read.
    permission: String,
    /// By name of the account. Rights that end by themselves (emergency access) are listed elsewhere.
    items: Vec<Onlooker>,
}

/// Somebody who could see it, as the holder of a post.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Onlooker {
    /// Id of the account.
    account: String,
    username: String,
    display_name_zh: String,
    display_name_en: String,
    post: PostView,
    /// For these purposes.
    purposes: Vec<String>,
    purposes_zh: String,
    purposes_en: String,
    /// Because these policies say so.
    policies: Vec<PolicyView>,
}

/// Who could see this record?
///
/// Nothing of the record itself is told.
#[utoipa::path(
    get, path = "/api/access/who", tag = "access", params(WhoQuery),
    responses(
        (status = 200, description = "accounts and posts, in words", body = WhoSees),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `access.explain`", body = Problem),
        (status = 404, description = "there is no such record in the caller's area", body = Problem),
        (status = 422, description = "an unknown kind of record", body = Problem),
    ),
)]
pub(crate) async fn who_sees(
    actor: Actor,
    State(app): State<App>,
    records: Option<Extension<Records>>,
    Params(query): Params<WhoQuery>,
) -> Result<Json<WhoSees>, Problem> {
    let scope = actor.scope(&app, Permission::AccessExplain)?;
    let Extension(records) = records.unwrap_or_default();
    let finder = records.of(&query.kind).ok_or_else(|| {
        Problem::invalid(
            "kind",
            "unknown_kind",
            format!(
                "there is no such kind of record; choose one of {}",
                records.kinds().join(", ")
            ),
        )
    })?;
    let resource = finder
        .find(&app, &query.id)
        .await?
        .filter(|resource| scope.covers(&resource.clone().at_level(crate::Resource::USUAL)))
        .ok_or_else(|| Problem::not_found("there is no such record in your area").refusal())?;
    let permission = finder.permission();
    let mut items = Vec::new();
    for account in list_accounts(&app.db, &app.pack).await? {
        if !manages(&scope, &account) {
            continue;
        }
        for post in &account.posts {
            let allowed: Vec<(Purpose, Vec<String>)> = Purpose::ALL
                .into_iter()
                .filter_map(|purpose| {
                    let policies = post.decide(&app.pack, permission, &resource, purpose)?;
                    Some((purpose, policies))
                })
                .collect();
            let Some((_, policies)) = allowed.first() else {
                continue;
            };
            let words: Vec<_> = allowed.iter().map(|(purpose, _)| purpose.words()).collect();
            let join = |pick: fn(&crate::Words) -> &str, between: &str| {
                words.iter().map(pick).collect::<Vec<_>>().join(between)
            };
            items.push(Onlooker {
                account: account.id.clone(),
                username: account.username.clone(),
                display_name_zh: account.display_name_zh.clone(),
                display_name_en: account.display_name_en.clone(),
                post: PostView::of(post, &app.pack),
                purposes: allowed.iter().map(|(one, _)| one.to_string()).collect(),
                purposes_zh: join(|one| &one.zh, "、"),
                purposes_en: join(|one| &one.en, ", "),
                policies: policies
                    .iter()
                    .filter_map(|id| app.pack.policies.text(id).map(PolicyView::of))
                    .collect(),
            });
        }
    }
    let entry = scope.entry(Action::AccessExplained);
    app.record_now(entry.on(finder.kind(), &query.id)).await?;
    Ok(Json(WhoSees {
        kind: query.kind,
        id: query.id,
        permission: permission.as_str().to_owned(),
        items,
    }))
}
