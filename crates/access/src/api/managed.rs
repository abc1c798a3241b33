//! Which accounts somebody manages.

use platform::Problem;

use crate::{Account, Actor, App, Resource, Scope, store};

/// Whether all posts of an account lie within a scope; an account without rights lies within every one.
pub(crate) fn manages(scope: &Scope, account: &Account) -> bool {
    account.posts.iter().all(|post| {
        let path = post.region_path.as_deref().unwrap_or("/");
        scope.covers(&Resource::region(path))
    })
}

/// An account within the scope; one outside it is answered like one that does not exist.
pub(crate) async fn managed(app: &App, scope: &Scope, id: &str) -> Result<Account, Problem> {
    store::account(&app.db, &app.pack, id)
        .await?
        .filter(|account| manages(scope, account))
        .ok_or_else(|| Problem::not_found("there is no such account in your area"))
}

/// The same, and not the caller's own: nobody closes, opens or resets themselves.
pub(crate) async fn managed_other(
    app: &App,
    scope: &Scope,
    actor: &Actor,
    id: &str,
) -> Result<Account, Problem> {
    let account = managed(app, scope, id).await?;
    if account.id == actor.user_id {
        return Err(Problem::invalid(
            "id",
            "own_account",
            "this is your own account; ask another administrator",
        ));
    }
    Ok(account)
}
