//! Practitioners as entered.

use access::{App, Resource, Scope};
use kernel::{Day, Id};
use platform::Problem;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::engine::normal_name;
use crate::model::{Practitioner, PractitionerPost};

/// A post as entered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PractitionerPostInput {
    /// Id of the organisation.
    organisation: String,
    /// First day.
    from: Day,
    /// Last day.
    to: Option<Day>,
}

/// A practitioner as entered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PractitionerInput {
    /// Name as published.
    #[schema(max_length = 60)]
    name: String,
    /// Code of the set `practitioner_kind`.
    kind: String,
    /// Where they work and worked, one at least.
    posts: Vec<PractitionerPostInput>,
}

impl PractitionerInput {
    /// The practitioner, when everything can be right and every post lies where the one who enters it may write.
    pub(super) fn checked(
        &self,
        id: Id<Practitioner>,
        app: &App,
        scope: &Scope,
    ) -> Result<Practitioner, Problem> {
        let name = normal_name(&self.name);
        let count = name.chars().count();
        let is_name = name
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, '·' | ' ' | '-'));
        if !(1..=60).contains(&count) || !is_name {
            let message = "a name has 1 to 60 letters; look for digits and signs";
            return Err(Problem::invalid("name", "name", message));
        }
        if app.pack.code("practitioner_kind", &self.kind).is_none() {
            let message = "`kind` is no code of the set `practitioner_kind`; choose one of it";
            return Err(Problem::invalid("kind", "unknown_code", message));
        }
        if self.posts.is_empty() {
            let message = "a practitioner has a post at an organisation; give one";
            return Err(Problem::invalid("posts", "required", message));
        }
        let mut posts: Vec<PractitionerPost> = Vec::new();
        for (index, post) in self.posts.iter().enumerate() {
            let field = format!("posts[{index}]");
            let known = app.pack.organisations.get(&post.organisation);
            let Some(region_path) = known.and_then(|one| app.pack.regions.path(one.region)) else {
                let message = "there is no such organisation; search for it by name";
                return Err(Problem::invalid(&field, "unknown_organisation", message));
            };
            if !scope.covers(&Resource::region(region_path.as_str())) {
                return Err(Problem::forbidden(
                    "an organisation lies outside your area; ask who works there",
                ));
            }
            if post.to.is_some_and(|to| to < post.from) {
                let message = "the last day lies before the first; look at both";
                return Err(Problem::invalid(&field, "order", message));
            }
            let is_known = posts
                .iter()
                .any(|one| one.organisation == post.organisation && one.valid_from == post.from);
            if is_known {
                let message = "the same post stands there twice; leave one out";
                return Err(Problem::invalid(&field, "duplicate", message));
            }
            posts.push(PractitionerPost {
                organisation: post.organisation.clone(),
                region_path,
                valid_from: post.from,
                valid_to: post.to,
            });
        }
        Ok(Practitioner {
            id,
            name,
            kind: self.kind.clone(),
            posts,
        })
    }
}
