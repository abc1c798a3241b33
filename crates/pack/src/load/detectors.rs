//! Detectors with their parameters and expressions.

use std::collections::BTreeMap;

use kernel::Period;
use serde_json::{Map, Value};

use crate::detectors::{Detector, METHODS};
use crate::expression::Expression;
use crate::load::Manifest;
use crate::load::definitions::{gather, source};
use crate::load::draft::Draft;
use crate::load::findings::{Findings, Place};
use crate::load::tree::{Node, Reader, Val};

/// Reads the detectors of all packs.
pub(crate) fn read(draft: &mut Draft, manifests: &[Manifest], findings: &Findings) {
    for definition in gather(manifests, "detectors.toml", "detector", "id", findings) {
        let reader = definition.reader("detector", findings);
        let detector = detector(&reader, draft);
        reader.finish();
        draft
            .detectors
            .extend(detector.map(|one| definition.placed("detector", one)));
    }
}

fn detector(reader: &Reader<'_>, draft: &Draft) -> Option<Detector> {
    let method = reader.text("method");
    if !method.is_empty() && !METHODS.contains(&method.as_str()) {
        let (place, key) = (reader.place_of("method"), reader.key("method"));
        reader
            .findings
            .unknown(&place, &key, "method", &method, METHODS);
    }
    let params = reader
        .table("params")
        .map(|table| {
            table
                .entries()
                .map(|(key, node)| (key.to_owned(), json(node)))
                .collect()
        })
        .unwrap_or_default();
    let mut params_cel = BTreeMap::new();
    if let Some(table) = reader.table("params_cel") {
        for (key, node) in table.entries() {
            match &node.value {
                Val::Text(text) => {
                    let full = table.key(key);
                    if let Some(expression) = compile(text, &node.place, &full, reader.findings) {
                        params_cel.insert(key.to_owned(), expression);
                    }
                }
                _ => table.wrong_type(key, node, "an expression written as a text"),
            }
        }
    }
    let common = Common {
        id: reader.text("id"),
        name_zh: reader.text("name_zh"),
        name_en: reader.text("name_en"),
        description_zh: reader.text("description_zh"),
        description_en: reader.text("description_en"),
    };
    let periods = periods(reader);
    let source = source(reader, draft);
    let confidence = reader.confidence();
    let applies_where = expression(reader, "where")?;
    Some(Detector {
        id: common.id,
        name_zh: common.name_zh,
        name_en: common.name_en,
        description_zh: common.description_zh,
        description_en: common.description_en,
        method,
        periods,
        params,
        params_cel,
        applies_where,
        source,
        confidence,
    })
}

/// The texts of a detector, read before the expressions so that all findings of an entry are reported at once.
struct Common {
    id: String,
    name_zh: String,
    name_en: String,
    description_zh: String,
    description_en: String,
}

fn periods(reader: &Reader<'_>) -> Vec<Period> {
    let texts = reader.texts("periods");
    if texts.is_empty() {
        reader.missing("periods");
    }
    texts
        .iter()
        .filter_map(|text| {
            let period = text.parse().ok();
            if period.is_none() {
                reader.findings.error(
                    &reader.place_of("periods"),
                    &reader.key("periods"),
                    "wrong-type",
                    format!("`{text}` is not one of day, week, month, year"),
                );
            }
            period
        })
        .collect()
}

fn json(node: &Node) -> Value {
    match &node.value {
        Val::Text(text) => text.as_str().into(),
        Val::Whole(number) => (*number).into(),
        Val::Number(number) => (*number).into(),
        Val::Flag(flag) => (*flag).into(),
        Val::List(items) => items.iter().map(json).collect(),
        Val::Table(table) => Value::Object(
            table
                .iter()
                .map(|(key, node)| (key.clone(), json(node)))
                .collect::<Map<_, _>>(),
        ),
    }
}

/// The compiled expression at `key`, which must be there.
pub(crate) fn expression(reader: &Reader<'_>, key: &str) -> Option<Expression> {
    let text = reader.text(key);
    if text.is_empty() {
        return None;
    }
    compile(
        &text,
        &reader.place_of(key),
        &reader.key(key),
        reader.findings,
    )
}

/// The compiled expression, reported at its place where it is none.
pub(crate) fn compile(
    text: &str,
    place: &Place,
    key: &str,
    findings: &Findings,
) -> Option<Expression> {
    match Expression::compile(text, &place.file, place.line, key) {
        Ok(expression) => Some(expression),
        Err(error) => {
            findings.error_with(
                place,
                key,
                "cel-syntax",
                format!("the expression `{text}` {}", error.reason),
                "expressions are CEL, for example `condition.cidars_method == \"fixed\"`",
            );
            None
        }
    }
}
