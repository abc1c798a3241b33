#![doc = include_str!("../README.md")]

mod accounts;
mod actor;
mod api;
mod app;
mod attempt;
pub mod audit;
mod authorization;
mod engine;
mod error;
mod extract;
mod hashing;
mod model;
mod passwords;
mod permission;
mod purpose;
mod second_factors;
mod session;
mod sign_in;
mod store;
mod visit;

pub use accounts::{
    account_named, add_account, disable_account, enable_account, end_sessions, grant_post,
    list_accounts, load_demo_accounts, lock_dormant, reset_second_factor, set_password,
    unlock_account, withdraw_post,
};
pub use actor::Actor;
pub use api::routes;
pub use app::App;
pub use authorization::{
    FindRecord, Grant, Over, Reach, Records, Resource, Scope, TemporaryGrant, Words,
    extent_in_words,
};
pub use engine::{DisabledReason, Life, PasswordError, UsernameError};
pub use error::AccessError;
pub use extract::{Body, Params};
pub use hashing::HashError;
pub use model::{Account, NewAccount, NewPost};
pub use permission::{Permission, Post};
pub use purpose::Purpose;
pub use second_factors::SEALED;

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
        platform::Step {
            number: 3,
            name: "sign_in",
            sql: include_str!("../migrations/0003_sign_in.sql"),
        },
    ],
};

/// What must hold between the tables.
pub const CHECKS: &[platform::Check] = &[
    platform::Check {
        claim: "no session was used before it was opened",
        offences: "SELECT 'session of account ' || account FROM account_session \
                   WHERE last_seen_at < created_at LIMIT 10",
    },
    platform::Check {
        claim: "nobody whose account is disabled is signed in",
        offences: "SELECT 'session ' || held.id FROM account_session AS held \
                   JOIN account ON account.id = held.account WHERE account.disabled_at IS NOT NULL LIMIT 10",
    },
    platform::Check {
        claim: "recovery codes belong to a second factor that is enrolled",
        offences: "SELECT DISTINCT 'account ' || code.account FROM account_recovery_code AS code \
                   LEFT JOIN account_second_factor AS factor ON factor.account = code.account \
                   WHERE factor.enrolled_at IS NULL LIMIT 10",
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
