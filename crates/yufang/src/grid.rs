//! Tables for a terminal: columns stay in line whatever width their characters have.

use platform::{Cell, Table};
use unicode_width::UnicodeWidthStr;

/// The rows of a table as text, numbers to the right; `shown` says which rows, and a line of dots stands for those left out.
pub(crate) fn aligned(table: &Table, shown: &[usize]) -> String {
    let decimals: Vec<usize> = (0..table.columns.len())
        .map(|column| decimals(table.rows.iter().filter_map(|row| row.get(column))))
        .collect();
    let texts: Vec<Vec<String>> = shown
        .iter()
        .filter_map(|row| table.rows.get(*row))
        .map(|row| {
            let cells = row.iter().zip(&decimals);
            cells
                .map(|(cell, decimals)| text_of(cell, *decimals))
                .collect()
        })
        .collect();
    let is_number: Vec<bool> = (0..table.columns.len())
        .map(|column| {
            let mut cells = table.rows.iter().filter_map(|row| row.get(column));
            cells.all(|cell| !matches!(cell, Cell::Text(_)))
        })
        .collect();
    let widths: Vec<usize> = table
        .columns
        .iter()
        .enumerate()
        .map(|(column, title)| {
            let cells = texts.iter().filter_map(|row| row.get(column));
            cells
                .map(|text| text.width())
                .chain([title.width()])
                .max()
                .unwrap_or_default()
        })
        .collect();
    let mut lines = vec![line(&table.columns, &widths, &is_number)];
    let mut expected = shown.first().copied().unwrap_or_default();
    for (row, number) in texts.iter().zip(shown) {
        if *number != expected {
            lines.push("…".to_owned());
        }
        expected = number + 1;
        lines.push(line(row, &widths, &is_number));
    }
    lines.join("\n")
}

/// Decimals of a column, the same in every row so that the points stand below each other: three for shares and
/// probabilities, two for everything else.
fn decimals<'c>(cells: impl Iterator<Item = &'c Cell>) -> usize {
    let is_share = |cell: &Cell| match cell {
        Cell::Real(number) => (0.0..=1.0).contains(number) || !number.is_finite(),
        _ => true,
    };
    if cells.into_iter().all(is_share) {
        3
    } else {
        2
    }
}

fn line(cells: &[String], widths: &[usize], is_number: &[bool]) -> String {
    let padded: Vec<String> = cells
        .iter()
        .zip(widths)
        .zip(is_number)
        .map(|((text, width), right)| {
            let blank = " ".repeat(width.saturating_sub(text.width()));
            if *right {
                format!("{blank}{text}")
            } else {
                format!("{text}{blank}")
            }
        })
        .collect();
    padded.join("  ").trim_end().to_owned()
}

fn text_of(cell: &Cell, decimals: usize) -> String {
    match cell {
        Cell::Empty => "–".to_owned(),
        Cell::Text(text) => text.clone(),
        Cell::Integer(number) => number.to_string(),
        Cell::Real(number) => decimal(*number, decimals),
    }
}

/// A number as people print it in a sentence.
pub(crate) fn real(number: f64) -> String {
    let decimals = if number.abs() < 0.1 { 3 } else { 2 };
    decimal(number, decimals)
}

/// A number with so many decimals, or two leading figures when it is smaller than those show.
fn decimal(number: f64, decimals: usize) -> String {
    let least = 0.5 * 0.1_f64.powi(decimals as i32);
    if !number.is_finite() {
        "–".to_owned()
    } else if number != 0.0 && number.abs() < least {
        format!("{number:.1e}")
    } else {
        format!("{number:.decimals$}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_places() {
        let table = Table {
            columns: vec!["地区".into(), "n".into()],
            rows: vec![
                vec!["济宁".into(), 7_i64.into()],
                vec!["abc".into(), 1234_i64.into()],
                vec!["x".into(), Cell::Empty],
            ],
            ..Table::default()
        };
        assert_eq!(
            aligned(&table, &[0, 1]),
            "地区     n\n济宁     7\nabc   1234"
        );
        assert_eq!(aligned(&table, &[0, 2]), "地区  n\n济宁  7\n…\nx     –");
    }

    #[test]
    fn small_numbers_keep_their_figures() {
        for (number, text) in [
            (0.0, "0.000"),
            (12.345, "12.35"),
            (0.0312, "0.031"),
            (0.00012, "1.2e-4"),
            (f64::NAN, "–"),
        ] {
            assert_eq!(real(number), text);
        }
    }

    #[test]
    fn decimals_are_those_of_the_column() {
        let column = |numbers: &[f64]| Table {
            columns: vec!["x".into()],
            rows: numbers
                .iter()
                .map(|number| vec![(*number).into()])
                .collect(),
            ..Table::default()
        };
        assert_eq!(
            aligned(&column(&[0.25, 1.0]), &[0, 1]),
            "    x\n0.250\n1.000"
        );
        assert_eq!(aligned(&column(&[0.25, 7.0]), &[0, 1]), "   x\n0.25\n7.00");
    }
}
