//! `GET /api/accounts`

use axum::Json;
use axum::extract::State;
use platform::{Page, PageQuery, Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use super::managed::manages;
use super::views::{AccountState, AccountStates, AccountView};
use crate::{Account, Actor, App, Params, Permission, list_accounts as all_accounts};

/// Which accounts.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AccountsQuery {
    /// Part of a sign-in name or display name; full pinyin and initials fit Chinese names.
    q: Option<String>,
    /// Only accounts in this state.
    state: Option<AccountState>,
    /// Rows of a page.
    limit: Option<u32>,
    /// Where the page before ended, from its `next`.
    cursor: Option<String>,
}

/// Accounts by name, as far as all their posts lie where the caller sees accounts.
#[utoipa::path(
    get, path = "/api/accounts", tag = "access", params(AccountsQuery),
    responses(
        (status = 200, description = "accounts by name", body = Page<AccountView>),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `accounts.read`", body = Problem),
        (status = 422, description = "wrong state, cursor or limit", body = Problem),
    ),
)]
pub(crate) async fn list_accounts(
    actor: Actor,
    State(app): State<App>,
    Params(query): Params<AccountsQuery>,
) -> Result<Json<Page<AccountView>>, Problem> {
    let scope = actor.scope(&app, Permission::AccountsRead)?;
    let page = PageQuery {
        limit: query.limit,
        cursor: query.cursor,
    };
    let limit = page.limit()?;
    let after: Option<String> = page.key()?;
    let states = AccountStates::read(&app).await?;
    let sought = query.q.as_deref().map(str::trim).unwrap_or_default();
    let fits = |account: &Account| {
        sought.is_empty()
            || pack::fits_name(
                sought,
                &account.display_name_zh,
                &[&account.username, &account.display_name_en],
            )
    };
    // A city has hundreds of accounts, not millions: they are read as one.
    let accounts = all_accounts(&app.db, &app.pack)
        .await?
        .into_iter()
        .filter(|account| after.as_ref().is_none_or(|after| account.username > *after))
        .filter(|account| manages(&scope, account))
        .filter(|account| {
            query
                .state
                .is_none_or(|state| states.state(account, &app.pack) == state)
        })
        .filter(fits)
        .take(limit as usize + 1)
        .collect();
    let page = Page::of(accounts, limit, |account: &Account| {
        account.username.clone()
    });
    Ok(Json(page.map(|account| states.view(account, &app.pack))))
}
