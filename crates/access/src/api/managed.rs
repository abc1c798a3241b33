//! Which accounts somebody manages.

use platform::Problem;

use crate::{Account, Actor, App, Permission, store};

/// Whether all posts of an account lie where the caller manages accounts.
pub(crate) fn manages(actor: &Actor, account: &Account) -> bool {
    account.posts.iter().all(|post| {
        let path = post.region_path.as_deref().unwrap_or("/");
        actor.require_at(Permission::AccountsManage, path).is_ok()
    })
}

/// An account the caller manages; one outside the caller's area is answered like one that does not exist.
pub(crate) async fn managed(app: &App, actor: &Actor, id: &str) -> Result<Account, Problem> {
    actor.require(Permission::AccountsManage)?;
    store::account(&app.db, &app.pack, id)
        .await?
        .filter(|account| manages(actor, account))
        .ok_or_else(|| Problem::not_found("there is no such account in your area"))
}

/// The same, and not the caller's own: nobody closes, opens or resets themselves.
pub(crate) async fn managed_other(app: &App, actor: &Actor, id: &str) -> Result<Account, Problem> {
    let account = managed(app, actor, id).await?;
    if account.id == actor.user_id {
        return Err(Problem::invalid(
            "id",
            "own_account",
            "this is your own account; ask another administrator",
        ));
    }
    Ok(account)
}
