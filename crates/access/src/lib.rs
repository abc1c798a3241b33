#![doc = include_str!("../README.md")]

mod accounts;
mod actor;
mod api;
mod app;
pub mod audit;
mod authorization;
mod engine;
mod error;
mod extract;
mod hashing;
mod model;
mod permission;
mod purpose;
mod session;
mod sign_in;
mod source;
mod store;

pub use accounts::{add_account, list_accounts, load_demo_accounts, set_password};
pub use actor::Actor;
pub use api::routes;
pub use app::App;
pub use authorization::{Grant, Over, Reach, Resource, Scope, TemporaryGrant};
pub use engine::{PasswordError, UsernameError};
pub use error::AccessError;
pub use extract::{Body, Params};
pub use hashing::HashError;
pub use model::{Account, NewAccount, NewPost};
pub use permission::{Permission, Post};
pub use purpose::Purpose;

/// The tables of this capability.
pub const MIGRATIONS: platform::Migrations = platform::Migrations {
    capability: "access",
    steps: &[
        platform::Step {
            number: 1,
            name: "accounts",
            sql: include_str!("../migrations/0001_accounts.sql"),
        },
        platform::Step {
            number: 2,
            name: "audit",
            sql: include_str!("../migrations/0002_audit.sql"),
        },
    ],
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
    platform::Check {
        claim: "the audit trail's entries are numbered without a gap up to its head",
        offences: "SELECT 'audit trail: ' || CAST(held.entries AS TEXT) || ' entries, last ' || \
                   CAST(held.last AS TEXT) || ', head ' || CAST(coalesce(head.sequence, 0) AS TEXT) \
                   FROM (SELECT count(*) AS entries, coalesce(max(sequence), 0) AS last, \
                   coalesce(min(sequence), 1) AS first FROM audit_entry) AS held \
                   LEFT JOIN audit_head AS head ON head.id = 1 \
                   WHERE held.first <> 1 OR held.entries <> held.last OR held.last <> coalesce(head.sequence, 0)",
    },
    platform::Check {
        claim: "every checkpoint of the audit trail names the hash of its entry",
        offences: "SELECT 'checkpoint ' || CAST(mark.sequence AS TEXT) FROM audit_checkpoint AS mark \
                   LEFT JOIN audit_entry AS entry ON entry.sequence = mark.sequence \
                   WHERE entry.hash IS NULL OR entry.hash <> mark.hash LIMIT 10",
    },
];
