//! Organisations, their kinds, and the accounts of a demonstration.

use crate::accounts::{DemoAccount, DemoPost};
use crate::load::Manifest;
use crate::load::definitions::gather;
use crate::load::draft::Draft;
use crate::load::findings::{Findings, Placed};
use crate::load::regions::duplicate;
use crate::load::rows::{self, Row};
use crate::load::tree::Reader;
use crate::organisations::{Organisation, OrganisationKind};

const ORGANISATION: [(&str, bool); 12] = [
    ("id", true),
    ("code", false),
    ("name_zh", true),
    ("name_en", true),
    ("kind", true),
    ("region", true),
    ("parent", false),
    ("valid_from", false),
    ("valid_to", false),
    ("source", true),
    ("confidence", true),
    ("note", false),
];

/// Reads organisations and accounts of all packs.
pub(crate) fn read(draft: &mut Draft, manifests: &[Manifest], findings: &Findings) {
    for definition in gather(manifests, "organisation_kinds.toml", "kind", "id", findings) {
        let reader = definition.reader("kind", findings);
        let kind = OrganisationKind {
            id: reader.text("id"),
            name_zh: reader.text("name_zh"),
            name_en: reader.text("name_en"),
        };
        reader.finish();
        draft.kinds.push(definition.placed("kind", kind));
    }
    for (pack, manifest) in manifests.iter().enumerate() {
        let folder = &manifest.folder;
        rows::read(
            folder,
            "organisations.csv",
            &ORGANISATION,
            findings,
            |row| {
                add_organisation(draft, pack, row);
            },
        );
    }
    for definition in gather(manifests, "accounts.toml", "account", "username", findings) {
        let reader = definition.reader("account", findings);
        let account = account(&reader);
        reader.finish();
        draft.accounts.push(definition.placed("account", account));
    }
}

fn add_organisation(draft: &mut Draft, pack: usize, row: &Row<'_>) {
    let id = row.text("id");
    row.require("region");
    let Some(region) = row.parsed("region", "a region code of 6, 9 or 12 digits") else {
        return;
    };
    let source = row.cell("source");
    let organisation = Organisation {
        id: id.clone(),
        code: row.text_opt("code"),
        name_zh: row.text("name_zh"),
        name_en: row.text("name_en"),
        kind: row.text("kind"),
        region,
        parent: row.text_opt("parent"),
        valid_from: row.day("valid_from"),
        valid_to: row.day("valid_to"),
        source: draft
            .sources
            .title(source, &row.place, "source", row.findings)
            .to_string(),
        confidence: row.confidence(),
    };
    let placed = Placed {
        place: row.place.clone(),
        pack,
        keys: Vec::new(),
        item: organisation,
    };
    match draft.organisations.iter_mut().find(|one| one.item.id == id) {
        Some(held) if held.pack == pack => duplicate(row, "id", &id, &held.place),
        Some(held) => *held = placed,
        None => draft.organisations.push(placed),
    }
}

fn account(reader: &Reader<'_>) -> DemoAccount {
    let posts = reader
        .tables("post")
        .iter()
        .filter_map(|table| {
            let region = table.region("region");
            if region.is_none() && table.node("region").is_none() {
                table.missing("region");
            }
            let (role, organisation) = (table.text("role"), table.text_opt("organisation"));
            table.finish();
            Some(DemoPost {
                role,
                region: region?,
                organisation,
            })
        })
        .collect();
    DemoAccount {
        username: reader.text("username"),
        display_name_zh: reader.text("display_name_zh"),
        display_name_en: reader.text("display_name_en"),
        password: reader.text("password"),
        posts,
    }
}
