//! The decision.

use platform::Problem;

use super::{Grant, Reach, Resource, Scope, TemporaryGrant};
use crate::audit::Author;
use crate::{Actor, App, Permission, Post, Purpose};

impl Actor {
    /// May this account do that with this resource? Every handler about one resource asks this once.
    ///
    /// # Errors
    /// 403 `forbidden` without the permission anywhere, 403 `purpose_not_allowed` when it is not held for the purpose
    /// of the request; and for this resource 403 `forbidden`, or 404 where the resource is a record.
    pub fn authorize(
        &self,
        app: &App,
        permission: Permission,
        resource: &Resource,
    ) -> Result<Grant, Problem> {
        let post = self.posts.iter().find(|post| {
            post.allows(permission)
                && (resource.level == Resource::PUBLISHED
                    || post.allows_at(permission, &resource.path))
        });
        if let Some(post) = post {
            return Ok(self.grant(permission, self.purpose_of(app, post), Some(post), None));
        }
        let now = app.clock.now();
        let temporary = self
            .grants
            .iter()
            .find(|grant| grant.covers(permission, resource, self.purpose, now));
        if let Some(temporary) = temporary {
            return Ok(self.grant(permission, temporary.purpose, None, Some(temporary)));
        }
        self.require_anywhere(permission)?;
        Err(match &resource.missing {
            Some(words) => Problem::not_found(words.clone()),
            None => Problem::forbidden(format!(
                "your posts include `{permission}`, but not in this region; choose a region inside your area"
            )),
        })
    }

    /// How far does this account's permission reach? Every handler of a list asks this once, and puts the answer into
    /// its SQL. Of temporary grants those over an event are part of it; those over a record open that record only.
    ///
    /// # Errors
    /// 403 `forbidden` without the permission anywhere, 403 `purpose_not_allowed` when it is not held for the purpose
    /// of the request.
    pub fn scope(&self, app: &App, permission: Permission) -> Result<Scope, Problem> {
        self.require_anywhere(permission)?;
        let mut reaches = Vec::new();
        let mut first = None;
        for post in self.posts.iter().filter(|post| post.allows(permission)) {
            first.get_or_insert(post);
            for (path, level) in [
                (post.region_path.as_deref(), Resource::CLOSED),
                (Some("/"), Resource::PUBLISHED),
            ] {
                reaches.extend(path.map(|path| Reach {
                    path: path.to_owned(),
                    organisation: None,
                    events: None,
                    level,
                }));
            }
        }
        let post = first.ok_or_else(|| Self::without(permission))?;
        let grant = self.grant(permission, self.purpose_of(app, post), Some(post), None);
        Ok(Scope {
            permission,
            purpose: grant.purpose,
            author: grant.author,
            reaches: Scope::tidy(reaches),
        })
    }

    fn require_anywhere(&self, permission: Permission) -> Result<(), Problem> {
        if self.posts.iter().any(|post| post.allows(permission)) {
            Ok(())
        } else {
            Err(Self::without(permission))
        }
    }

    fn without(permission: Permission) -> Problem {
        Problem::forbidden(format!(
            "your posts do not include `{permission}`; ask your account administrator for it"
        ))
    }

    /// The purpose of the request, or the usual one of the post's role.
    fn purpose_of(&self, _app: &App, _post: &Post) -> Purpose {
        self.purpose.unwrap_or(Purpose::Surveillance)
    }

    fn grant(
        &self,
        permission: Permission,
        purpose: Purpose,
        post: Option<&Post>,
        temporary: Option<&TemporaryGrant>,
    ) -> Grant {
        let mut author = Author::at_the_door(Some(&self.user_id), &self.request);
        if let Some(post) = post.or(self.posts.first()) {
            author.role.clone_from(&post.role);
            author.region = post.region.to_string();
            author.organisation = post.organisation.clone().unwrap_or_default();
        }
        Grant {
            permission,
            purpose,
            author,
            temporary: temporary.map(|grant| grant.id.clone()),
        }
    }
}

/// The purpose a request names in the header `X-Purpose`.
///
/// # Errors
/// 422 `unknown_purpose`, listing those there are.
pub(crate) fn purpose_named(text: Option<&str>) -> Result<Option<Purpose>, Problem> {
    let Some(text) = text else {
        return Ok(None);
    };
    Purpose::parse(text)
        .filter(|purpose| *purpose != Purpose::Access)
        .map(Some)
        .ok_or_else(|| {
            let known: Vec<&str> = Purpose::ALL[1..].iter().map(|one| one.as_str()).collect();
            Problem::invalid(
                "X-Purpose",
                "unknown_purpose",
                format!(
                    "there is no such purpose; choose one of {}",
                    known.join(", ")
                ),
            )
        })
}
