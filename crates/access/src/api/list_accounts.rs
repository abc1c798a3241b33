//! `GET /api/accounts`

use axum::Json;
use axum::extract::State;
use platform::{Page, PageQuery, Problem};

use super::views::AccountView;
use crate::{Account, Actor, App, Params, Permission, list_accounts as all_accounts};

/// Accounts by name, as far as all their posts lie where the caller manages accounts.
#[utoipa::path(
    get, path = "/api/accounts", tag = "access", params(PageQuery),
    responses(
        (status = 200, description = "accounts by name", body = Page<AccountView>),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `accounts.manage`", body = Problem),
        (status = 422, description = "wrong cursor or limit", body = Problem),
    ),
)]
pub(crate) async fn list_accounts(
    actor: Actor,
    State(app): State<App>,
    Params(query): Params<PageQuery>,
) -> Result<Json<Page<AccountView>>, Problem> {
    actor.require(Permission::AccountsManage)?;
    let limit = query.limit()?;
    let after: Option<String> = query.key()?;
    let is_mine = |account: &Account| {
        account.posts.iter().all(|post| {
            let path = post.region_path.as_deref().unwrap_or("/");
            actor.require_at(Permission::AccountsManage, path).is_ok()
        })
    };
    // A city has hundreds of accounts, not millions: they are read as one.
    let accounts = all_accounts(&app.db, &app.pack)
        .await?
        .into_iter()
        .filter(|account| after.as_ref().is_none_or(|after| account.username > *after))
        .filter(is_mine)
        .take(limit as usize + 1)
        .collect();
    let page = Page::of(accounts, limit, |account: &Account| {
        account.username.clone()
    });
    Ok(Json(
        page.map(|account| AccountView::of(account, &app.pack)),
    ))
}
