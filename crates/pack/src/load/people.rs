//! Value sets, identity matching and the demography of synthetic people.

use std::collections::BTreeMap;

use kernel::RegionCode;

use crate::load::Manifest;
use crate::load::definitions::{Definition, gather, source};
use crate::load::draft::Draft;
use crate::load::findings::{Findings, Placed};
use crate::load::regions::duplicate;
use crate::load::rows::{self, Row};
use crate::load::tree::{Reader, Val};
use crate::people::{AgeBand, COMPARISONS, Code, Comparison, GivenNames, MatchPurpose, Surname};

const CODE: [(&str, bool); 6] = [
    ("set", true),
    ("code", true),
    ("name_zh", true),
    ("name_en", true),
    ("source", true),
    ("confidence", true),
];
const SURNAME: [(&str, bool); 4] = [
    ("surname", true),
    ("share_percent", true),
    ("source", true),
    ("confidence", true),
];
const GIVEN_NAMES: [(&str, bool); 6] = [
    ("sex", true),
    ("born_from", true),
    ("born_to", true),
    ("characters", true),
    ("source", true),
    ("confidence", true),
];
const AGE: [(&str, bool); 6] = [
    ("region", true),
    ("age_from", true),
    ("age_to", true),
    ("persons", true),
    ("source", true),
    ("confidence", true),
];
const HOUSEHOLD_SIZE: [(&str, bool); 5] = [
    ("region", true),
    ("size", true),
    ("percent", true),
    ("source", true),
    ("confidence", true),
];
/// How far the probabilities of one field's levels may add up beside 1, for rounding in the pack.
const SUM_TOLERANCE: f64 = 0.001;

/// Reads everything about people from all packs.
pub(crate) fn read(draft: &mut Draft, manifests: &[Manifest], findings: &Findings) {
    for (pack, manifest) in manifests.iter().enumerate() {
        let folder = &manifest.folder;
        rows::read(folder, "code_sets.csv", &CODE, findings, |row| {
            add_code(draft, pack, row);
        });
        rows::read(folder, "surnames.csv", &SURNAME, findings, |row| {
            sourced(draft, row);
            let share_percent = row.parsed("share_percent", "a number");
            draft
                .demography
                .surnames
                .extend(share_percent.map(|share_percent| Surname {
                    surname: row.text("surname"),
                    share_percent,
                }));
        });
        rows::read(folder, "given_names.csv", &GIVEN_NAMES, findings, |row| {
            sourced(draft, row);
            let years = (
                row.parsed("born_from", "a year"),
                row.parsed("born_to", "a year"),
            );
            if let (Some(born_from), Some(born_to)) = years {
                draft.demography.given_names.push(GivenNames {
                    sex: row.text("sex"),
                    born_from,
                    born_to,
                    characters: row.text("characters").chars().collect(),
                });
            }
        });
        // A pack that says something of a region replaces what a lower one said of it.
        let mut ages = BTreeMap::new();
        rows::read(folder, "ages.csv", &AGE, findings, |row| {
            sourced(draft, row);
            add_age(&mut ages, row);
        });
        draft.demography.ages.append(&mut ages);
        let mut sizes = BTreeMap::new();
        rows::read(
            folder,
            "household_sizes.csv",
            &HOUSEHOLD_SIZE,
            findings,
            |row| {
                sourced(draft, row);
                add_size(&mut sizes, row);
            },
        );
        draft.demography.household_sizes.append(&mut sizes);
    }
    for definition in gather(manifests, "matching.toml", "comparison", "id", findings) {
        let comparison = comparison(&definition, draft, findings);
        draft.matching.comparisons.push(comparison);
    }
    for definition in gather(
        manifests,
        "match_purposes.toml",
        "match_purpose",
        "id",
        findings,
    ) {
        let purpose = purpose(&definition, draft, findings);
        draft.matching.purposes.push(purpose);
    }
    for definition in gather(
        manifests,
        "similar_characters.toml",
        "similar_characters",
        "id",
        findings,
    ) {
        let reader = definition.reader("similar_characters", findings);
        reader.text("id");
        draft
            .matching
            .similar_characters
            .extend(reader.texts("groups"));
        source(&reader, draft);
        reader.confidence();
        reader.finish();
    }
}

/// Every row of figures names a source and says how far it is trusted.
fn sourced(draft: &Draft, row: &Row<'_>) -> String {
    row.confidence();
    let source = row.cell("source");
    draft
        .sources
        .title(source, &row.place, "source", row.findings)
        .to_string()
}

fn add_code(draft: &mut Draft, pack: usize, row: &Row<'_>) {
    let code = Code {
        set: row.text("set"),
        code: row.text("code"),
        name_zh: row.text("name_zh"),
        name_en: row.text("name_en"),
        source: sourced(draft, row),
        confidence: row.confidence(),
    };
    let placed = Placed {
        place: row.place.clone(),
        pack,
        keys: Vec::new(),
        item: code,
    };
    let held = draft
        .codes
        .iter_mut()
        .find(|one| one.item.set == placed.item.set && one.item.code == placed.item.code);
    match held {
        Some(held) if held.pack == pack => duplicate(row, "code", &placed.item.code, &held.place),
        Some(held) => *held = placed,
        None => draft.codes.push(placed),
    }
}

