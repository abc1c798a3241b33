#![doc = include_str!("../README.md")]

mod accounts;
mod actor;
mod api;
mod app;
mod engine;
mod error;
mod extract;
mod hashing;
mod model;
mod permission;
mod session;
mod sign_in;
mod source;
mod store;

pub use accounts::{add_account, list_accounts, load_demo_accounts, set_password};
pub use actor::Actor;
pub use api::routes;
pub use app::App;
pub use engine::{PasswordError, UsernameError};
pub use error::AccessError;
pub use extract::{Body, Params};
pub use hashing::HashError;
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
