//! Rows that break a rule: all of them are looked at, the first of them are named, and nothing is computed.

use surveillance::sheet::{SheetFault, SheetRow};

use super::{Column, Input};
use crate::exit::Ending;

/// Faults shown; the others are counted.
const SHOWN: usize = 10;

/// The faults of one file.
#[derive(Debug)]
pub(crate) struct Faults<'i> {
    input: &'i Input,
    found: Vec<SheetFault>,
}

impl<'i> Faults<'i> {
    /// The rows that could not be split are faults from the beginning.
    pub(crate) fn of(input: &'i Input) -> Self {
        Faults {
            input,
            found: input.sheet.faults.clone(),
        }
    }

    /// Keeps a fault and answers what it left over.
    pub(crate) fn take<T>(&mut self, read: Result<T, SheetFault>) -> Option<T> {
        read.map_err(|fault| self.found.push(fault)).ok()
    }

    /// Adds one that only this program knows of.
    pub(crate) fn add(
        &mut self,
        row: &SheetRow,
        column: &Column,
        rule: &'static str,
        en: String,
        zh: String,
    ) {
        self.found.push(SheetFault {
            row: row.number,
            column: Some(column.header.clone()),
            value: row.cells.get(column.at).cloned(),
            rule,
            message_en: en,
            message_zh: zh,
        });
    }

    /// Goes on only when there is none.
    pub(crate) fn settle(mut self) -> Result<(), Ending> {
        if self.found.is_empty() {
            return Ok(());
        }
        self.found.sort_by_key(|fault| fault.row);
        let lang = self.input.lang;
        let count = self.found.len();
        let mut text = lang.pick(
            format!("{count} cells or rows break a rule; nothing was computed"),
            format!("{count} 处不符合规则；未作计算"),
        );
        for fault in self.found.iter().take(SHOWN) {
            text.push_str(&format!("\n  {}", line(fault, lang)));
        }
        if count > SHOWN {
            let more = count - SHOWN;
            text.push_str(&lang.pick(
                format!("\n  and {more} more"),
                format!("\n  另有 {more} 处"),
            ));
        }
        if self.found.iter().any(|fault| fault.rule == "duplicate_key") {
            text.push_str(lang.pick(
                "\n  if the file holds several series, name the column that tells them apart with --by",
                "\n  如文件含多个序列，请用 --by 指明区分它们的列",
            ));
        }
        Err(self.input.refuse(text))
    }
}

fn line(fault: &SheetFault, lang: crate::lang::Lang) -> String {
    let column = fault.column.as_deref().unwrap_or("–");
    let value = fault
        .value
        .as_deref()
        .map(|value| format!(" `{value}`"))
        .unwrap_or_default();
    lang.pick(
        format!(
            "row {}, column {column}{value}: {} [{}]",
            fault.row, fault.message_en, fault.rule
        ),
        format!(
            "第 {} 行，列“{column}”{value}：{} [{}]",
            fault.row, fault.message_zh, fault.rule
        ),
    )
}
