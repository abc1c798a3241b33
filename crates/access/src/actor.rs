//! Who is asking.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use platform::Problem;

use crate::audit::{Action, Author, Entry};
use crate::authorization::purpose_named;
use crate::clients;
use crate::grants;
use crate::session::Session;
use crate::{App, Permission, Post, Purpose, TemporaryGrant};

/// A signed-in account, or an API client with its key, as handlers ask for it.
///
/// Extracting it refuses with 401 when nobody is signed in, with 403 `csrf` when a request that changes something
/// does not carry the header `X-Yufang: 1`, and with 403 while the second factor is not proved
/// (`second_factor_required`), the password must be changed (`password_change_required`), or the role needs a second
/// factor that is not there (`second_factor_enrolment_required`).
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
        let post = self
            .posts
            .iter()
            .find(|post| permission.is_none_or(|permission| post.allows(permission)))
            .or(self.posts.first());
        match post {
            Some(post) => self.author_as(post),
            None => Author::at_the_door(Some(&self.user_id), &self.request),
        }
    }

    /// Who acts, as the holder of this post.
    pub(crate) fn author_as(&self, post: &Post) -> Author {
        let mut author = Author::at_the_door(Some(&self.user_id), &self.request);
        author.role.clone_from(&post.role);
        author.region = post.region.to_string();
        author.organisation = post.organisation.clone().unwrap_or_default();
        author
    }
}

impl FromRequestParts<App> for Actor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let mut actor = if clients::is_bearer(&parts.headers) {
            clients::requester(app, parts).await?
        } else {
            let session = Session::from_request_parts(parts, app).await?;
            session.require_done()?;
            session.actor
        };
        let named = parts.headers.get("x-purpose");
        // What is not text is no purpose either.
        actor.purpose = purpose_named(named.map(|value| value.to_str().unwrap_or_default()))?;
        actor.grants = grants::in_force(app, &actor.user_id).await?;
        Ok(actor)
    }
}
