#![doc = include_str!("../README.md")]

mod accounts;
mod actor;
mod api;
mod app;
mod attempt;
pub mod audit;
mod authorization;
mod clients;
mod engine;
mod error;
mod extract;
pub mod grants;
mod hashing;
mod jobs;
mod model;
mod oidc;
mod passwords;
mod permission;
mod purpose;
pub mod release;
pub mod rights;
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
pub use clients::{
    ApiClient, ClientError, ClientState, Limits, NewApiClient, NewKey, create_client, list_clients,
    revoke_client, rotate_client,
};
pub use engine::{DisabledReason, Life, PasswordError, UsernameError, WordsError, own_words};
pub use error::AccessError;
pub use extract::{Body, Params};
pub use hashing::HashError;
pub use jobs::job_handlers;
pub use model::{Account, NewAccount, NewPost};
pub use oidc::{
    AccountClaim, LinkError, OidcError, OidcSettings, Provider, link_identity, unlink_identity,
};
pub use permission::{Permission, Post};
pub use purpose::Purpose;

/// The encrypted columns of this capability.
pub const SEALED: &[vault::SealedTable] = &[
    second_factors::SEALED[0],
    grants::SEALED[0],
    grants::SEALED[1],
];

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
        platform::Step {
            number: 4,
            name: "api_clients",
            sql: include_str!("../migrations/0004_api_clients.sql"),
        },
        platform::Step {
            number: 5,
            name: "identities",
            sql: include_str!("../migrations/0005_identities.sql"),
        },
        platform::Step {
            number: 6,
            name: "grants",
            sql: include_str!("../migrations/0006_grants.sql"),
        },
        platform::Step {
            number: 7,
            name: "exports",
            sql: include_str!("../migrations/0007_exports.sql"),
        },
        platform::Step {
            number: 8,
            name: "rights",
            sql: include_str!("../migrations/0008_rights.sql"),
        },
        platform::Step {
            number: 9,
            name: "post_history",
            sql: include_str!("../migrations/0009_post_history.sql"),
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
        claim: "no key of a revoked API client is kept",
        offences: "SELECT 'client ' || held.client FROM api_client_key AS held \
                   JOIN api_client ON api_client.id = held.client \
                   WHERE api_client.revoked_at IS NOT NULL LIMIT 10",
    },
    platform::Check {
        claim: "nobody reviewed their own emergency access",
        offences: "SELECT 'emergency access ' || id FROM emergency_access \
                   WHERE reviewed_by = account LIMIT 10",
    },
    platform::Check {
        claim: "every open agency request has two approvals of others than its asker",
        offences: "SELECT 'agency request ' || held.id FROM agency_request AS held WHERE held.state = 'open' \
                   AND (SELECT count(*) FROM agency_decision AS made WHERE made.request = held.id \
                   AND made.decision = 'approve' AND made.account <> held.asked_by) < 2 LIMIT 10",
    },
    platform::Check {
        claim: "what was collected by a destroyed agency request is gone",
        offences: "SELECT 'agency request ' || held.id FROM agency_request AS held \
                   JOIN agency_person AS named ON named.request = held.id \
                   WHERE held.destroyed_at IS NOT NULL LIMIT 10",
    },
    platform::Check {
        claim: "nobody approved their own export",
        offences: "SELECT 'export ' || id FROM export WHERE decided_by = account LIMIT 10",
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
