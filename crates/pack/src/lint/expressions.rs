//! Expressions may use only the variables and fields that they will be given.

use crate::expression::Expression;
use crate::layouts::StratumRule;
use crate::load::draft::Draft;
use crate::load::findings::{Findings, Place};
use crate::search::nearest_word;
use crate::series::SERIES_FIELDS;

pub(super) fn check(draft: &Draft, findings: &Findings) {
    for placed in &draft.detectors {
        let detector = &placed.item;
        let expressions = std::iter::once(&detector.applies_where);
        for expression in expressions.chain(detector.params_cel.values()) {
            names(expression, &SERIES_FIELDS, findings);
        }
    }
    for placed in &draft.layouts {
        let layout = &placed.item;
        let columns: Vec<&str> = layout
            .columns
            .iter()
            .map(|column| column.id.as_str())
            .collect();
        let known = [("row", columns.as_slice())];
        for skip in &layout.skip {
            names(&skip.when, &known, findings);
        }
        if let StratumRule::Computed(expression) = &layout.stratum {
            names(expression, &known, findings);
        }
    }
}

/// Reports what an expression uses that is not there.
pub(super) fn names(expression: &Expression, known: &[(&str, &[&str])], findings: &Findings) {
    let (place, key) = expression.place();
    for variable in expression.variables() {
        let hint = |near: Option<&str>, all: Vec<&str>| match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known here: {}", all.join(", ")),
        };
        let Some((_, fields)) = known.iter().find(|(name, _)| *name == variable) else {
            let all: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            let near = nearest_word(&variable, all.iter().copied());
            let what = format!("the expression uses the unknown variable `{variable}`");
            report(findings, &place, key, what, hint(near, all));
            continue;
        };
        for field in expression.fields_of(&variable) {
            if !fields.contains(&field) {
                let near = nearest_word(field, fields.iter().copied());
                let what = format!("the expression uses `{variable}.{field}`, which is not there");
                report(findings, &place, key, what, hint(near, fields.to_vec()));
            }
        }
    }
}

fn report(findings: &Findings, place: &Place, key: &str, message: String, hint: String) {
    findings.error_with(place, key, "cel-unknown-name", message, hint);
}
