//! Accounts (账号).

use kernel::{RegionCode, Timestamp};

use crate::Post;
use crate::engine::Life;

/// An account as stored, without its password.
#[derive(Debug, Clone)]
pub struct Account {
    /// Id.
    pub id: String,
    /// Sign-in name, in lower case.
    pub username: String,
    /// Chinese display name.
    pub display_name_zh: String,
    /// English display name.
    pub display_name_en: String,
    /// Whether the password must be changed at the next sign-in.
    pub must_change_password: bool,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When the password was last set.
    pub password_changed_at: Timestamp,
    /// Since when it is in use or out of it.
    pub life: Life,
    /// Since when it has a second factor.
    pub second_factor_at: Option<Timestamp>,
    /// The posts it holds, the first being the usual one.
    pub posts: Vec<Post>,
}

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Sign-in name; compared without regard to case.
    pub username: String,
    /// Chinese display name.
    pub display_name_zh: String,
    /// English display name.
    pub display_name_en: String,
    /// First password.
    pub password: String,
    /// Whether it must be changed at the first sign-in.
    pub must_change_password: bool,
    /// The posts it holds; without one its holder may do nothing.
    pub posts: Vec<NewPost>,
}

/// A post to be held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPost {
    /// Role id of the pack.
    pub role: String,
    /// The area the role is held in.
    pub region: RegionCode,
    /// Id of the organisation the post belongs to.
    pub organisation: Option<String>,
}
