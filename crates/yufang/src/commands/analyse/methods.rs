//! `yufang detect --methods`

use epi::{DefaultValue, Kind, MethodInfo, Parameter, catalogue};

use crate::lang::Lang;
use crate::output::Output;

/// Prints the catalogue: every method with its settings, their defaults and their bounds.
pub(crate) fn list(out: Output, lang: Lang) {
    let methods = catalogue();
    out.report(&methods, || {
        let texts: Vec<String> = methods.iter().map(|info| described(info, lang)).collect();
        texts.join("\n\n")
    });
}

fn described(info: &MethodInfo, lang: Lang) -> String {
    let steps: Vec<&str> = info.steps.iter().map(|step| step.id()).collect();
    let mut text = format!(
        "{}  {} [{}]\n  {}",
        info.method.id(),
        lang.pick(info.name_en, info.name_zh),
        steps.join(", "),
        lang.pick(info.description_en, info.description_zh),
    );
    for parameter in info.parameters {
        text.push_str(&format!("\n    {}", setting(parameter, lang)));
    }
    if let Some(doi) = info.source.doi {
        text.push_str(&format!("\n  doi:{doi}"));
    }
    text
}

fn setting(parameter: &Parameter, lang: Lang) -> String {
    format!(
        "{}={}  ({}) {}{}",
        parameter.name,
        default(&parameter.default),
        bounds(&parameter.kind),
        lang.pick(parameter.description_en, parameter.description_zh),
        if parameter.unit.is_empty() {
            String::new()
        } else {
            format!(" [{}]", parameter.unit)
        },
    )
}

fn default(value: &DefaultValue) -> String {
    match value {
        DefaultValue::Flag(flag) => flag.to_string(),
        DefaultValue::Integer(number) => number.to_string(),
        DefaultValue::Number(number) => number.to_string(),
        DefaultValue::Text(word) => (*word).to_owned(),
        DefaultValue::ByStep { day, week, month } => format!("{day}/{week}/{month}"),
    }
}

fn bounds(kind: &Kind) -> String {
    match kind {
        Kind::Integer { min, max } => format!("{min}–{max}"),
        Kind::Number { min, max, .. } => format!("{min}–{max}"),
        Kind::Flag => "true, false".to_owned(),
        Kind::Choice { of } => of.join(", "),
    }
}
