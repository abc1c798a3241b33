//! Conditions and the dated statutory list.

use std::collections::BTreeMap;

use crate::conditions::{Class, Condition, Listing};
use crate::load::Manifest;
use crate::load::draft::Draft;
use crate::load::findings::{Findings, Place, Placed};
use crate::load::regions::duplicate;
use crate::load::rows::{self, Row};

const CONDITION: [(&str, bool); 14] = [
    ("code", true),
    ("name_zh", true),
    ("name_en", true),
    ("aliases", false),
    ("parent", false),
    ("icd10", true),
    ("card_code", false),
    ("report_hours", false),
    ("group_zh", false),
    ("cidars_method", true),
    ("cidars_threshold", false),
    ("source", true),
    ("confidence", true),
    ("note", false),
];

const LISTING: [(&str, bool); 7] = [
    ("condition", true),
    ("from", true),
    ("to", false),
    ("class", true),
    ("managed_as_a", true),
    ("basis", true),
    ("confidence", true),
];

/// Reads the conditions and listings of all packs.
pub(crate) fn read(draft: &mut Draft, manifests: &[Manifest], findings: &Findings) {
    for (pack, manifest) in manifests.iter().enumerate() {
        rows::read(
            &manifest.folder,
            "conditions.csv",
            &CONDITION,
            findings,
            |row| {
                add_condition(draft, pack, row);
            },
        );
    }
    let mut listings: BTreeMap<String, Vec<(Place, Listing)>> = BTreeMap::new();
    for manifest in manifests {
        rows::read(
            &manifest.folder,
            "statutory_list.csv",
            &LISTING,
            findings,
            |row| {
                add_listing(draft, &mut listings, row);
            },
        );
    }
    for (code, mut spans) in listings {
        spans.sort_by_key(|(_, listing)| listing.from);
        for pair in spans.windows(2) {
            let ((_, one), (place, next)) = (&pair[0], &pair[1]);
            if one.to.is_none_or(|to| to >= next.from) {
                let message = format!(
                    "`{code}` is listed twice on {}: an earlier entry still stands then",
                    next.from
                );
                let hint = "end the earlier entry the day before";
                findings.error_with(place, "from", "date-order", message, hint);
            }
        }
        let spans = spans.into_iter().map(|(_, listing)| listing).collect();
        draft.listings.insert(code, spans);
    }
}

fn add_condition(draft: &mut Draft, pack: usize, row: &Row<'_>) {
    let code = row.text("code");
    let method = row.cell("cidars_method");
    if !["fixed", "mpm", "scan+mpm", "none"].contains(&method) {
        let message = format!("`{method}` is not one of fixed, mpm, scan+mpm, none");
        row.findings
            .error(&row.place, "cidars_method", "wrong-type", message);
    }
    let source = row.cell("source");
    let condition = Condition {
        name_zh: row.text("name_zh"),
        name_en: row.text("name_en"),
        aliases: row.list("aliases"),
        parent: row.text_opt("parent"),
        icd10: row.cell("icd10").to_owned(),
        card_code: row.text_opt("card_code"),
        report_hours: row.parsed("report_hours", "a number of hours"),
        group_zh: row.cell("group_zh").to_owned(),
        cidars_method: method.to_owned(),
        cidars_threshold: row.parsed("cidars_threshold", "a number"),
        listings: Vec::new(),
        source: draft
            .sources
            .title(source, &row.place, "source", row.findings)
            .to_string(),
        confidence: row.confidence(),
        note: row.cell("note").to_owned(),
        code: code.clone(),
    };
    let placed = Placed {
        place: row.place.clone(),
        pack,
        keys: Vec::new(),
        item: condition,
    };
    match draft
        .conditions
        .iter_mut()
        .find(|one| one.item.code == code)
    {
        Some(held) if held.pack == pack => duplicate(row, "code", &code, &held.place),
        Some(held) => *held = placed,
        None => draft.conditions.push(placed),
    }
}

fn add_listing(
    draft: &Draft,
    listings: &mut BTreeMap<String, Vec<(Place, Listing)>>,
    row: &Row<'_>,
) {
    let code = row.text("condition");
    if !draft.conditions.iter().any(|one| one.item.code == code) {
        let known = draft.conditions.iter().map(|one| one.item.code.as_str());
        row.findings
            .unknown(&row.place, "condition", "condition", &code, known);
    }
    let class = match row.cell("class") {
        "A" => Class::A,
        "B" => Class::B,
        "C" => Class::C,
        other => {
            let message = format!("`{other}` is not one of the classes A, B, C");
            row.findings
                .error(&row.place, "class", "wrong-type", message);
            return;
        }
    };
    let managed_as_a = match row.cell("managed_as_a") {
        "true" => true,
        "false" => false,
        other => {
            let message = format!("`{other}` is neither true nor false");
            row.findings
                .error(&row.place, "managed_as_a", "wrong-type", message);
            return;
        }
    };
    row.require("from");
    let Some(from) = row.day("from") else {
        return;
    };
    let to = row.day("to");
    if to.is_some_and(|to| to < from) {
        let message = "the entry ends before it begins".to_owned();
        row.findings.error(&row.place, "to", "date-order", message);
    }
    let listing = Listing {
        from,
        to,
        class,
        managed_as_a,
        basis: row.text("basis"),
        confidence: row.confidence(),
    };
    listings
        .entry(code)
        .or_default()
        .push((row.place.clone(), listing));
}
