//! From the texts of the packs to compiled policies, with a finding for whatever will not do.

use std::collections::{BTreeSet, HashMap};
use std::str::FromStr;
use std::sync::OnceLock;

use cedar_policy::{
    ActionConstraint, Effect, EntityId, EntityTypeName, EntityUid, Policy, PolicyId, PolicySet,
    PrincipalConstraint, Schema, ValidationMode, Validator,
};
use serde_json::Value;

use super::{Names, PURPOSES, Policies, PolicyText, Slice, index};
use crate::load::Manifest;
use crate::load::findings::{Findings, Place};
use crate::roles::PERMISSIONS;

/// Where the schema stands; a pack that brings its own replaces the whole.
const SCHEMA: &str = "policies/schema.cedarschema";
/// What a policy may name; regions, organisations and events it may not, for they change without it.
const NAMEABLE: [&str; 3] = ["Action", "Role", "Purpose"];

/// A policy and where it stands.
struct Read<'m> {
    policy: Policy,
    pack: usize,
    place: Place,
    text: &'m str,
}

/// Reads, checks and compiles the policies of all packs. Without a schema there are none, and nothing is allowed.
pub(crate) fn compile(manifests: &[Manifest], roles: &[String], findings: &Findings) -> Policies {
    let Some((place, schema)) = schema(manifests, findings) else {
        return Policies::default();
    };
    let Some(names) = names(&schema, roles, &place, findings) else {
        return Policies::default();
    };
    let mut read = Vec::new();
    for (pack, manifest) in manifests.iter().enumerate() {
        for (path, text) in manifest.folder.inside("policies", "cedar") {
            let label = manifest.folder.label(path);
            read_file(pack, &label, text, &mut read, findings);
        }
    }
    validate(&read, schema, findings);
    let mut texts = Vec::new();
    let mut slices: HashMap<(usize, usize), Slice> = HashMap::new();
    for one in &read {
        let Some(text) = describe(one, roles, findings) else {
            continue;
        };
        for (role_number, role) in roles.iter().enumerate() {
            if text.role.as_ref().is_some_and(|only| only != role) {
                continue;
            }
            for permission in &text.permissions {
                let Some(number) = index(&PERMISSIONS, permission) else {
                    continue;
                };
                let slice = slices.entry((role_number, number)).or_default();
                slice.permits |= !text.forbids;
                // Ids differ, which was checked when the files were read.
                let _ = slice.set.add(one.policy.clone());
            }
        }
        texts.push(text);
    }
    let cells = roles.len() * PERMISSIONS.len() * PURPOSES.len();
    Policies {
        roles: roles.to_vec(),
        texts,
        slices,
        names: Some(names),
        extents: std::iter::repeat_with(OnceLock::new).take(cells).collect(),
    }
}

/// The schema of the topmost pack that has one.
fn schema(manifests: &[Manifest], findings: &Findings) -> Option<(Place, Schema)> {
    let manifest = manifests
        .iter()
        .rev()
        .find(|manifest| manifest.folder.text(SCHEMA).is_some())?;
    let text = manifest.folder.text(SCHEMA)?;
    let label = manifest.folder.label(SCHEMA);
    match Schema::from_cedarschema_str(text) {
        Ok((schema, _)) => Some((Place::new(&label, 1), schema)),
        Err(error) => {
            let place = Place::new(&label, line(text, &error));
            findings.error(&place, "", "policy-schema", one_line(&error));
            None
        }
    }
}

