//! Regions, their populations and their polygons.

use std::sync::Arc;

use geojson::{FeatureCollection, Geometry};
use kernel::RegionCode;

use crate::load::draft::Draft;
use crate::load::findings::{Findings, Place, Placed};
use crate::load::folder::Folder;
use crate::load::romanise::english;
use crate::load::rows::{self, Row};
use crate::regions::{Population, Region};

/// Files with the columns of [`REGION`]; three, because a city has thousands of villages.
const REGION_FILES: [&str; 3] = ["regions.csv", "townships.csv", "villages.csv"];

const REGION: [(&str, bool); 11] = [
    ("code", true),
    ("name_zh", true),
    ("name_en", false),
    ("pinyin", false),
    ("parent", false),
    ("aliases", false),
    ("valid_from", false),
    ("valid_to", false),
    ("note", false),
    ("source", true),
    ("confidence", true),
];

const POPULATION: [(&str, bool); 6] = [
    ("region", true),
    ("value", true),
    ("as_of", true),
    ("source", true),
    ("confidence", true),
    ("note", false),
];

/// Reads what one pack says about regions into the draft.
pub(crate) fn read(draft: &mut Draft, pack: usize, folder: &Folder, findings: &Findings) {
    for file in REGION_FILES {
        rows::read(folder, file, &REGION, findings, |row| {
            add_region(draft, pack, row);
        });
    }
    rows::read(folder, "populations.csv", &POPULATION, findings, |row| {
        add_population(draft, pack, row);
    });
    let maps: Vec<(String, String)> = folder
        .inside("maps", "geojson")
        .map(|(path, text)| (folder.label(path), text.to_owned()))
        .collect();
    for (label, text) in maps {
        add_map(draft, pack, &label, &text, findings);
    }
}

fn code(row: &Row<'_>, column: &str) -> Option<RegionCode> {
    row.require(column);
    row.parsed(column, "a region code of 6, 9 or 12 digits")
}

fn add_region(draft: &mut Draft, pack: usize, row: &Row<'_>) {
    let Some(code) = code(row, "code") else {
        return;
    };
    let parent = match row.cell("parent") {
        "" => code.parent_hint(),
        _ => row.parsed("parent", "a region code of 6, 9 or 12 digits"),
    };
    let source = row.cell("source");
    let name_zh = row.text("name_zh");
    let region = Region {
        code,
        name_en: row.text_opt("name_en").unwrap_or_else(|| english(&name_zh)),
        name_zh,
        level: code.level(),
        parent,
        pinyin: row.text_opt("pinyin"),
        aliases: row.list("aliases"),
        valid_from: row.day("valid_from"),
        valid_to: row.day("valid_to"),
        note: row.cell("note").to_owned(),
        source: draft
            .sources
            .title(source, &row.place, "source", row.findings),
        confidence: row.confidence(),
        populations: Vec::new(),
    };
    let placed = Placed {
        place: row.place.clone(),
        pack,
        keys: Vec::new(),
        item: region,
    };
    match draft.regions.get(&code) {
        Some(held) if held.pack == pack => {
            duplicate(row, "code", &code.to_string(), &held.place);
        }
        _ => {
            draft.regions.insert(code, placed);
        }
    }
}

/// Reports a second row of the same pack with the same id.
pub(crate) fn duplicate(row: &Row<'_>, key: &str, id: &str, first: &Place) {
    row.findings.error_with(
        &row.place,
        key,
        "duplicate-id",
        format!(
            "`{id}` stands already in {} line {}",
            first.file, first.line
        ),
        "remove one of the two",
    );
}

fn add_population(draft: &mut Draft, pack: usize, row: &Row<'_>) {
    let (Some(code), Some(value), Some(as_of)) = (
        code(row, "region"),
        row.parsed("value", "a number of persons"),
        row.day("as_of"),
    ) else {
        for column in ["value", "as_of"] {
            row.require(column);
        }
        return;
    };
    let title = draft
        .sources
        .title(row.cell("source"), &row.place, "source", row.findings);
    // The note belongs to the figure: a reader of a doubtful one must see why it is doubtful.
    let source = match row.cell("note") {
        "" => title,
        note => Arc::from(format!("{title}: {note}")),
    };
    let placed = Placed {
        place: row.place.clone(),
        pack,
        keys: Vec::new(),
        item: Population {
            value,
            as_of,
            confidence: row.confidence(),
            source,
        },
    };
    match draft.populations.get(&(code, as_of)) {
        Some(held) if held.pack == pack => {
            duplicate(row, "region", &format!("{code} {as_of}"), &held.place);
        }
        _ => {
            draft.populations.insert((code, as_of), placed);
        }
    }
}

fn add_map(draft: &mut Draft, pack: usize, label: &str, text: &str, findings: &Findings) {
    let invalid = |line: u32, message: String| {
        let place = Place::new(label, line);
        let hint = "export it again as GeoJSON (RFC 7946) with a property `code`";
        findings.error_with(&place, "", "polygon-invalid", message, hint);
    };
    let collection: FeatureCollection = match serde_json::from_str(text) {
        Ok(collection) => collection,
        Err(error) => {
            let line = u32::try_from(error.line()).unwrap_or(1).max(1);
            return invalid(line, format!("not a GeoJSON feature collection: {error}"));
        }
    };
    for feature in collection.features {
        let code_text = feature
            .property("code")
            .and_then(|code| code.as_str())
            .unwrap_or_default()
            .to_owned();
        let line = line_of(text, &code_text);
        let geometry: Option<Geometry> = feature.geometry;
        let (Ok(code), Some(geometry)) = (code_text.parse(), geometry) else {
            let message = format!("the feature `{code_text}` lacks a region code or a geometry");
            invalid(line, message);
            continue;
        };
        let placed = Placed {
            place: Place::new(label, line),
            pack,
            keys: Vec::new(),
            item: geometry,
        };
        draft.polygons.insert(code, placed);
    }
}

/// The line that mentions a code, for findings; maps are written one feature to a line.
fn line_of(text: &str, code: &str) -> u32 {
    let quoted = format!("\"{code}\"");
    match text.find(&quoted) {
        Some(at) if !code.is_empty() => text[..at].matches('\n').count() as u32 + 1,
        _ => 1,
    }
}
