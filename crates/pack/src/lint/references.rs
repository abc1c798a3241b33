//! Names that entries use must be names of other entries.

use std::collections::BTreeSet;

use kernel::RegionCode;

use crate::layouts::{Layout, StratumRule, StreamOf};
use crate::load::draft::Draft;
use crate::load::findings::{Findings, Place, Placed};

pub(super) fn check(draft: &Draft, findings: &Findings) {
    let names = Names::of(draft, findings);
    for placed in &draft.conditions {
        let condition = &placed.item;
        if let Some(parent) = &condition.parent {
            names.condition(&placed.place, "parent", parent);
            let grandparent = draft
                .conditions
                .iter()
                .find(|one| one.item.code == *parent)
                .and_then(|one| one.item.parent.as_deref());
            if parent == &condition.code || grandparent.is_some() {
                let message = format!("`{}` is a subtype of a subtype", condition.code);
                let hint = "subtypes go one level deep: name the disease itself";
                findings.error_with(&placed.place, "parent", "cycle", message, hint);
            }
        }
    }
    for placed in &draft.views {
        let view = &placed.item;
        let at = |key: &str, text: &str| placed.place_of(key, text);
        let (stream, condition) = (&view.stream, &view.condition);
        names.stream(at("view.stream", stream), "view.stream", stream);
        names.condition(at("view.condition", condition), "view.condition", condition);
        let region = view.region.to_string();
        names.region(at("view.region", &region), "view.region", view.region);
        let stratum = at("view.stratum", &view.stratum);
        names.stratum(stratum, "view.stratum", stream, &view.stratum);
        if view.to < view.from {
            let message = format!("the view `{}` ends before it begins", view.id);
            let place = at("view.to", &view.to.to_string());
            findings.error(place, "view.to", "date-order", message);
        }
    }
    for placed in &draft.organisations {
        let (organisation, place) = (&placed.item, &placed.place);
        let kinds = draft.kinds.iter().map(|one| one.item.id.as_str());
        names.one_of(
            place,
            "kind",
            "organisation kind",
            &organisation.kind,
            kinds,
        );
        names.region(place, "region", organisation.region);
        if let Some(parent) = &organisation.parent {
            names.organisation(place, "parent", parent);
        }
        if organisation
            .valid_from
            .zip(organisation.valid_to)
            .is_some_and(|(from, to)| to < from)
        {
            let message = format!("{} ends before it begins", organisation.name_zh);
            findings.error(place, "valid_to", "date-order", message);
        }
    }
    for placed in &draft.accounts {
        for post in &placed.item.posts {
            let roles = draft.roles.iter().map(|one| one.item.id.as_str());
            let key = "account.post.role";
            names.one_of(
                placed.place_of(key, &post.role),
                key,
                "role",
                &post.role,
                roles,
            );
            let key = "account.post.region";
            let place = placed.place_of(key, &post.region.to_string());
            names.region(place, key, post.region);
            if let Some(organisation) = &post.organisation {
                let key = "account.post.organisation";
                names.organisation(placed.place_of(key, organisation), key, organisation);
            }
        }
    }
    for placed in &draft.layouts {
        layout(placed, &names);
    }
}

fn layout(placed: &Placed<Layout>, names: &Names<'_>) {
    let layout = &placed.item;
    let column = |key: &str, id: &str| {
        let known = layout.columns.iter().map(|column| column.id.as_str());
        let place = placed.place_of(key, id);
        names.one_of(place, key, "column of this layout", id, known);
    };
    for id in &layout.detect {
        column("detect", id);
    }
    column("date.column", &layout.date.column);
    for id in &layout.region.columns {
        column("region.columns", id);
    }
    for id in &layout.condition.columns {
        column("condition.columns", id);
    }
    if let StratumRule::Column(id) = &layout.stratum {
        column("stratum.column", id);
    }
    for value in &layout.values {
        column("value.column", &value.column);
        match &value.stream {
            StreamOf::Constant(stream) => {
                let key = "value.stream";
                names.stream(placed.place_of(key, stream), key, stream);
            }
            StreamOf::Column(id) => column("value.stream_column", id),
        }
    }
    if let Some(region) = layout.region.constant {
        let key = "region.constant";
        names.region(placed.place_of(key, &region.to_string()), key, region);
    }
    for (alias, region) in &layout.region.aliases {
        let key = format!("region.aliases.{alias}");
        names.region(placed.place_of(&key, &region.to_string()), &key, *region);
    }
    if let Some(condition) = &layout.condition.constant {
        let key = "condition.constant";
        names.condition(placed.place_of(key, condition), key, condition);
    }
    for (alias, condition) in &layout.condition.aliases {
        let key = format!("condition.aliases.{alias}");
        names.condition(placed.place_of(&key, condition), &key, condition);
    }
}

/// What may be referred to.
struct Names<'a> {
    draft: &'a Draft,
    findings: &'a Findings,
    conditions: BTreeSet<&'a str>,
    organisations: BTreeSet<&'a str>,
}

impl<'a> Names<'a> {
    fn of(draft: &'a Draft, findings: &'a Findings) -> Self {
        Names {
            draft,
            findings,
            conditions: draft
                .conditions
                .iter()
                .map(|one| one.item.code.as_str())
                .collect(),
            organisations: draft
                .organisations
                .iter()
                .map(|one| one.item.id.as_str())
                .collect(),
        }
    }

    fn one_of<'n>(
        &self,
        place: &Place,
        key: &str,
        kind: &str,
        name: &str,
        known: impl Iterator<Item = &'n str> + Clone,
    ) {
        if !known.clone().any(|one| one == name) {
            self.findings.unknown(place, key, kind, name, known);
        }
    }

    fn condition(&self, place: &Place, key: &str, code: &str) {
        self.one_of(
            place,
            key,
            "condition",
            code,
            self.conditions.iter().copied(),
        );
    }

    fn organisation(&self, place: &Place, key: &str, id: &str) {
        let known = self.organisations.iter().copied();
        self.one_of(place, key, "organisation", id, known);
    }

    fn stream(&self, place: &Place, key: &str, id: &str) {
        let known = self.draft.streams.iter().map(|one| one.item.id.as_str());
        self.one_of(place, key, "stream", id, known);
    }

    fn stratum(&self, place: &Place, key: &str, stream: &str, stratum: &str) {
        let stream = self.draft.streams.iter().find(|one| one.item.id == stream);
        if let Some(stream) = stream {
            let known = stream.item.strata.iter().map(String::as_str);
            self.one_of(place, key, "stratum of the stream", stratum, known);
        }
    }

    fn region(&self, place: &Place, key: &str, code: RegionCode) {
        if !self.draft.regions.contains_key(&code) {
            self.findings.error_with(
                place,
                key,
                "unknown-reference",
                format!("there is no region `{code}`"),
                "add the region to this pack or one it includes",
            );
        }
    }
}
