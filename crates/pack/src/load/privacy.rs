//! Limits, agencies, legal bases, emergency access and retention.

use crate::load::Manifest;
use crate::load::definitions::{gather, source};
use crate::load::draft::Draft;
use crate::load::findings::{Findings, Placed};
use crate::load::regions::duplicate;
use crate::load::rows::{self, Row};
use crate::load::tree::Reader;
use crate::privacy::{
    Agency, AgencyField, EmergencyKind, LegalBasis, Limit, LimitValue, RetentionRule,
};
use crate::roles::PERMISSIONS;

const RETENTION: [(&str, bool); 8] = [
    ("id", true),
    ("name_zh", true),
    ("name_en", true),
    ("rule_zh", true),
    ("rule_en", true),
    ("days_min", true),
    ("source", true),
    ("confidence", true),
];

/// Reads the rules of privacy of all packs.
pub(crate) fn read(draft: &mut Draft, manifests: &[Manifest], findings: &Findings) {
    for definition in gather(manifests, "limits.toml", "limit", "id", findings) {
        let reader = definition.reader("limit", findings);
        if let Some(value) = limit(&reader, draft) {
            draft.limits.push(definition.placed("limit", value));
        }
        reader.finish();
    }
    for definition in gather(manifests, "agencies.toml", "agency", "id", findings) {
        let reader = definition.reader("agency", findings);
        let agency = agency(&reader);
        reader.finish();
        draft.agencies.push(definition.placed("agency", agency));
    }
    for definition in gather(manifests, "legal_bases.toml", "basis", "id", findings) {
        let reader = definition.reader("basis", findings);
        let basis = LegalBasis {
            id: reader.text("id"),
            law_zh: reader.text("law_zh"),
            law_en: reader.text("law_en"),
            article: reader.text("article"),
            text_zh: reader.text("text_zh"),
            text_en: reader.text("text_en"),
            source: source(&reader, draft),
            confidence: reader.confidence(),
        };
        reader.finish();
        draft.bases.push(definition.placed("basis", basis));
    }
    for definition in gather(
        manifests,
        "emergency_access.toml",
        "emergency",
        "id",
        findings,
    ) {
        let reader = definition.reader("emergency", findings);
        let kind = emergency(&reader);
        reader.finish();
        draft.emergency.push(definition.placed("emergency", kind));
    }
    for (pack, manifest) in manifests.iter().enumerate() {
        rows::read(
            &manifest.folder,
            "retention.csv",
            &RETENTION,
            findings,
            |row| add_retention(draft, pack, row),
        );
    }
}

fn limit(reader: &Reader<'_>, draft: &Draft) -> Option<LimitValue> {
    let id = reader.text("id");
    let (name_zh, name_en) = (reader.text("name_zh"), reader.text("name_en"));
    let (source, confidence) = (source(reader, draft), reader.confidence());
    let value = reader.whole_opt("value");
    if reader.node("value").is_none() {
        reader.missing("value");
    }
    let Some(limit) = Limit::ALL.iter().copied().find(|one| one.rule().id == id) else {
        let known = Limit::ALL.iter().map(|one| one.rule().id);
        let (place, key) = (reader.place_of("id"), reader.key("id"));
        reader.findings.unknown(&place, &key, "limit", &id, known);
        return None;
    };
    let rule = limit.rule();
    let value = value?;
    let within = u32::try_from(value)
        .ok()
        .filter(|value| (rule.min..=rule.max).contains(value));
    if within.is_none() {
        let message = format!(
            "{value} is outside what the program allows, {} to {} {}",
            rule.min, rule.max, rule.unit
        );
        reader.findings.error(
            &reader.place_of("value"),
            &reader.key("value"),
            "limit-bounds",
            message,
        );
    }
    Some(LimitValue {
        limit,
        value: within?,
        name_zh,
        name_en,
        source,
        confidence,
    })
}

fn agency(reader: &Reader<'_>) -> Agency {
    let fields = reader
        .tables("field")
        .iter()
        .map(|table| {
            if table.node("is_location").is_none() {
                table.missing("is_location");
            }
            let field = AgencyField {
                id: table.text("id"),
                name_zh: table.text("name_zh"),
                name_en: table.text("name_en"),
                is_location: table.flag_opt("is_location").unwrap_or(true),
            };
            table.finish();
            field
        })
        .collect();
    Agency {
        id: reader.text("id"),
        name_zh: reader.text("name_zh"),
        name_en: reader.text("name_en"),
        fields,
    }
}

fn emergency(reader: &Reader<'_>) -> EmergencyKind {
    let permissions = reader.texts("permissions");
    let place = reader.place_of("permissions");
    for permission in &permissions {
        if !PERMISSIONS.contains(&permission.as_str()) {
            let key = reader.key("permissions");
            reader
                .findings
                .unknown(&place, &key, "permission", permission, PERMISSIONS);
        }
    }
    EmergencyKind {
        id: reader.text("id"),
        name_zh: reader.text("name_zh"),
        name_en: reader.text("name_en"),
        permissions,
    }
}

fn add_retention(draft: &mut Draft, pack: usize, row: &Row<'_>) {
    let id = row.text("id");
    row.require("days_min");
    let Some(days_min) = row.parsed("days_min", "a number of days") else {
        return;
    };
    let rule = RetentionRule {
        id: id.clone(),
        name_zh: row.text("name_zh"),
        name_en: row.text("name_en"),
        rule_zh: row.text("rule_zh"),
        rule_en: row.text("rule_en"),
        days_min,
        source: draft
            .sources
            .title(row.cell("source"), &row.place, "source", row.findings)
            .to_string(),
        confidence: row.confidence(),
    };
    let placed = Placed {
        place: row.place.clone(),
        pack,
        keys: Vec::new(),
        item: rule,
    };
    match draft.retention.iter_mut().find(|one| one.item.id == id) {
        Some(held) if held.pack == pack => duplicate(row, "id", &id, &held.place),
        Some(held) => *held = placed,
        None => draft.retention.push(placed),
    }
}
