//! The session and accounts over HTTP, one file per verb.

mod change_password;
mod confirm_second_factor;
mod create_account;
mod disable_account;
mod draw_recovery_codes;
mod enable_account;
mod end_account_sessions;
mod end_session;
mod end_sessions;
mod enrol_second_factor;
mod explain_access;
mod get_account;
mod get_second_factor;
mod get_session;
mod get_sign_in_options;
mod grant_post;
mod list_account_sessions;
mod list_accounts;
mod list_post_changes;
mod list_roles;
mod list_sessions;
pub(crate) mod managed;
mod remove_second_factor;
mod reset_second_factor;
mod set_account_password;
mod sign_in;
mod sign_out;
mod unlock_account;
mod verify_second_factor;
mod views;
mod who_sees;
mod withdraw_post;

pub(crate) use views::{PostInput, PostView};

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
        .routes(routes!(get_sign_in_options::get_sign_in_options))
        .routes(routes!(change_password::change_password))
        .routes(routes!(
            verify_second_factor::verify_second_factor,
            get_second_factor::get_second_factor
        ))
        .routes(routes!(enrol_second_factor::enrol_second_factor))
        .routes(routes!(confirm_second_factor::confirm_second_factor))
        .routes(routes!(draw_recovery_codes::draw_recovery_codes))
        .routes(routes!(remove_second_factor::remove_second_factor))
        .routes(routes!(
            list_sessions::list_sessions,
            end_sessions::end_sessions
        ))
        .routes(routes!(end_session::end_session))
        .routes(routes!(
            list_accounts::list_accounts,
            create_account::create_account
        ))
        .routes(routes!(get_account::get_account))
        .routes(routes!(list_roles::list_roles))
        .routes(routes!(grant_post::grant_post))
        .routes(routes!(withdraw_post::withdraw_post))
        .routes(routes!(list_post_changes::list_post_changes))
        .routes(routes!(explain_access::explain_access))
        .routes(routes!(who_sees::who_sees))
        .routes(routes!(disable_account::disable_account))
        .routes(routes!(enable_account::enable_account))
        .routes(routes!(unlock_account::unlock_account))
        .routes(routes!(reset_second_factor::reset_second_factor))
        .routes(routes!(set_account_password::set_account_password))
        .routes(routes!(
            list_account_sessions::list_account_sessions,
            end_account_sessions::end_account_sessions
        ))
        .merge(crate::oidc::routes())
        .merge(crate::clients::routes())
        .merge(crate::audit::routes())
        .merge(crate::grants::routes())
        .merge(crate::release::routes())
        .merge(crate::rights::routes())
}
