//! The report card.

use crate::cards::{
    ANNEXES, CardCheck, CardClock, CardDisease, CardField, CardMasking, CardStep, CardType,
    CodeMap, SyntheticCards,
};
use crate::expression::Expression;
use crate::load::Manifest;
use crate::load::definitions::{gather, source};
use crate::load::detectors::{compile, expression};
use crate::load::draft::Draft;
use crate::load::findings::{Findings, Placed};
use crate::load::rows::{self, Row};
use crate::load::tree::Reader;

const DISEASE: [(&str, bool); 11] = [
    ("condition", true),
    ("classes", true),
    ("case_types", true),
    ("annexes", true),
    ("is_group", true),
    ("is_chronic", true),
    ("level", true),
    ("episode_days", true),
    ("source", true),
    ("confidence", true),
    ("note", false),
];
const MAP: [(&str, bool); 6] = [
    ("system", true),
    ("set", true),
    ("code", true),
    ("external", true),
    ("source", true),
    ("confidence", true),
];
const SYNTHETIC: [(&str, bool); 8] = [
    ("condition", true),
    ("share", true),
    ("peak_month", true),
    ("swing", true),
    ("age_from", true),
    ("age_to", true),
    ("source", true),
    ("confidence", true),
];
const LEVEL_MAX: u8 = 5;

/// Reads everything about the report card from all packs.
pub(crate) fn read(draft: &mut Draft, manifests: &[Manifest], findings: &Findings) {
    for definition in gather(manifests, "card_fields.toml", "card_field", "id", findings) {
        let reader = definition.reader("card_field", findings);
        if let Some(field) = field(&reader, draft) {
            draft
                .card_fields
                .push(definition.placed("card_field", field));
        }
        reader.finish();
    }
    for definition in gather(manifests, "card_checks.toml", "card_check", "id", findings) {
        let reader = definition.reader("card_check", findings);
        if let Some(check) = check(&reader, draft) {
            draft
                .card_checks
                .push(definition.placed("card_check", check));
        }
        reader.finish();
    }
    for definition in gather(manifests, "card_clocks.toml", "card_clock", "id", findings) {
        let reader = definition.reader("card_clock", findings);
        if let Some(clock) = clock(&reader, draft) {
            draft
                .card_clocks
                .push(definition.placed("card_clock", clock));
        }
        reader.finish();
    }
    for (pack, manifest) in manifests.iter().enumerate() {
        let folder = &manifest.folder;
        rows::read(folder, "card_diseases.csv", &DISEASE, findings, |row| {
            add_disease(draft, pack, row);
        });
        rows::read(folder, "code_maps.csv", &MAP, findings, |row| {
            add_map(draft, pack, row);
        });
        rows::read(folder, "synthetic_cards.csv", &SYNTHETIC, findings, |row| {
            add_synthetic(draft, pack, row);
        });
    }
}

fn field(reader: &Reader<'_>, draft: &Draft) -> Option<CardField> {
    let (id, name_zh, name_en) = (
        reader.text("id"),
        reader.text("name_zh"),
        reader.text("name_en"),
    );
    let number = reader.whole_opt("number");
    if number.is_none() {
        reader.missing("number");
    }
    let kind = one_of(reader, "type", &CardType::ALL);
    let masking = match reader.node("masking") {
        Some(_) => one_of(reader, "masking", &CardMasking::ALL)?,
        None => CardMasking::Open,
    };
    let set = reader.text_opt("set");
    if matches!(kind, Some(CardType::Code | CardType::Codes)) && set.is_none() {
        reader.missing("set");
    }
    let length_max = reader
        .whole_opt("length_max")
        .and_then(|length| usize::try_from(length).ok());
    let (group, front_column) = (reader.text("group"), reader.text_opt("front_column"));
    let (required, asked) = (optional(reader, "required"), optional(reader, "asked"));
    let kept_by = reader.parsed("kept_by", "`program`", |text| {
        (text == "program").then_some(true)
    });
    let (source, confidence) = (source(reader, draft), reader.confidence());
    Some(CardField {
        id,
        number: u16::try_from(number?).ok()?,
        name_zh,
        name_en,
        kind: kind?,
        set,
        length_max,
        group,
        required,
        asked,
        masking,
        is_kept_by_program: kept_by.unwrap_or(false),
        front_column,
        source,
        confidence,
    })
}

fn check(reader: &Reader<'_>, draft: &Draft) -> Option<CardCheck> {
    let fields = reader.texts("fields");
    if fields.is_empty() {
        reader.missing("fields");
    }
    let is_error = one_of(reader, "severity", &[("error", true), ("warning", false)]);
    let (id, text_zh, text_en) = (
        reader.text("id"),
        reader.text("text_zh"),
        reader.text("text_en"),
    );
    let (source, confidence) = (source(reader, draft), reader.confidence());
    Some(CardCheck {
        id,
        fields,
        holds: expression(reader, "holds")?,
        is_error: is_error?,
        text_zh,
        text_en,
        source,
        confidence,
    })
}

