//! The words.

use kernel::Timestamp;
use platform::{DbError, Problem};

use crate::permission::Post;
use crate::{AccessError, NewPost, Permission};

/// Most requests a minute a client may be allowed.
pub(crate) const REQUESTS_PER_MINUTE_MAX: u32 = 6_000;
/// Longest name, in characters.
pub(crate) const NAME_CHARACTERS_MAX: usize = 80;
/// Longest life of a key without being renewed, in days.
pub(crate) const LIFE_DAYS_MAX: i64 = 366;
/// Longest time both keys of a rotated client are accepted, in hours.
pub(crate) const OVERLAP_HOURS_MAX: u32 = 168;
/// What no client may do: it would let a program make its own rights, or look at who watches it.
pub(crate) const NEVER: [Permission; 6] = [
    Permission::AccountsManage,
    Permission::PostsManage,
    Permission::ApiClientsManage,
    Permission::AccessExplain,
    Permission::GrantsApprove,
    Permission::AuditRead,
];

/// Whether a client may still ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientState {
    /// Yes.
    Active,
    /// No: its time is over.
    Expired,
    /// No: somebody took its keys away.
    Revoked,
}

impl ClientState {
    /// The word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ClientState::Active => "active",
            ClientState::Expired => "expired",
            ClientState::Revoked => "revoked",
        }
    }
}

/// An API client without its keys.
#[derive(Debug, Clone)]
pub struct ApiClient {
    /// Id, eight letters and digits; part of its keys.
    pub id: String,
    /// What it is called, for example `忻州市人民医院 HIS`.
    pub name: String,
    /// Its post, with the permissions it was narrowed to.
    pub post: Post,
    /// Requests it may make in a minute.
    pub requests_per_minute: u32,
    /// When it was made.
    pub created_at: Timestamp,
    /// From here on it is not listened to.
    pub expires_at: Timestamp,
    /// When it asked last, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// Since when its keys are taken away.
    pub revoked_at: Option<Timestamp>,
    /// Since when each key that is still accepted exists, and until when.
    pub keys: Vec<(Timestamp, Timestamp)>,
}

impl ApiClient {
    /// Whether it may ask at `now`.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> ClientState {
        if self.revoked_at.is_some() {
            ClientState::Revoked
        } else if now >= self.expires_at {
            ClientState::Expired
        } else {
            ClientState::Active
        }
    }

    /// Who the audit trail says it is.
    #[must_use]
    pub fn author(&self) -> String {
        format!("client:{}", self.id)
    }
}

/// An API client to be made.
#[derive(Debug, Clone)]
pub struct NewApiClient {
    /// What it is called.
    pub name: String,
    /// The post it holds.
    pub post: NewPost,
    /// Permissions of the post's role it is narrowed to; `None` for all.
    pub permissions: Option<Vec<String>>,
    /// Requests it may make in a minute.
    pub requests_per_minute: u32,
    /// From when on it is not listened to.
    pub expires_at: Timestamp,
}

/// A key, shown once.
pub struct NewKey {
    /// Id of the client.
    pub id: String,
    /// `yf_<id>_<secret>`.
    pub key: String,
    /// Until when the key before is accepted; `None` for the first.
    pub former_until: Option<Timestamp>,
}

/// Why a client could not be made or changed.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// No name, or one too long.
    #[error(
        "a client needs a name of at most {NAME_CHARACTERS_MAX} characters that says whose program it is"
    )]
    Name,
    /// The life is too long or over already.
    #[error("choose an expiry after now and at most {LIFE_DAYS_MAX} days away")]
    Expiry,
    /// Too many requests, or none.
    #[error("choose 1 to {REQUESTS_PER_MINUTE_MAX} requests a minute")]
    Rate,
    /// The overlap is too long.
    #[error("choose an overlap of at most {OVERLAP_HOURS_MAX} hours")]
    Overlap,
    /// The role does not carry the permission, or no client may have it.
    #[error("`{0}` is not a permission of the role that a program may have")]
    Permission(String),
    /// Nothing would be left that the client may do.
    #[error("the role gives a program nothing it may do; choose another role")]
    NoPermission,
    /// No such client, or its keys were taken away.
    #[error(
        "there is no such client, or it was revoked; `yufang client list` shows those there are"
    )]
    NoClient,
    /// The post will not do.
    #[error(transparent)]
    Post(#[from] AccessError),
    /// The system gives no random numbers.
    #[error("the key could not be drawn; tell whoever runs the server")]
    Random,
    /// The database refused.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl From<ClientError> for Problem {
    fn from(error: ClientError) -> Self {
        let message = error.to_string();
        match error {
            ClientError::Name => Problem::invalid("name", "name", message),
            ClientError::Expiry => Problem::invalid("expires_at", "out_of_range", message),
            ClientError::Rate => Problem::invalid("requests_per_minute", "out_of_range", message),
            ClientError::Overlap => Problem::invalid("overlap_hours", "out_of_range", message),
            ClientError::Permission(_) => {
                Problem::invalid("permissions", "unknown_permission", message)
            }
            ClientError::NoPermission => Problem::invalid("post", "no_permission", message),
            ClientError::NoClient => {
                Problem::not_found("there is no such client in your area, or it was revoked")
            }
            ClientError::Post(error) => error.into(),
            ClientError::Random => Problem::internal(),
            ClientError::Database(error) => error.into(),
        }
    }
}
