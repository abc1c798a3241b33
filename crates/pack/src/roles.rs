//! Roles (角色): what the holders of posts are called and what they usually act for. What they may do stands in policies.

/// Every permission that the program knows; the schema of the policies lists the same as actions.
pub const PERMISSIONS: [&str; 26] = [
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
    "cards.read",
    "cards.identify",
    "cards.write",
    "cards.review",
    "cards.export",
    "grants.request",
    "grants.approve",
    "rights.handle",
    "accounts.read",
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
    /// What a request is for unless it says otherwise; a purpose of [`crate::PURPOSES`].
    pub purpose: String,
    /// Whether this is one of the administrators kept apart (三员分立): who holds such a role holds no other.
    pub is_apart: bool,
    /// Whether its holders need a second factor, where the pack requires any.
    pub second_factor: bool,
}
