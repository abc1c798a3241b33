//! Roles (角色): which permissions a post carries.

/// Every permission that the program knows; a role is a set of these.
pub const PERMISSIONS: [&str; 20] = [
    "counts.read",
    "counts.export",
    "imports.read",
    "imports.write",
    "signals.read",
    "detection.run",
    "persons.read",
    "persons.identify",
    "persons.write",
    "persons.match",
    "persons.export",
    "grants.request",
    "grants.approve",
    "rights.handle",
    "accounts.manage",
    "posts.manage",
    "api_clients.manage",
    "access.explain",
    "operations.read",
    "audit.read",
];

/// What the holder of a post may do in the post's area.
#[derive(Debug, Clone)]
pub struct Role {
    /// Stable id, for example `epidemiologist`.
    pub id: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// What the role is for, in Chinese.
    pub description_zh: String,
    /// What the role is for, in English.
    pub description_en: String,
    /// Members of [`PERMISSIONS`], in that order.
    pub permissions: Vec<String>,
    /// Whether its holders need a second factor, where the pack requires any.
    pub second_factor: bool,
}

impl Role {
    /// Whether the role carries a permission.
    #[must_use]
    pub fn allows(&self, permission: &str) -> bool {
        self.permissions.iter().any(|held| held == permission)
    }
}
