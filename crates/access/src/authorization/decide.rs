//! The decision: the policies of the packs are asked, once for each post that may matter.

use axum::http::StatusCode;
use pack::{Asking, Holder, Kept, Pack};
use platform::Problem;

use super::scope::reaches;
use super::{Grant, Over, Reach, Resource, Scope, TemporaryGrant};
use crate::audit::Author;
use crate::{Actor, App, Permission, Post, Purpose};

impl Actor {
    /// May this account do that with this resource? Every handler about one resource asks this once.
    ///
    /// A handler about a record asks also when it found none, before it says so: else whoever lacks the permission
    /// would learn from 403 or 404 what exists. [`Actor::authorize_found`] does it by itself.
    ///
    /// # Errors
    /// 403 `forbidden` without the permission, `purpose_not_allowed` when it is held, but not for the purpose of the
    /// request. Where it is held and does not reach: 404 in its own words for a record, 403 `forbidden` for a region.
    pub fn authorize(
        &self,
        app: &App,
        permission: Permission,
        resource: &Resource,
    ) -> Result<Grant, Problem> {
        let carrying = self.posts.iter().filter(|post| post.allows(permission));
        for post in carrying {
            let purpose = self.purpose_at(app, post);
            if let Some(policies) = post.ask(
                &app.pack,
                &self.events,
                permission,
                resource,
                purpose,
                false,
            ) {
                return Ok(Grant {
                    permission,
                    purpose,
                    author: self.author_as(post),
                    policies,
                    temporary: None,
                });
            }
        }
        if let Some(grant) = self.temporary(app, permission, resource) {
            return Ok(grant);
        }
        // Without the permission at all the answer is the same for every record, whether it exists or not.
        self.check_held(app, permission)?;
        Err(match &resource.missing {
            Some(words) => Problem::not_found(words.clone()).refusal(),
            None => Problem::forbidden(format!(
                "your posts include `{permission}`, but not in this region; choose a region inside your area"
            )),
        })
    }

    /// May this account do that with what was looked for? For handlers about a record: whether it exists is told only
    /// to those who may see it, and a missing permission is told before.
    ///
    /// # Errors
    /// 403 like [`Actor::authorize`] when the permission is not held at all, else 404 with the words `missing`.
    pub fn authorize_found<T>(
        &self,
        app: &App,
        permission: Permission,
        found: Option<T>,
        missing: &str,
        resource: impl FnOnce(&T) -> Resource,
    ) -> Result<(T, Grant), Problem> {
        // Who was given sight of one record may hold the permission for nothing else.
        if !self
            .grants
            .iter()
            .any(|grant| grant.permission == permission)
        {
            self.check_held(app, permission)?;
        }
        let found = found.ok_or_else(|| Problem::not_found(missing).refusal())?;
        let grant = self.authorize(app, permission, &resource(&found).missing(missing))?;
        Ok((found, grant))
    }

    /// How far does this account's permission reach? Every handler of a list asks this once, and puts the answer into
    /// its SQL. Of temporary grants those over an event are part of it; those over a record open that record only.
    ///
    /// # Errors
    /// 403 `forbidden` without the permission, `purpose_not_allowed` when it is held, but not for the purpose of the
    /// request.
    pub fn scope(&self, app: &App, permission: Permission) -> Result<Scope, Problem> {
        let mut all: Vec<Reach> = Vec::new();
        let mut first: Option<(Purpose, Author)> = None;
        for post in self.posts.iter().filter(|post| post.allows(permission)) {
            let purpose = self.purpose_at(app, post);
            let extent =
                app.pack
                    .policies
                    .extent(&post.role, permission.as_str(), purpose.as_str());
            if extent.is_empty() {
                continue;
            }
            first.get_or_insert_with(|| (purpose, self.author_as(post)));
            all.extend(reaches(&extent, post, &self.events));
        }
        for grant in self.lasting(app, permission) {
            let Over::Event(code) = &grant.over else {
                continue;
            };
            let event = Resource::region("/").of_events([code.clone()]);
            if let Some(author) = self.granted(app, permission, &event, grant) {
                first.get_or_insert((grant.purpose, author));
                all.push(Reach {
                    path: "/".to_owned(),
                    organisation: None,
                    events: Some(vec![code.clone()]),
                    level: Resource::CLOSED,
                });
            }
        }
        let Some((purpose, author)) = first else {
            self.check_held(app, permission)?;
            return Err(Self::without(permission));
        };
        Ok(Scope {
            permission,
            purpose,
            author,
            reaches: Scope::tidy(all),
        })
    }

