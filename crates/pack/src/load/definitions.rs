//! Definitions in TOML: lists of tables with ids, overlaid pack by pack.

use std::sync::Arc;

use crate::load::Manifest;
use crate::load::draft::{Draft, Sources};
use crate::load::findings::{Findings, Place, Placed};
use crate::load::tree::{self, Node, Reader, Table, Val};
use crate::policies::PURPOSES;
use crate::roles::Role;
use crate::streams::{Access, Stream};
use crate::views::View;

/// One overlaid definition.
pub(crate) struct Definition {
    pub(crate) place: Place,
    pub(crate) pack: usize,
    pub(crate) table: Table,
}

impl Definition {
    /// A reader whose keys begin with `kind`.
    pub(crate) fn reader<'a>(&'a self, kind: &str, findings: &'a Findings) -> Reader<'a> {
        Reader::new(&self.table, &self.place, kind, findings)
    }

    /// The finished entry with the places of its texts, their keys beginning with `kind`.
    pub(crate) fn placed<T>(&self, kind: &str, item: T) -> Placed<T> {
        let mut keys = Vec::new();
        tree::texts(&self.table, kind, &mut keys);
        Placed {
            place: self.place.clone(),
            pack: self.pack,
            keys,
            item,
        }
    }
}

/// All `[[kind]]` tables of `file` in all packs; one with a known id is laid over the earlier one.
pub(crate) fn gather(
    manifests: &[Manifest],
    file: &str,
    kind: &str,
    id_key: &str,
    findings: &Findings,
) -> Vec<Definition> {
    let mut all = Vec::new();
    for (pack, manifest) in manifests.iter().enumerate() {
        let Some(text) = manifest.folder.text(file) else {
            continue;
        };
        let root = tree::parse(&manifest.folder.label(file), text, findings);
        let Val::Table(table) = root.value else {
            continue;
        };
        let reader = Reader::new(&table, &root.place, "", findings);
        if let Some(list) = reader.node(kind) {
            match &list.value {
                Val::List(items) => {
                    for item in items {
                        add(&mut all, pack, item.clone(), kind, id_key, findings);
                    }
                }
                _ => reader.wrong_type(kind, list, "a list of tables"),
            }
        }
        reader.finish();
    }
    all
}

/// Adds one definition, or lays it over the one with the same id.
pub(crate) fn add(
    all: &mut Vec<Definition>,
    pack: usize,
    node: Node,
    kind: &str,
    id_key: &str,
    findings: &Findings,
) {
    let Node { place, value } = node;
    let Val::Table(table) = value else {
        let message = "this must be a table".to_owned();
        return findings.error(&place, kind, "wrong-type", message);
    };
    let id = id_of(&table, id_key);
    let known = all
        .iter_mut()
        .find(|one| id.is_some() && id_of(&one.table, id_key) == id);
    match known {
        Some(held) if held.pack == pack => {
            let message = format!(
                "`{}` stands already in line {}",
                id.unwrap_or_default(),
                held.place.line
            );
            let key = format!("{kind}.{id_key}");
            findings.error_with(
                &place,
                &key,
                "duplicate-id",
                message,
                "remove one of the two",
            );
        }
        Some(held) => {
            held.pack = pack;
            tree::overlay(&mut held.table, table);
        }
        None => all.push(Definition { place, pack, table }),
    }
}

fn id_of(table: &Table, key: &str) -> Option<String> {
    match &table.get(key)?.value {
        Val::Text(id) => Some(id.clone()),
        _ => None,
    }
}

/// Sources come first: everything else refers to them.
pub(crate) fn sources(manifests: &[Manifest], findings: &Findings) -> Sources {
    let mut sources = Sources::default();
    for definition in gather(manifests, "sources.toml", "source", "id", findings) {
        let reader = definition.reader("source", findings);
        let (id, title) = (reader.text("id"), reader.text("title"));
        // Every source states its licence; only the title is shown beside figures.
        reader.text("licence");
        for key in ["retrieved", "note"] {
            reader.text_opt(key);
        }
        reader.finish();
        sources.titles.insert(id, Arc::from(title));
    }
    sources
}

