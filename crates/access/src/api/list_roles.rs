//! `GET /api/roles`

use axum::Json;
use axum::extract::State;
use pack::Pack;
use platform::Problem;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Actor, App, Permission, Purpose};

/// The roles of the pack.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RoleList {
    /// In the pack's order.
    items: Vec<RoleView>,
}

/// A role (角色): what the holder of a post may do in the post's area.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Role)]
pub(crate) struct RoleView {
    id: String,
    name_zh: String,
    name_en: String,
    /// What it is for.
    description_zh: String,
    description_en: String,
    /// What it allows, by the policies; empty for a role whose work comes later.
    permissions: Vec<RolePermission>,
    /// What its holders act for unless they say otherwise.
    purpose: String,
    purpose_zh: String,
    purpose_en: String,
    /// Whether its holders need a second factor.
    second_factor: bool,
}

/// A permission in words.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RolePermission {
    id: String,
    name_zh: String,
    name_en: String,
}

/// The roles there are, and what each allows: for whoever sees accounts.
#[utoipa::path(
    get, path = "/api/roles", tag = "access",
    responses(
        (status = 200, description = "all roles", body = RoleList),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `accounts.read`", body = Problem),
    ),
)]
pub(crate) async fn list_roles(
    actor: Actor,
    State(app): State<App>,
) -> Result<Json<RoleList>, Problem> {
    let _ = actor.scope(&app, Permission::AccountsRead)?;
    let items = app
        .pack
        .roles
        .iter()
        .map(|role| RoleView::of(role, &app.pack))
        .collect();
    Ok(Json(RoleList { items }))
}

impl RoleView {
    fn of(role: &pack::Role, pack: &Pack) -> Self {
        let permissions = Permission::ALL
            .into_iter()
            .filter(|permission| pack.policies.holds(&role.id, permission.as_str()))
            .map(|permission| {
                let name = permission.words();
                RolePermission {
                    id: permission.as_str().to_owned(),
                    name_zh: name.zh,
                    name_en: name.en,
                }
            })
            .collect();
        let (purpose_zh, purpose_en) = Purpose::parse(&role.purpose)
            .map(|purpose| purpose.words())
            .map_or_else(Default::default, |words| (words.zh, words.en));
        RoleView {
            id: role.id.clone(),
            name_zh: role.name_zh.clone(),
            name_en: role.name_en.clone(),
            description_zh: role.description_zh.clone(),
            description_en: role.description_en.clone(),
            permissions,
            purpose: role.purpose.clone(),
            purpose_zh,
            purpose_en,
            second_factor: role.second_factor,
        }
    }
}
