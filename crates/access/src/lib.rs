#![doc = include_str!("../README.md")]

mod actor;
mod app;
mod model;
mod permission;
mod session;
mod store;

use utoipa_axum::router::OpenApiRouter;

pub use actor::Actor;
pub use app::App;
pub use model::{Account, NewAccount, NewPost};
pub use permission::{Permission, Post};

/// The tables of this capability.
pub const MIGRATIONS: platform::Migrations = platform::Migrations {
    capability: "access",
    steps: &[platform::Step {
        number: 1,
        name: "accounts",
        sql: include_str!("../migrations/0001_accounts.sql"),
    }],
};

/// What must hold between the tables.
pub const CHECKS: &[platform::Check] = &[
    platform::Check {
        claim: "every account holds a post",
        offences: "SELECT 'account ' || account.username FROM account \
                   LEFT JOIN account_post ON account_post.account = account.id \
                   WHERE account_post.account IS NULL LIMIT 10",
    },
    platform::Check {
        claim: "no session was used before it was opened",
        offences: "SELECT 'session of account ' || account FROM account_session \
                   WHERE last_seen_at < created_at LIMIT 10",
    },
];

/// Sign-in, sign-out and the session.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}
