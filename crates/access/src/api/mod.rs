//! The session and accounts over HTTP, one file per verb.

mod change_password;
mod create_account;
mod get_session;
mod list_accounts;
mod sign_in;
mod sign_out;
mod views;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

/// Sign-in, sign-out, the session, the password, accounts and the audit trail.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(
            sign_in::sign_in,
            get_session::get_session,
            sign_out::sign_out
        ))
        .routes(routes!(change_password::change_password))
        .routes(routes!(
            list_accounts::list_accounts,
            create_account::create_account
        ))
        .merge(crate::audit::routes())
        .merge(crate::grants::routes())
        .merge(crate::release::routes())
        .merge(crate::rights::routes())
}
