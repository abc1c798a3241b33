//! `sign_in.toml`: one table, each key taken from the topmost pack that says it.

use crate::load::Manifest;
use crate::load::findings::Findings;
use crate::load::tree::{self, Reader, Val};
use crate::sign_in::{SecondFactorRule, SignIn};

/// The rules of all packs, laid over one another.
pub(crate) fn read(manifests: &[Manifest], findings: &Findings) -> SignIn {
    let mut rules = SignIn::default();
    for manifest in manifests {
        let Some(text) = manifest.folder.text("sign_in.toml") else {
            continue;
        };
        let root = tree::parse(&manifest.folder.label("sign_in.toml"), text, findings);
        let Val::Table(table) = root.value else {
            continue;
        };
        let file = Reader::new(&table, &root.place, "", findings);
        if let Some(reader) = file.table("sign_in") {
            lay_over(&mut rules, &reader);
            reader.finish();
        }
        file.finish();
    }
    rules
}

fn lay_over(rules: &mut SignIn, reader: &Reader<'_>) {
    let rule = reader.parsed(
        "second_factor",
        "`required` or `optional`",
        |text| match text {
            "required" => Some(SecondFactorRule::Required),
            "optional" => Some(SecondFactorRule::Optional),
            _ => None,
        },
    );
    rules.second_factor = rule.unwrap_or(rules.second_factor);
    // The loosest value is one that can still be defended before an auditor; a city tightens from the default.
    for (key, field, (min, max)) in [
        ("length_min", &mut rules.length_min, (12, 64)),
        ("classes_min", &mut rules.classes_min, (1, 4)),
        ("age_days_max", &mut rules.age_days_max, (0, 3650)),
        ("history", &mut rules.history, (0, 24)),
        ("idle_minutes", &mut rules.idle_minutes, (1, 120)),
        ("absolute_hours", &mut rules.absolute_hours, (1, 24)),
        ("failures", &mut rules.failures, (3, 10)),
        ("lock_minutes", &mut rules.lock_minutes, (1, 1440)),
        ("dormant_days", &mut rules.dormant_days, (0, 365)),
    ] {
        let Some(value) = reader.whole_opt(key) else {
            continue;
        };
        match u32::try_from(value) {
            Ok(value) if (min..=max).contains(&value) => *field = value,
            _ => reader.findings.error(
                &reader.place_of(key),
                &reader.key(key),
                "out-of-range",
                format!("{value} is not between {min} and {max}"),
            ),
        }
    }
}