fn add_age(ages: &mut BTreeMap<RegionCode, Vec<AgeBand>>, row: &Row<'_>) {
    let (Some(region), Some(age_from), Some(persons)) = (
        row.parsed("region", "a region code of 6, 9 or 12 digits"),
        row.parsed("age_from", "an age in years"),
        row.parsed("persons", "a number of persons"),
    ) else {
        return;
    };
    ages.entry(region).or_default().push(AgeBand {
        age_from,
        age_to: row.parsed("age_to", "an age in years"),
        persons,
    });
}

fn add_size(sizes: &mut BTreeMap<RegionCode, Vec<f64>>, row: &Row<'_>) {
    let (Some(region), Some(size), Some(percent)) = (
        row.parsed::<RegionCode>("region", "a region code of 6, 9 or 12 digits"),
        row.parsed::<usize>("size", "a number of persons"),
        row.parsed::<f64>("percent", "a number"),
    ) else {
        return;
    };
    let of_region = sizes.entry(region).or_default();
    if of_region.len() + 1 == size {
        of_region.push(percent);
    } else {
        let message = format!("size {size} does not follow {}", of_region.len());
        row.findings
            .error(&row.place, "size", "out-of-order", message);
    }
}

fn comparison(definition: &Definition, draft: &Draft, findings: &Findings) -> Comparison {
    let reader = definition.reader("comparison", findings);
    let field = reader.text("id");
    let known = COMPARISONS.iter().find(|(name, _)| *name == field);
    if known.is_none() {
        findings.unknown(
            &reader.place_of("id"),
            &reader.key("id"),
            "field",
            &field,
            COMPARISONS.iter().map(|(name, _)| *name),
        );
    }
    let levels = known.map_or(&[][..], |(_, levels)| levels);
    let [m, u] = ["m", "u"].map(|key| probabilities(&reader, key, levels));
    let weights = levels
        .iter()
        .filter_map(|level| {
            let weight = (m.get(*level)? / u.get(*level)?).log2();
            Some(((*level).to_owned(), weight))
        })
        .collect();
    let (source, confidence) = (source(&reader, draft), reader.confidence());
    reader.finish();
    Comparison {
        field,
        weights,
        source,
        confidence,
    }
}

/// One probability for each level; together they are certain.
fn probabilities(reader: &Reader<'_>, key: &str, levels: &[&str]) -> BTreeMap<String, f64> {
    let mut found = BTreeMap::new();
    let Some(table) = reader.table(key) else {
        reader.missing(key);
        return found;
    };
    for level in levels {
        match number(&table, level) {
            Some(probability) if probability > 0.0 && probability < 1.0 => {
                found.insert((*level).to_owned(), probability);
            }
            Some(probability) => out_of_range(
                &table,
                level,
                format!("{probability} is no probability between 0 and 1"),
            ),
            None => {}
        }
    }
    table.finish();
    let sum: f64 = found.values().sum();
    if found.len() == levels.len() && (sum - 1.0).abs() > SUM_TOLERANCE {
        out_of_range(reader, key, format!("the levels add up to {sum}, not to 1"));
    }
    found
}

fn purpose(definition: &Definition, draft: &Draft, findings: &Findings) -> MatchPurpose {
    let reader = definition.reader("match_purpose", findings);
    let purpose = MatchPurpose {
        id: reader.text("id"),
        name_zh: reader.text("name_zh"),
        name_en: reader.text("name_en"),
        link_bits: number(&reader, "link_bits").unwrap_or(f64::INFINITY),
        queue_bits: number(&reader, "queue_bits").unwrap_or(f64::INFINITY),
    };
    if purpose.link_bits < purpose.queue_bits {
        let message = "records would be linked that nobody would have looked at; it must not be below `queue_bits`";
        out_of_range(&reader, "link_bits", message.to_owned());
    }
    source(&reader, draft);
    reader.confidence();
    reader.finish();
    purpose
}

fn number(reader: &Reader<'_>, key: &str) -> Option<f64> {
    let Some(node) = reader.node(key) else {
        reader.missing(key);
        return None;
    };
    match node.value {
        Val::Number(number) => Some(number),
        // A weight is never so large that it would not fit.
        Val::Whole(number) => i32::try_from(number).ok().map(f64::from),
        _ => {
            reader.wrong_type(key, node, "a number");
            None
        }
    }
}

fn out_of_range(reader: &Reader<'_>, key: &str, message: String) {
    let place = reader.place_of(key);
    reader
        .findings
        .error(&place, &reader.key(key), "out-of-range", message);
}
