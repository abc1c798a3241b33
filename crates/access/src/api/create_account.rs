//! `POST /api/accounts`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use platform::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Actor, App, Body, NewAccount, Permission, add_account};

/// An account to be made; it holds no post yet.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAccount)]
pub(crate) struct AccountInput {
    /// Sign-in name.
    username: String,
    /// Chinese display name; the sign-in name where empty.
    #[serde(default)]
    display_name_zh: String,
    /// English display name; the sign-in name where empty.
    #[serde(default)]
    display_name_en: String,
    /// First password; it must be changed at the first sign-in.
    #[schema(format = Password)]
    password: String,
}

/// The id of what was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountMade {
    id: String,
}

/// Makes an account without rights: what its holder may do is granted by a security administrator, post by post.
#[utoipa::path(
    post, path = "/api/accounts", tag = "access",
    params(("X-Yufang" = String, Header, description = "`1`, required of every request that changes something")),
    request_body = AccountInput,
    responses(
        (status = 201, description = "made", body = AccountMade),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `accounts.manage`", body = Problem),
        (status = 422, description = "name or password will not do", body = Problem),
    ),
)]
pub(crate) async fn create_account(
    actor: Actor,
    State(app): State<App>,
    Body(given): Body<AccountInput>,
) -> Result<(StatusCode, Json<AccountMade>), Problem> {
    let scope = actor.scope(&app, Permission::AccountsManage)?;
    let account = NewAccount {
        username: given.username,
        display_name_zh: given.display_name_zh,
        display_name_en: given.display_name_en,
        password: given.password,
        must_change_password: true,
        posts: Vec::new(),
    };
    let clock = app.clock.as_ref();
    let id = add_account(&app.db, &app.pack, clock, &scope.author(), account).await?;
    Ok((StatusCode::CREATED, Json(AccountMade { id })))
}
