//! `GET /api/accounts/{id}`

use axum::Json;
use axum::extract::{Path, State};
use platform::Problem;

use super::managed::managed;
use super::views::{AccountStates, AccountView};
use crate::{Actor, App, Permission};

/// One account.
#[utoipa::path(
    get, path = "/api/accounts/{id}", tag = "access",
    params(("id" = String, Path, description = "id of the account")),
    responses(
        (status = 200, description = "the account", body = AccountView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `accounts.read`", body = Problem),
        (status = 404, description = "there is no such account in the caller's area", body = Problem),
    ),
)]
pub(crate) async fn get_account(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<AccountView>, Problem> {
    let scope = actor.scope(&app, Permission::AccountsRead)?;
    let account = managed(&app, &scope, &id).await?;
    let states = AccountStates::read(&app).await?;
    Ok(Json(states.view(account, &app.pack)))
}
