//! Accounts that a demonstration starts with.

use kernel::RegionCode;

/// A demonstration account; only a pack meant for demonstrations has any.
#[derive(Debug, Clone)]
pub struct DemoAccount {
    /// Sign-in name.
    pub username: String,
    /// Chinese display name.
    pub display_name_zh: String,
    /// English display name.
    pub display_name_en: String,
    /// First password, printed when the demonstration starts.
    pub password: String,
    /// The posts the account holds.
    pub posts: Vec<DemoPost>,
}

/// One post (岗位) of a demonstration account.
#[derive(Debug, Clone)]
pub struct DemoPost {
    /// Role id.
    pub role: String,
    /// The area the role is held in.
    pub region: RegionCode,
    /// Id of the organisation the post belongs to.
    pub organisation: Option<String>,
}
