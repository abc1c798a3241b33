//! Questions about a file: read it, ask `epi`, and show the answer as a table, words, JSON, CSV and a figure.

mod backtest;
pub(crate) mod detect;
mod hhh4;
mod methods;
mod nowcast;
mod rt;
mod scan;
mod setting;

use std::path::Path;

use platform::Table;
use serde::Serialize;

use crate::cli::{Analyse, PrintArgs};
use crate::exit::Ending;
use crate::grid::aligned;
use crate::lang::Lang;
use crate::output::Output;

pub(crate) use methods::list as list_methods;

/// Tables up to this long are shown whole, unless a command says otherwise.
const ROWS_SHOWN: usize = 40;

pub(crate) fn run(out: Output, what: &Analyse) -> Result<(), Ending> {
    match what {
        Analyse::Rt(asked) => rt::run(out, asked),
        Analyse::Nowcast(asked) => nowcast::run(out, asked),
        Analyse::Scan(asked) => scan::run(out, asked),
        Analyse::Hhh4(asked) => hhh4::run(out, asked),
        Analyse::Backtest(asked) => backtest::run(out, asked),
    }
}

/// Everything a command has to say.
struct Answer<J> {
    /// The whole answer for programs.
    json: J,
    /// The whole answer as one table, for `--csv`.
    csv: Table,
    /// The table for people.
    table: Table,
    /// Rows of `table` that tell the most, in order; all are shown when the table is short.
    telling: Vec<usize>,
    /// Tables up to this long are shown whole.
    whole: usize,
    /// What was read and assumed.
    notes: Vec<String>,
    /// The answer in words.
    words: Vec<String>,
}

impl<J: Serialize> Answer<J> {
    /// Prints the answer as asked; the figure is only made when one is wanted.
    fn print(
        self,
        out: Output,
        asked: &PrintArgs,
        figure: impl FnOnce() -> String,
    ) -> Result<(), Ending> {
        let lang = asked.lang();
        if asked.csv && out.is_json() {
            return Err(Ending::Usage(
                "--json and --csv exclude each other; choose one".to_owned(),
            ));
        }
        if let Some(path) = &asked.chart {
            write_figure(path, &figure(), lang)?;
            out.note(&lang.pick(
                format!("figure: {}", path.display()),
                format!("图：{}", path.display()),
            ));
        }
        if asked.csv {
            out.bytes(&self.csv.to_csv());
            return Ok(());
        }
        let text = || self.text(asked.all, lang);
        out.report(&self.json, text);
        Ok(())
    }

    fn text(&self, all: bool, lang: Lang) -> String {
        let rows = self.table.rows.len();
        let whole = all || rows <= self.whole;
        let shown: Vec<usize> = if whole {
            (0..rows).collect()
        } else {
            self.telling.clone()
        };
        let mut parts = vec![self.notes.join("\n")];
        if !shown.is_empty() {
            parts.push(aligned(&self.table, &shown));
        }
        let left = rows - shown.len();
        if left > 0 {
            parts.push(lang.pick(
                format!("{left} of {rows} rows are not shown; --all shows them, --csv writes them"),
                format!("共 {rows} 行，{left} 行未显示；--all 显示全部，--csv 输出全部"),
            ));
        }
        parts.push(self.words.join("\n"));
        parts.retain(|part| !part.is_empty());
        parts.join("\n\n")
    }
}

/// Writes a figure; what it overwrites was a figure too.
fn write_figure(path: &Path, figure: &str, lang: Lang) -> Result<(), Ending> {
    let is_svg = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("svg"));
    if !is_svg {
        return Err(Ending::Usage(lang.pick(
            format!(
                "`{}`: figures are SVG; give --chart a name that ends in .svg",
                path.display()
            ),
            format!(
                "“{}”：图只能输出为 SVG；--chart 的文件名须以 .svg 结尾",
                path.display()
            ),
        )));
    }
    std::fs::write(path, figure).map_err(|error| {
        Ending::Failed(anyhow::anyhow!(
            "`{}` cannot be written: {error}",
            path.display()
        ))
    })
}
