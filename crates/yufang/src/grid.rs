//! Tables for a terminal: columns stay in line whatever width their characters have.

use platform::{Cell, Table};
use unicode_width::UnicodeWidthStr;

/// The rows of a table as text, numbers to the right; `shown` says which rows, and a line of dots stands for those left out.
pub(crate) fn aligned(table: &Table, shown: &[usize]) -> String {
    let texts: Vec<Vec<String>> = shown
        .iter()
        .filter_map(|row| table.rows.get(*row))
        .map(|row| row.iter().map(text_of).collect())
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

fn text_of(cell: &Cell) -> String {
    match cell {
        Cell::Empty => "–".to_owned(),
        Cell::Text(text) => text.clone(),
        Cell::Integer(number) => number.to_string(),
        Cell::Real(number) => real(*number),
    }
}

/// A number as people print it: two decimals, three below 1, and two leading figures when it is smaller than those show.
pub(crate) fn real(number: f64) -> String {
    match number.abs() {
        size if !size.is_finite() => "–".to_owned(),
        size if size >= 1.0 || size == 0.0 => format!("{number:.2}"),
        size if size >= 0.001 => format!("{number:.3}"),
        _ => format!("{number:.1e}"),
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
            (0.0, "0.00"),
            (12.345, "12.35"),
            (0.0312, "0.031"),
            (0.00012, "1.2e-4"),
            (f64::NAN, "–"),
        ] {
            assert_eq!(real(number), text);
        }
    }
}
