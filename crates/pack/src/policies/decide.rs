//! One decision.

use std::collections::{HashMap, HashSet};

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, Request,
    RestrictedExpression,
};

use super::{Names, PURPOSES, Policies, index};
use crate::roles::PERMISSIONS;

/// The post that asks.
#[derive(Debug, Clone, Copy)]
pub struct Holder<'a> {
    /// Role id.
    pub role: &'a str,
    /// Code of the area, as the last part of its ancestor path.
    pub area: &'a str,
    /// Id of the organisation, where the post belongs to one.
    pub organisation: Option<&'a str>,
    /// Codes of the events its holder takes part in.
    pub events: &'a [String],
}

/// What it asks for.
#[derive(Debug, Clone, Copy)]
pub struct Kept<'a> {
    /// Ancestor path of the region it belongs to, `/100000/140000/140900/`.
    pub path: &'a str,
    /// Id of the organisation that holds it.
    pub organisation: Option<&'a str>,
    /// Codes of the events it belongs to.
    pub events: &'a [String],
    /// Sensitivity, from 0 (published) to 5 (closed).
    pub level: u8,
}

/// How it asks.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// Permission, for example `counts.read`.
    pub permission: &'a str,
    /// Purpose, for example `surveillance`.
    pub purpose: &'a str,
    /// Whether a right that ends by itself covers the resource.
    pub temporary: bool,
}

impl Policies {
    /// The ids of the policies that allow it; `None` when it is not allowed.
    ///
    /// What the pack does not know (role, permission, purpose) is not allowed.
    #[must_use]
    pub fn decide(
        &self,
        holder: Holder<'_>,
        kept: Kept<'_>,
        asking: Asking<'_>,
    ) -> Option<Vec<String>> {
        let role = self.role(holder.role)?;
        let permission = index(&PERMISSIONS, asking.permission)?;
        let purpose = index(&PURPOSES, asking.purpose)?;
        let slice = self
            .slices
            .get(&(role, permission))
            .filter(|slice| slice.permits)?;
        let names = self.names.as_ref()?;
        let (request, entities) =
            names.request(holder, role, kept, permission, purpose, asking.temporary)?;
        let answer = Authorizer::new().is_authorized(&request, &slice.set, &entities);
        // A policy that fails is skipped by Cedar; one that forbids must not be got round that way.
        let is_sound = answer.diagnostics().errors().next().is_none();
        (is_sound && answer.decision() == Decision::Allow).then(|| {
            answer
                .diagnostics()
                .reason()
                .map(ToString::to_string)
                .collect()
        })
    }
}

impl Names {
    fn request(
        &self,
        holder: Holder<'_>,
        role: usize,
        kept: Kept<'_>,
        permission: usize,
        purpose: usize,
        temporary: bool,
    ) -> Option<(Request, Entities)> {
        let uid = |kind: &EntityTypeName, id: &str| {
            EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id))
        };
        let entity = |uid| RestrictedExpression::new_entity_uid(uid);
        let own_events = holder
            .events
            .iter()
            .map(|event| entity(uid(&self.event, event)));
        let post = Entity::new(
            self.post.clone(),
            HashMap::from([
                ("area".to_owned(), entity(uid(&self.region, holder.area))),
                (
                    // Nothing is held by the organisation without a name, so such a post owns nothing.
                    "organisation".to_owned(),
                    entity(uid(
                        &self.organisation,
                        holder.organisation.unwrap_or_default(),
                    )),
                ),
                (
                    "events".to_owned(),
                    RestrictedExpression::new_set(own_events),
                ),
            ]),
            HashSet::from([self.roles[role].clone()]),
        )
        .ok()?;
        let regions = kept.path.split('/').filter(|code| !code.is_empty());
        let parents: HashSet<EntityUid> = regions
            .map(|code| uid(&self.region, code))
            .chain(
                kept.organisation
                    .filter(|id| !id.is_empty())
                    .map(|id| uid(&self.organisation, id)),
            )
            .chain(kept.events.iter().map(|code| uid(&self.event, code)))
            .collect();
        let resource = Entity::new(
            self.resources[permission].clone(),
            HashMap::from([(
                "level".to_owned(),
                RestrictedExpression::new_long(i64::from(kept.level)),
            )]),
            parents,
        )
        .ok()?;
        let context = Context::from_pairs([
            ("purpose".to_owned(), entity(self.purposes[purpose].clone())),
            (
                "temporary".to_owned(),
                RestrictedExpression::new_bool(temporary),
            ),
        ])
        .ok()?;
        let request = Request::new(
            self.post.clone(),
            self.actions[permission].clone(),
            self.resources[permission].clone(),
            context,
            None,
        )
        .ok()?;
        // The schema is not checked again for each request: both entities are made here, and a test checks them.
        let entities = Entities::from_entities([post, resource], None).ok()?;
        Some((request, entities))
    }
}