    /// Temporary grants of a permission that hold now, for the purpose of the request.
    fn lasting(&self, app: &App, permission: Permission) -> impl Iterator<Item = &TemporaryGrant> {
        let now = app.clock.now();
        self.grants
            .iter()
            .filter(move |grant| grant.holds(permission, self.purpose, now))
    }

    /// What a temporary grant allows where no post does.
    fn temporary(&self, app: &App, permission: Permission, resource: &Resource) -> Option<Grant> {
        self.lasting(app, permission)
            .filter(|grant| grant.covers(resource))
            .find_map(|grant| {
                Some(Grant {
                    permission,
                    purpose: grant.purpose,
                    author: self.granted(app, permission, resource, grant)?,
                    policies: Vec::new(),
                    temporary: Some(grant.id.clone()),
                })
            })
    }

    /// As the holder of which post the policies let a temporary grant be used.
    fn granted(
        &self,
        app: &App,
        permission: Permission,
        resource: &Resource,
        grant: &TemporaryGrant,
    ) -> Option<Author> {
        self.posts
            .iter()
            .find(|post| {
                post.ask(
                    &app.pack,
                    &self.events,
                    permission,
                    resource,
                    grant.purpose,
                    true,
                )
                .is_some()
            })
            .map(|post| self.author_as(post))
    }

    /// Refuses unless some post carries the permission for the purpose of the request, wherever.
    fn check_held(&self, app: &App, permission: Permission) -> Result<(), Problem> {
        let mut known: Vec<&'static str> = Vec::new();
        for post in self.posts.iter().filter(|post| post.allows(permission)) {
            let purpose = self.purpose_at(app, post).as_str();
            let held = app.pack.policies.purposes(&post.role, permission.as_str());
            if held.contains(&purpose) {
                return Ok(());
            }
            known.extend(held);
        }
        if known.is_empty() {
            return Err(Self::without(permission));
        }
        known.sort_unstable();
        known.dedup();
        Err(Problem::new(
            StatusCode::FORBIDDEN,
            "purpose_not_allowed",
            "not allowed for this purpose",
            format!(
                "your posts include `{permission}`, but not for this purpose; name one of {} in the header `X-Purpose`",
                known.join(", ")
            ),
        ))
    }

    fn without(permission: Permission) -> Problem {
        Problem::forbidden(format!(
            "your posts do not include `{permission}`; ask your security administrator for it"
        ))
    }

    /// The purpose of the request, or the usual one of the post's role.
    fn purpose_at(&self, app: &App, post: &Post) -> Purpose {
        let usual = || {
            let role = app.pack.role(&post.role)?;
            Purpose::parse(&role.purpose)
        };
        // A role the pack no longer knows carries no permission, whatever the purpose.
        self.purpose.or_else(usual).unwrap_or(Purpose::Access)
    }
}

impl Post {
    /// The ids of the policies that allow it to the holder of the post, who takes part in no event.
    pub(crate) fn decide(
        &self,
        pack: &Pack,
        permission: Permission,
        resource: &Resource,
        purpose: Purpose,
    ) -> Option<Vec<String>> {
        self.ask(pack, &[], permission, resource, purpose, false)
    }

    fn ask(
        &self,
        pack: &Pack,
        events: &[String],
        permission: Permission,
        resource: &Resource,
        purpose: Purpose,
        temporary: bool,
    ) -> Option<Vec<String>> {
        let area = self.region_path.as_deref()?;
        pack.policies.decide(
            Holder {
                role: &self.role,
                area: area.rsplit('/').find(|code| !code.is_empty())?,
                organisation: self.organisation.as_deref(),
                events,
            },
            Kept {
                path: &resource.path,
                organisation: resource.organisation.as_deref(),
                events: &resource.events,
                level: resource.level,
            },
            Asking {
                permission: permission.as_str(),
                purpose: purpose.as_str(),
                temporary,
            },
        )
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
            Problem::invalid(
                "X-Purpose",
                "unknown_purpose",
                format!(
                    "there is no such purpose; choose one of {}",
                    pack::PURPOSES.join(", ")
                ),
            )
        })
}