/// The names of the schema, after a look whether it and the program mean the same permissions and purposes.
fn names(schema: &Schema, roles: &[String], place: &Place, findings: &Findings) -> Option<Names> {
    let kind = |name: &str| {
        let known = schema.entity_types().find(|known| known.basename() == name);
        if known.is_none() {
            let message = format!("the schema lacks the entity type `{name}`");
            findings.error(place, name, "policy-schema", message);
        }
        known.cloned()
    };
    let uid = |kind: &EntityTypeName, id: &str| {
        EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id))
    };
    let action = EntityTypeName::from_str("Action").ok()?;
    let declared: BTreeSet<&str> = schema.actions().map(|one| one.id().unescaped()).collect();
    let known = BTreeSet::from(PERMISSIONS);
    for name in declared.symmetric_difference(&known) {
        let message = format!("the schema and the program do not both have the action `{name}`");
        findings.error(place, name, "policy-schema", message);
    }
    let actions: Vec<EntityUid> = PERMISSIONS.iter().map(|name| uid(&action, name)).collect();
    let mut resources = Vec::new();
    for (action, name) in actions.iter().zip(PERMISSIONS) {
        let kinds: Vec<_> = schema
            .resources_for_action(action)
            .into_iter()
            .flatten()
            .collect();
        if let [kind] = kinds.as_slice() {
            resources.push(uid(kind, "asked"));
        } else if declared.contains(name) {
            let message = format!("the action `{name}` must apply to exactly one kind of resource");
            findings.error(place, name, "policy-schema", message);
        }
    }
    let (post, region, role) = (kind("Post"), kind("Region"), kind("Role"));
    let (organisation, event, purpose) = (kind("Organisation"), kind("Event"), kind("Purpose"));
    let (role, purpose) = (role?, purpose?);
    (resources.len() == actions.len()).then_some(Names {
        post: uid(&post?, "asks"),
        region: region?,
        organisation: organisation?,
        event: event?,
        roles: roles.iter().map(|id| uid(&role, id)).collect(),
        purposes: PURPOSES.iter().map(|id| uid(&purpose, id)).collect(),
        actions,
        resources,
    })
}

/// Adds the policies of one file; one with the id of a policy in a lower pack takes its place.
fn read_file<'m>(
    pack: usize,
    label: &str,
    text: &'m str,
    read: &mut Vec<Read<'m>>,
    findings: &Findings,
) {
    let parsed = match PolicySet::from_str(text) {
        Ok(parsed) => parsed,
        Err(errors) => {
            for error in errors.iter() {
                let place = Place::new(label, line(text, error));
                findings.error(&place, "", "policy-syntax", one_line(error));
            }
            return;
        }
    };
    let mut found: Vec<Read<'m>> = Vec::new();
    for policy in parsed.policies() {
        let id = policy.annotation("id").unwrap_or_default().to_owned();
        if id.is_empty() {
            findings.error_with(
                &Place::new(label, 1),
                "",
                "policy-id",
                "a policy has no id".to_owned(),
                "write `@id(\"role.what\")` before each policy",
            );
            continue;
        }
        found.push(Read {
            place: Place::new(label, line_of_id(text, &id)),
            policy: policy.new_id(PolicyId::new(&id)),
            pack,
            text,
        });
    }
    // The set keeps no order; the file does.
    found.sort_by_key(|one| one.place.line);
    for one in found {
        let known = read
            .iter_mut()
            .find(|held| held.policy.id() == one.policy.id());
        match known {
            Some(held) if held.pack == pack => {
                let message = format!(
                    "`{}` stands already in {}, line {}",
                    one.policy.id(),
                    held.place.file,
                    held.place.line
                );
                let hint = "give one of the two another id";
                findings.error_with(&one.place, "", "duplicate-id", message, hint);
            }
            Some(held) => *held = one,
            None => read.push(one),
        }
    }
}

