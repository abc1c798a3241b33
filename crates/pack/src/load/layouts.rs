//! Layouts of files that can be imported: one file each in `layouts/`.

use kernel::Day;

use crate::layouts::{
    Combine, ConditionRule, DateRule, Layout, LayoutColumn, RegionRule, Shift, Skip, StratumRule,
    StreamOf, ValueRule,
};
use crate::load::Manifest;
use crate::load::definitions::{add, source};
use crate::load::detectors::expression;
use crate::load::draft::Draft;
use crate::load::findings::Findings;
use crate::load::tree::{self, Reader, Val};

/// Reads the layouts of all packs.
pub(crate) fn read(draft: &mut Draft, manifests: &[Manifest], findings: &Findings) {
    let mut all = Vec::new();
    for (pack, manifest) in manifests.iter().enumerate() {
        for (path, text) in manifest.folder.inside("layouts", "toml") {
            let root = tree::parse(&manifest.folder.label(path), text, findings);
            add(&mut all, pack, root, "layout", "id", findings);
        }
    }
    for definition in all {
        let reader = definition.reader("", findings);
        let layout = layout(&reader, draft);
        reader.finish();
        draft
            .layouts
            .extend(layout.map(|one| definition.placed("", one)));
    }
}

fn layout(reader: &Reader<'_>, draft: &Draft) -> Option<Layout> {
    let columns = reader
        .tables("column")
        .iter()
        .map(|table| {
            let column = LayoutColumn {
                id: table.text("id"),
                headers: table.texts("headers"),
                required: table.flag_opt("required").unwrap_or(true),
            };
            table.finish();
            column
        })
        .collect();
    let skip = reader
        .tables("skip")
        .iter()
        .filter_map(|table| {
            let (reason_zh, reason_en) = (table.text("reason_zh"), table.text("reason_en"));
            let when = expression(table, "when");
            table.finish();
            Some(Skip {
                when: when?,
                reason_zh,
                reason_en,
            })
        })
        .collect();
    let combine = reader.parsed("combine", "`adjacent`, the only way known", |text| {
        (text == "adjacent").then_some(Combine::Adjacent)
    });
    let (id, name_zh, name_en) = (
        reader.text("id"),
        reader.text("name_zh"),
        reader.text("name_en"),
    );
    let (description, detect) = (reader.text("description"), reader.texts("detect"));
    let (region, condition) = (region(reader), condition(reader));
    let (stratum, values) = (stratum(reader), values(reader));
    let source = source(reader, draft);
    Some(Layout {
        id,
        name_zh,
        name_en,
        description,
        detect,
        columns,
        date: date(reader)?,
        region,
        condition,
        stratum,
        values,
        skip,
        combine,
        source,
    })
}

fn date(reader: &Reader<'_>) -> Option<DateRule> {
    let Some(table) = reader.table("date") else {
        reader.missing("date");
        return None;
    };
    let shift = table
        .tables("shift")
        .iter()
        .map(|shift| {
            let (from, to): (Option<Day>, Option<Day>) = (shift.day("from"), shift.day("to"));
            if from.zip(to).is_some_and(|(from, to)| to < from) {
                shift.findings.error(
                    &shift.place_of("to"),
                    &shift.key("to"),
                    "date-order",
                    "the shift ends before it begins".to_owned(),
                );
            }
            let days = shift.whole_opt("days");
            if days.is_none() && shift.node("days").is_none() {
                shift.missing("days");
            }
            let shifted = Shift {
                from,
                to,
                days: days.and_then(|days| i32::try_from(days).ok()).unwrap_or(0),
                reason: shift.text("reason"),
            };
            shift.finish();
            shifted
        })
        .collect();
    let rule = DateRule {
        column: table.text("column"),
        formats: table.texts("formats"),
        shift,
    };
    table.finish();
    Some(rule)
}

/// Text values of the table `aliases`.
fn aliases<'a>(table: &Reader<'a>) -> Vec<(String, String, Reader<'a>)> {
    let Some(aliases) = table.table("aliases") else {
        return Vec::new();
    };
    let found: Vec<(String, String)> = aliases
        .entries()
        .filter_map(|(alias, node)| match &node.value {
            Val::Text(code) => Some((alias.to_owned(), code.clone())),
            _ => {
                aliases.wrong_type(alias, node, "a code written as a text");
                None
            }
        })
        .collect();
    found
        .into_iter()
        .filter_map(|(alias, code)| Some((alias, code, table.table("aliases")?)))
        .collect()
}

fn columns_or_constant(table: &Reader<'_>) {
    if table.node("columns").is_none() && table.node("constant").is_none() {
        table.findings.error_with(
            &table.place,
            &table.key("columns"),
            "missing-key",
            "neither `columns` nor `constant` is given".to_owned(),
            "name the columns to read, or one constant",
        );
    }
}

fn region(reader: &Reader<'_>) -> RegionRule {
    let Some(table) = reader.table("region") else {
        reader.missing("region");
        return RegionRule::default();
    };
    columns_or_constant(&table);
    let aliases = aliases(&table)
        .into_iter()
        .filter_map(|(alias, _, below)| Some((alias.clone(), below.region(&alias)?)))
        .collect();
    let rule = RegionRule {
        columns: table.texts("columns"),
        constant: table.region("constant"),
        aliases,
    };
    table.finish();
    rule
}

fn condition(reader: &Reader<'_>) -> ConditionRule {
    let Some(table) = reader.table("condition") else {
        reader.missing("condition");
        return ConditionRule::default();
    };
    columns_or_constant(&table);
    let rule = ConditionRule {
        columns: table.texts("columns"),
        constant: table.text_opt("constant"),
        aliases: aliases(&table)
            .into_iter()
            .map(|(alias, code, _)| (alias, code))
            .collect(),
    };
    table.finish();
    rule
}

fn stratum(reader: &Reader<'_>) -> StratumRule {
    let all = || StratumRule::Constant("all".to_owned());
    let Some(table) = reader.table("stratum") else {
        return all();
    };
    let rule = if table.node("cel").is_some() {
        expression(&table, "cel").map_or_else(all, StratumRule::Computed)
    } else if table.node("column").is_some() {
        StratumRule::Column(table.text("column"))
    } else {
        StratumRule::Constant(table.text("constant"))
    };
    table.finish();
    rule
}

fn values(reader: &Reader<'_>) -> Vec<ValueRule> {
    let tables = reader.tables("value");
    if tables.is_empty() {
        reader.missing("value");
    }
    tables
        .iter()
        .map(|table| {
            let stream = match table.text_opt("stream_column") {
                Some(column) => StreamOf::Column(column),
                None => StreamOf::Constant(table.text("stream")),
            };
            let value = ValueRule {
                column: table.text("column"),
                stream,
            };
            table.finish();
            value
        })
        .collect()
}
