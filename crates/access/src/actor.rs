//! Who is asking.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use platform::Problem;

use crate::audit::{Action, Author, Caller, Entry};
use crate::authorization::purpose_named;
use crate::session::Session;
use crate::{App, Permission, Post, Purpose, TemporaryGrant};

/// A signed-in account, as handlers ask for it.
///
/// Extracting it refuses with 401 when nobody is signed in, with 403 `csrf` when a request that changes something
/// does not carry the header `X-Yufang: 1`, and with 403 `password_change_required` while a first password stands.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Id of the account.
    pub user_id: String,
    /// Sign-in name.
    pub username: String,
    /// The posts it holds.
    pub posts: Vec<Post>,
    /// What the request is for, where it says so in the header `X-Purpose`.
    pub purpose: Option<Purpose>,
    /// Rights that end by themselves; they open records that no post opens.
    pub grants: Vec<TemporaryGrant>,
    /// Codes of the events it takes part in.
    pub events: Vec<String>,
    /// Id of the request, for the audit trail.
    pub request: String,
}

impl Actor {
    /// An entry of the audit trail that says this account did something, as the holder of the post that allows it.
    #[must_use]
    pub fn entry(&self, action: Action) -> Entry {
        Entry::new(self.author(action.permission()), action)
    }

    /// Who acts, as the holder of the first post with the permission.
    #[must_use]
    pub fn author(&self, permission: Option<Permission>) -> Author {
        let mut author = Author::at_the_door(Some(&self.user_id), &self.request);
        let post = self
            .posts
            .iter()
            .find(|post| permission.is_none_or(|permission| post.allows(permission)))
            .or(self.posts.first());
        if let Some(post) = post {
            author.role.clone_from(&post.role);
            author.region = post.region.to_string();
            author.organisation = post.organisation.clone().unwrap_or_default();
        }
        author
    }

    /// Refuses unless some post carries the permission, wherever its area is.
    ///
    /// # Errors
    /// 403 `forbidden`.
    pub fn require(&self, permission: Permission) -> Result<(), Problem> {
        if self.posts.iter().any(|post| post.allows(permission)) {
            Ok(())
        } else {
            Err(Problem::forbidden(format!(
                "your posts do not include `{permission}`; ask your account administrator for it"
            )))
        }
    }

    /// Refuses unless some post carries the permission in an area that holds the region with this ancestor path.
    ///
    /// # Errors
    /// 403 `forbidden`.
    pub fn require_at(&self, permission: Permission, region_path: &str) -> Result<(), Problem> {
        self.require(permission)?;
        if self
            .posts
            .iter()
            .any(|post| post.allows_at(permission, region_path))
        {
            Ok(())
        } else {
            Err(Problem::forbidden(format!(
                "your posts include `{permission}`, but not in this region; choose a region inside your area"
            )))
        }
    }

    /// Ancestor paths of the areas in which the permission is held; one area inside another is left out.
    #[must_use]
    pub fn areas(&self, permission: Permission) -> Vec<String> {
        let mut paths: Vec<&String> = self
            .posts
            .iter()
            .filter(|post| post.allows(permission))
            .filter_map(|post| post.region_path.as_ref())
            .collect();
        paths.sort();
        let mut areas: Vec<String> = Vec::new();
        for path in paths {
            // A path sorts right behind those it begins with.
            if areas
                .last()
                .is_none_or(|held| !path.starts_with(held.as_str()))
            {
                areas.push(path.clone());
            }
        }
        areas
    }
}

impl FromRequestParts<App> for Actor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let session = Session::from_request_parts(parts, app).await?;
        Caller::tell(parts, session.actor.author(None));
        if session.must_change_password {
            return Err(Problem::new(
                axum::http::StatusCode::FORBIDDEN,
                "password_change_required",
                "the password must be changed first",
                "choose a password of your own, then go on",
            ));
        }
        let mut actor = session.actor;
        let named = parts.headers.get("x-purpose");
        // What is not text is no purpose either.
        actor.purpose = purpose_named(named.map(|value| value.to_str().unwrap_or_default()))?;
        Ok(actor)
    }
}
