//! What the report card refers to must be there.

use std::collections::BTreeSet;

use super::expressions::names;
use crate::cards::{CASE_CLASSES, CASE_TYPES, DEFAULT_DISEASE, DERIVED_FIELDS, DISEASE_FIELDS};
use crate::load::draft::Draft;
use crate::load::findings::{Findings, Place};

pub(super) fn check(draft: &Draft, findings: &Findings) {
    let fields: Vec<&str> = draft
        .card_fields
        .iter()
        .map(|one| one.item.id.as_str())
        .collect();
    let known = [
        ("card", fields.as_slice()),
        ("derived", DERIVED_FIELDS),
        ("disease", DISEASE_FIELDS),
    ];
    let sets: BTreeSet<&str> = draft
        .codes
        .iter()
        .map(|one| one.item.set.as_str())
        .collect();
    let mut numbers = BTreeSet::new();
    for placed in &draft.card_fields {
        let field = &placed.item;
        if !numbers.insert(field.number) {
            let message = format!("two fields have the number {}", field.number);
            findings.error(&placed.place, "card_field.number", "duplicate-id", message);
        }
        if let Some(set) = &field.set
            && !sets.contains(set.as_str())
        {
            let place = placed.place_of("card_field.set", set);
            findings.unknown(
                place,
                "card_field.set",
                "value set",
                set,
                sets.iter().copied(),
            );
        }
        for expression in field.required.iter().chain(&field.asked) {
            names(expression, &known, findings);
        }
    }
    for placed in &draft.card_checks {
        let check = &placed.item;
        for field in &check.fields {
            if !fields.contains(&field.as_str()) {
                let place = placed.place_of("card_check.fields", field);
                findings.unknown(
                    place,
                    "card_check.fields",
                    "field",
                    field,
                    fields.iter().copied(),
                );
            }
        }
        names(&check.holds, &known, findings);
    }
    for placed in &draft.card_clocks {
        names(&placed.item.when, &known[2..], findings);
    }
    diseases(draft, findings);
}

fn diseases(draft: &Draft, findings: &Findings) {
    let conditions: BTreeSet<&str> = draft
        .conditions
        .iter()
        .map(|one| one.item.code.as_str())
        .collect();
    let condition = |place: &Place, code: &str| {
        if !conditions.contains(code) {
            let known = conditions.iter().copied();
            findings.unknown(place, "condition", "condition", code, known);
        }
    };
    let code = |place: &Place, key: &str, set: &str, code: &str| {
        let mut known = draft.codes.iter().filter(|one| one.item.set == set);
        if !known.any(|one| one.item.code == code) {
            let message = format!("the set `{set}` has no code `{code}`");
            findings.error(place, key, "unknown-code", message);
        }
    };
    for placed in &draft.card_diseases {
        let disease = &placed.item;
        if disease.condition != DEFAULT_DISEASE {
            condition(&placed.place, &disease.condition);
        }
        for class in &disease.classes {
            code(&placed.place, "classes", CASE_CLASSES, class);
        }
        for kind in &disease.case_types {
            code(&placed.place, "case_types", CASE_TYPES, kind);
        }
    }
    for placed in &draft.code_maps {
        code(&placed.place, "code", &placed.item.set, &placed.item.code);
    }
    for placed in &draft.synthetic_cards {
        condition(&placed.place, &placed.item.condition);
    }
}
