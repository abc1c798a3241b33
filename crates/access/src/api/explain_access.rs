//! `GET /api/access/explain`

use axum::Json;
use axum::extract::State;
use pack::Pack;
use platform::Problem;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::managed::managed;
use super::views::PostView;
use crate::audit::Action;
use crate::{Actor, App, Params, Permission, Post, Purpose, extent_in_words};

/// Whose access is to be explained.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExplainQuery {
    /// Id of the account.
    account: String,
}

/// What somebody could see and do.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExplainedAccess {
    /// Id of the account.
    account: String,
    username: String,
    display_name_zh: String,
    display_name_en: String,
    /// Post by post; without one, its holder may do nothing.
    posts: Vec<ExplainedPost>,
}

/// What a post allows.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExplainedPost {
    post: PostView,
    /// What the role is for.
    description_zh: String,
    description_en: String,
    rights: Vec<ExplainedRight>,
    /// What no permission gets round.
    limits: Vec<PolicyView>,
}

/// One permission of a post.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExplainedRight {
    permission: String,
    name_zh: String,
    name_en: String,
    /// How far it reaches, purpose by purpose.
    purposes: Vec<ExplainedPurpose>,
    /// The policies that say so.
    policies: Vec<PolicyView>,
}

/// How far a permission reaches for a purpose.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExplainedPurpose {
    purpose: String,
    name_zh: String,
    name_en: String,
    /// Whether a request is for this purpose unless it says otherwise.
    is_usual: bool,
    where_zh: String,
    where_en: String,
}

/// A policy in words.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PolicyView {
    id: String,
    text_zh: String,
    text_en: String,
}

impl PolicyView {
    pub(crate) fn of(policy: &pack::PolicyText) -> Self {
        PolicyView {
            id: policy.id.clone(),
            text_zh: policy.zh.clone(),
            text_en: policy.en.clone(),
        }
    }
}

/// What could the holder of an account see and do?
#[utoipa::path(
    get, path = "/api/access/explain", tag = "access", params(ExplainQuery),
    responses(
        (status = 200, description = "post by post, in words", body = ExplainedAccess),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `access.explain`", body = Problem),
        (status = 404, description = "there is no such account in the caller's area", body = Problem),
        (status = 422, description = "no account is named", body = Problem),
    ),
)]
pub(crate) async fn explain_access(
    actor: Actor,
    State(app): State<App>,
    Params(query): Params<ExplainQuery>,
) -> Result<Json<ExplainedAccess>, Problem> {
    let scope = actor.scope(&app, Permission::AccessExplain)?;
    let account = managed(&app, &scope, &query.account).await?;
    let entry = scope.entry(Action::AccessExplained);
    app.record_now(entry.on("account", &account.id)).await?;
    Ok(Json(ExplainedAccess {
        posts: account
            .posts
            .iter()
            .map(|post| explained(post, &app.pack))
            .collect(),
        account: account.id,
        username: account.username,
        display_name_zh: account.display_name_zh,
        display_name_en: account.display_name_en,
    }))
}

fn explained(post: &Post, pack: &Pack) -> ExplainedPost {
    let role = pack.role(&post.role);
    let text = |pick: fn(&pack::Role) -> &String| role.map(pick).cloned().unwrap_or_default();
    let concerns = |policy: &&pack::PolicyText, permission: Permission| {
        policy.permissions.contains(&permission.as_str())
            && policy.role.as_ref().is_none_or(|only| *only == post.role)
    };
    let rights: Vec<ExplainedRight> = post
        .permissions
        .iter()
        .map(|permission| ExplainedRight {
            permission: permission.as_str().to_owned(),
            name_zh: permission.words().zh,
            name_en: permission.words().en,
            purposes: purposes(post, *permission, pack),
            policies: pack
                .policies
                .texts()
                .iter()
                .filter(|policy| !policy.forbids && concerns(policy, *permission))
                .map(PolicyView::of)
                .collect(),
        })
        .collect();
    let limits = pack.policies.texts().iter().filter(|policy| {
        policy.forbids && post.permissions.iter().any(|held| concerns(policy, *held))
    });
    ExplainedPost {
        post: PostView::of(post, pack),
        description_zh: text(|role| &role.description_zh),
        description_en: text(|role| &role.description_en),
        rights,
        limits: limits.map(PolicyView::of).collect(),
    }
}

fn purposes(post: &Post, permission: Permission, pack: &Pack) -> Vec<ExplainedPurpose> {
    Purpose::ALL
        .into_iter()
        .filter_map(|purpose| {
            let extent = pack
                .policies
                .extent(&post.role, permission.as_str(), purpose.as_str());
            let reach = extent_in_words(&extent);
            let name = purpose.words();
            (!extent.is_empty()).then(|| ExplainedPurpose {
                purpose: purpose.as_str().to_owned(),
                name_zh: name.zh,
                name_en: name.en,
                is_usual: pack
                    .role(&post.role)
                    .is_some_and(|role| role.purpose == purpose.as_str()),
                where_zh: reach.zh,
                where_en: reach.en,
            })
        })
        .collect()
}