/// Holds all policies against the schema.
fn validate(read: &[Read<'_>], schema: Schema, findings: &Findings) {
    let mut all = PolicySet::new();
    for one in read {
        // Ids differ, which was checked when the files were read.
        let _ = all.add(one.policy.clone());
    }
    let result = Validator::new(schema).validate(&all, ValidationMode::Strict);
    let said = result
        .validation_errors()
        .map(|error| (error.policy_id(), error as &dyn miette::Diagnostic))
        .chain(
            result
                .validation_warnings()
                .map(|warning| (warning.policy_id(), warning as &dyn miette::Diagnostic)),
        );
    for (id, problem) in said {
        let Some(one) = read.iter().find(|one| one.policy.id() == id) else {
            continue;
        };
        let place = Place {
            line: line(one.text, problem).max(one.place.line),
            ..one.place.clone()
        };
        findings.error(&place, id.as_ref(), "policy-invalid", one_line(problem));
    }
}

/// What a policy is about, as people read it; whatever it may not say is a finding.
fn describe(one: &Read<'_>, roles: &[String], findings: &Findings) -> Option<PolicyText> {
    let (policy, place) = (&one.policy, &one.place);
    let id = policy.id().to_string();
    let say = |key: &str| {
        let text = policy.annotation(key).unwrap_or_default().trim().to_owned();
        if text.is_empty() {
            findings.error_with(
                place,
                &id,
                "policy-words",
                format!("the policy does not say in words (`@{key}`) what it allows or forbids"),
                "write one sentence for whoever reads the access matrix",
            );
        }
        text
    };
    let (zh, en) = (say("zh"), say("en"));
    for role in nameable(policy, place, &id, findings) {
        if !roles.contains(&role) {
            let known = roles.iter().map(String::as_str);
            findings.unknown(place, &id, "role", &role, known);
        }
    }
    let role = match policy.principal_constraint() {
        PrincipalConstraint::Any => None,
        PrincipalConstraint::In(role) => Some(role.id().unescaped().to_owned()),
        _ => {
            findings.error_with(
                place,
                &id,
                "policy-principal",
                "the policy is about something else than the holders of a role".to_owned(),
                "write `principal in Role::\"…\"`, or `principal` for every role",
            );
            return None;
        }
    };
    let permissions = match policy.action_constraint() {
        ActionConstraint::Any => PERMISSIONS.to_vec(),
        ActionConstraint::Eq(action) => named(&[action]),
        ActionConstraint::In(actions) => named(&actions),
    };
    Some(PolicyText {
        id,
        zh,
        en,
        forbids: policy.effect() == Effect::Forbid,
        role,
        permissions,
    })
}

fn named(actions: &[EntityUid]) -> Vec<&'static str> {
    PERMISSIONS
        .into_iter()
        .filter(|known| {
            actions
                .iter()
                .any(|action| action.id().unescaped() == *known)
        })
        .collect()
}

/// The roles a policy names. Anything else but actions and purposes it may not name: how far a role reaches is found
/// with areas, organisations and events that stand for all others.
fn nameable(policy: &Policy, place: &Place, id: &str, findings: &Findings) -> Vec<String> {
    let mut entities = Vec::new();
    if let Ok(json) = policy.to_json() {
        gather(&json, &mut entities);
    }
    let mut roles = Vec::new();
    for (kind, name) in entities {
        if kind == "Role" {
            roles.push(name);
        } else if !NAMEABLE.contains(&kind.as_str()) {
            findings.error_with(
                place,
                id,
                "policy-names",
                format!("the policy names {kind} `{name}`"),
                "say it by `principal.area`, `principal.organisation` or `principal.events`; where a role is held is said by its posts",
            );
        }
    }
    roles
}

/// All entities in a policy's JSON form: objects with `type` and `id`.
fn gather(json: &Value, found: &mut Vec<(String, String)>) {
    match json {
        Value::Object(fields) => {
            if let (Some(Value::String(kind)), Some(Value::String(id))) =
                (fields.get("type"), fields.get("id"))
            {
                found.push((kind.clone(), id.clone()));
            }
            fields.values().for_each(|value| gather(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| gather(value, found)),
        _ => {}
    }
}

/// The line of the text that a problem points at; 1 where it points at none.
fn line(text: &str, problem: &dyn miette::Diagnostic) -> u32 {
    let offset = problem
        .labels()
        .and_then(|mut labels| labels.next())
        .map_or(0, |label| label.offset());
    line_at(text, offset)
}

fn line_of_id(text: &str, id: &str) -> u32 {
    let position = text.find(&format!("@id(\"{id}\")"));
    line_at(text, position.unwrap_or(0))
}

fn line_at(text: &str, offset: usize) -> u32 {
    let before = text.as_bytes().iter().take(offset);
    u32::try_from(before.filter(|byte| **byte == b'\n').count() + 1).unwrap_or(u32::MAX)
}

/// What a problem says with its advice, on one line.
fn one_line(problem: &dyn miette::Diagnostic) -> String {
    let mut said = problem.to_string();
    if let Some(help) = problem.help() {
        said.push_str("; ");
        said.push_str(&help.to_string());
    }
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}