fn clock(reader: &Reader<'_>, draft: &Draft) -> Option<CardClock> {
    let step = one_of(reader, "step", &CardStep::ALL);
    let minutes = reader.whole_opt("minutes");
    if minutes.is_none() {
        reader.missing("minutes");
    }
    let (id, text_zh, text_en) = (
        reader.text("id"),
        reader.text("text_zh"),
        reader.text("text_en"),
    );
    let (source, confidence) = (source(reader, draft), reader.confidence());
    Some(CardClock {
        id,
        step: step?,
        when: expression(reader, "when")?,
        minutes: u32::try_from(minutes?).ok()?,
        text_zh,
        text_en,
        source,
        confidence,
    })
}

/// The thing whose name stands at a key, which must be there.
fn one_of<T: Copy>(reader: &Reader<'_>, key: &str, known: &[(&'static str, T)]) -> Option<T> {
    let text = reader.text(key);
    let found = known.iter().find(|(name, _)| *name == text);
    if found.is_none() && !text.is_empty() {
        reader.findings.unknown(
            &reader.place_of(key),
            &reader.key(key),
            key,
            &text,
            known.iter().map(|(name, _)| *name),
        );
    }
    found.map(|(_, thing)| *thing)
}

/// The compiled expression at a key that may be absent.
fn optional(reader: &Reader<'_>, key: &str) -> Option<Expression> {
    let text = reader.text_opt(key)?;
    compile(
        &text,
        &reader.place_of(key),
        &reader.key(key),
        reader.findings,
    )
}

fn sourced(draft: &Draft, row: &Row<'_>) -> String {
    draft
        .sources
        .title(row.cell("source"), &row.place, "source", row.findings)
        .to_string()
}

fn placed<T>(pack: usize, row: &Row<'_>, item: T) -> Placed<T> {
    Placed {
        place: row.place.clone(),
        pack,
        keys: Vec::new(),
        item,
    }
}

fn add_disease(draft: &mut Draft, pack: usize, row: &Row<'_>) {
    let annexes = row.list("annexes");
    for annex in &annexes {
        if !ANNEXES.contains(&annex.as_str()) {
            let known = ANNEXES.iter().copied();
            row.findings
                .unknown(&row.place, "annexes", "annex", annex, known);
        }
    }
    let flag = |column: &str| match row.cell(column) {
        "yes" => true,
        "no" => false,
        other => {
            let message = format!("`{other}` is neither `yes` nor `no`");
            row.findings
                .error(&row.place, column, "wrong-type", message);
            false
        }
    };
    let level = row
        .parsed("level", "a level from 1 to 5")
        .unwrap_or(LEVEL_MAX);
    if !(1..=LEVEL_MAX).contains(&level) {
        let message = format!("level {level} is not between 1 and 5");
        row.findings
            .error(&row.place, "level", "out-of-range", message);
    }
    let disease = CardDisease {
        condition: row.text("condition"),
        classes: row.list("classes"),
        case_types: row.list("case_types"),
        annexes,
        is_group: flag("is_group"),
        is_chronic: flag("is_chronic"),
        level,
        episode_days: row.parsed("episode_days", "a number of days").unwrap_or(0),
        source: sourced(draft, row),
        confidence: row.confidence(),
    };
    let disease = placed(pack, row, disease);
    let held = draft
        .card_diseases
        .iter_mut()
        .find(|one| one.item.condition == disease.item.condition);
    match held {
        Some(held) => *held = disease,
        None => draft.card_diseases.push(disease),
    }
}

fn add_map(draft: &mut Draft, pack: usize, row: &Row<'_>) {
    row.confidence();
    sourced(draft, row);
    let map = CodeMap {
        system: row.text("system"),
        set: row.text("set"),
        code: row.text("code"),
        external: row.text("external"),
    };
    draft.code_maps.retain(|one| {
        (&one.item.system, &one.item.set, &one.item.code) != (&map.system, &map.set, &map.code)
    });
    draft.code_maps.push(placed(pack, row, map));
}

fn add_synthetic(draft: &mut Draft, pack: usize, row: &Row<'_>) {
    row.confidence();
    sourced(draft, row);
    let (Some(share), Some(peak_month), Some(swing), Some(age_from), Some(age_to)) = (
        row.parsed("share", "a number"),
        row.parsed("peak_month", "a month"),
        row.parsed("swing", "a number"),
        row.parsed("age_from", "an age in years"),
        row.parsed("age_to", "an age in years"),
    ) else {
        return;
    };
    let made = SyntheticCards {
        condition: row.text("condition"),
        share,
        peak_month,
        swing,
        age_from,
        age_to,
    };
    draft
        .synthetic_cards
        .retain(|one| one.item.condition != made.condition);
    draft.synthetic_cards.push(placed(pack, row, made));
}