/// The title of the source that a definition names.
pub(crate) fn source(reader: &Reader<'_>, draft: &Draft) -> String {
    let id = reader.text_opt("source").unwrap_or_default();
    let place = reader.place_of("source");
    draft
        .sources
        .title(&id, &place, &reader.key("source"), reader.findings)
        .to_string()
}

/// Streams, roles and views.
pub(crate) fn read(draft: &mut Draft, manifests: &[Manifest], findings: &Findings) {
    for definition in gather(manifests, "streams.toml", "stream", "id", findings) {
        let reader = definition.reader("stream", findings);
        let stream = stream(&reader, draft);
        reader.finish();
        draft.streams.push(definition.placed("stream", stream));
    }
    for definition in gather(manifests, "roles.toml", "role", "id", findings) {
        let reader = definition.reader("role", findings);
        let role = role(&reader);
        reader.finish();
        draft.roles.push(definition.placed("role", role));
    }
    for definition in gather(manifests, "views.toml", "view", "id", findings) {
        let reader = definition.reader("view", findings);
        if let Some(view) = view(&reader) {
            draft.views.push(definition.placed("view", view));
        }
        reader.finish();
    }
}

fn stream(reader: &Reader<'_>, draft: &Draft) -> Stream {
    let mut strata = reader.texts("strata");
    if strata.first().map(String::as_str) != Some("all") {
        strata.retain(|stratum| stratum != "all");
        strata.insert(0, "all".to_owned());
    }
    let require = |key: &str| {
        if reader.node(key).is_none() {
            reader.missing(key);
        }
    };
    require("period");
    require("access");
    Stream {
        id: reader.text("id"),
        name_zh: reader.text("name_zh"),
        name_en: reader.text("name_en"),
        period: reader
            .parsed("period", "one of day, week, month, year", |text| {
                text.parse().ok()
            })
            .unwrap_or(kernel::Period::Day),
        unit_zh: reader.text("unit_zh"),
        unit_en: reader.text("unit_en"),
        description_zh: reader.text("description_zh"),
        description_en: reader.text("description_en"),
        access: reader
            .parsed("access", "`published` or `area`", |text| match text {
                "published" => Some(Access::Published),
                "area" => Some(Access::Area),
                _ => None,
            })
            .unwrap_or(Access::Area),
        strata,
        source: source(reader, draft),
        confidence: reader.confidence(),
    }
}

fn role(reader: &Reader<'_>) -> Role {
    let purpose = reader.text("purpose");
    if !purpose.is_empty() && !PURPOSES.contains(&purpose.as_str()) {
        let (place, key) = (reader.place_of("purpose"), reader.key("purpose"));
        reader
            .findings
            .unknown(&place, &key, "purpose", &purpose, PURPOSES);
    }
    Role {
        id: reader.text("id"),
        name_zh: reader.text("name_zh"),
        name_en: reader.text("name_en"),
        description_zh: reader.text("description_zh"),
        description_en: reader.text("description_en"),
        purpose,
        is_apart: reader.flag_opt("apart").unwrap_or(false),
        second_factor: reader.flag_opt("second_factor").unwrap_or(false),
    }
}

fn view(reader: &Reader<'_>) -> Option<View> {
    for key in ["region", "from", "to"] {
        if reader.node(key).is_none() {
            reader.missing(key);
        }
    }
    let (id, name_zh, name_en) = (
        reader.text("id"),
        reader.text("name_zh"),
        reader.text("name_en"),
    );
    let (stream, condition) = (reader.text("stream"), reader.text("condition"));
    let stratum = reader
        .text_opt("stratum")
        .unwrap_or_else(|| "all".to_owned());
    let (region, from, to) = (
        reader.region("region"),
        reader.day("from"),
        reader.day("to"),
    );
    Some(View {
        id,
        name_zh,
        name_en,
        stream,
        condition,
        region: region?,
        from: from?,
        to: to?,
        stratum,
    })
}
