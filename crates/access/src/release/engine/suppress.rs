//! Small numbers in public figures (小数抑制): counts below the smallest published one are hidden, and others beside them,
//! so that no total gives a hidden one away.
//!
//! A zero is shown: that nobody fell ill tells nothing of anybody. A figure that was not reported stays unreported.
//! Limits: several tables that share numbers have to be hidden as one; this looks at one table at a time.
//! What is hidden beside is few, not provably fewest.

use super::network::{Edge, Network, Told};

/// What one more hidden number costs, in counts; so few numbers are hidden, and the smaller ones among them.
const COST_OF_ONE: u64 = 1_000_000_000;
/// A total is worth so many cells.
const TOTAL_WORTH: u64 = 10;

/// Why a number is hidden.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Hidden {
    /// It is small; shown as `<5`.
    Small,
    /// It would give a small one away; shown as `*`.
    Secondary,
}

/// What is hidden of a table: `None` where the number is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    /// Cells, row by row.
    pub cells: Vec<Vec<Option<Hidden>>>,
    /// Totals of the rows.
    pub row_totals: Vec<Option<Hidden>>,
    /// Totals of the columns.
    pub column_totals: Vec<Option<Hidden>>,
    /// The grand total.
    pub total: Option<Hidden>,
}

/// What to hide of a table that is published with the totals of its rows and columns and the grand total.
///
/// `rows` are equally long; `None` is a figure that was not reported and is in no total.
/// `smallest` is the smallest count that is published, at least 2.
#[must_use]
pub fn hide_table(rows: &[Vec<Option<u64>>], smallest: u64) -> Suppressed {
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    let (source, sink) = (rows.len() + width, rows.len() + width + 1);
    let value = |row: usize, column: usize| rows[row].get(column).copied().flatten();
    let mut edges = Vec::new();
    let mut places = Vec::new();
    for row in 0..rows.len() {
        for column in 0..width {
            if let Some(count) = value(row, column) {
                edges.push(edge(row, rows.len() + column, count, 1));
                places.push((row, column));
            }
        }
    }
    let cells_count = edges.len();
    let sum = |counts: &mut dyn Iterator<Item = Option<u64>>| counts.flatten().sum::<u64>();
    for row in 0..rows.len() {
        let total = sum(&mut (0..width).map(|column| value(row, column)));
        edges.push(edge(source, row, total, TOTAL_WORTH));
    }
    for column in 0..width {
        let total = sum(&mut (0..rows.len()).map(|row| value(row, column)));
        edges.push(edge(rows.len() + column, sink, total, TOTAL_WORTH));
    }
    let total = sum(&mut rows.iter().flatten().copied());
    edges.push(edge(sink, source, total, TOTAL_WORTH * TOTAL_WORTH));
    let told = told(edges, sink + 1, smallest);
    let mut cells = vec![vec![None; width]; rows.len()];
    for ((row, column), hidden) in places.into_iter().zip(&told) {
        cells[row][column] = *hidden;
    }
    let totals = &told[cells_count..];
    Suppressed {
        cells,
        row_totals: totals[..rows.len()].to_vec(),
        column_totals: totals[rows.len()..rows.len() + width].to_vec(),
        total: totals.last().copied().flatten(),
    }
}

/// What to hide of a list that is published with its total: each figure, then the total.
#[must_use]
pub fn hide_list(counts: &[Option<u64>], smallest: u64) -> (Vec<Option<Hidden>>, Option<Hidden>) {
    let known: Vec<u64> = counts.iter().copied().flatten().collect();
    let mut edges: Vec<Edge> = known.iter().map(|count| edge(0, 1, *count, 1)).collect();
    edges.push(edge(1, 0, known.iter().sum(), TOTAL_WORTH));
    let mut told = told(edges, 2, smallest);
    let total = told.pop().flatten();
    let mut told = told.into_iter();
    let hidden = counts
        .iter()
        .map(|count| count.and_then(|_| told.next().flatten()))
        .collect();
    (hidden, total)
}

fn edge(from: usize, to: usize, value: u64, worth: u64) -> Edge {
    Edge {
        from,
        to,
        value,
        cost: COST_OF_ONE.saturating_mul(worth).saturating_add(value),
        told: Told::Shown,
    }
}

/// What is hidden of each number, in the order of the edges.
fn told(edges: Vec<Edge>, nodes: usize, smallest: u64) -> Vec<Option<Hidden>> {
    let mut network = Network::new(nodes, edges, smallest.max(2));
    let is_protected = network.protect();
    network
        .edges
        .iter()
        .map(|edge| match edge.told {
            Told::Small => Some(Hidden::Small),
            Told::Beside => Some(Hidden::Secondary),
            // Where no choice protects the small numbers, nothing is published.
            Told::Shown => (!is_protected).then_some(Hidden::Secondary),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SMALLEST: u64 = 5;

    fn table(rows: &[&[u64]]) -> Vec<Vec<Option<u64>>> {
        rows.iter()
            .map(|row| row.iter().copied().map(Some).collect())
            .collect()
    }

    fn count(suppressed: &Suppressed) -> usize {
        suppressed
            .cells
            .iter()
            .flatten()
            .chain(&suppressed.row_totals)
            .chain(&suppressed.column_totals)
            .chain([&suppressed.total])
            .flatten()
            .count()
    }

    /// Whether a reader who is told this of a number may think it to be `value`.
    fn may_be(told: Option<Hidden>, truth: u64, value: u64) -> bool {
        match told {
            None => value == truth,
            Some(Hidden::Small) => (1..SMALLEST).contains(&value),
            Some(Hidden::Secondary) => value >= SMALLEST,
        }
    }

    /// Every table near the true one that fits what is shown; an independent reading, by trying them all.
    fn readings(rows: &[Vec<Option<u64>>], hidden: &Suppressed) -> Vec<Vec<u64>> {
        let width = rows[0].len();
        let truth: Vec<u64> = rows.iter().flatten().map(|count| count.unwrap()).collect();
        let told: Vec<Option<Hidden>> = hidden.cells.iter().flatten().copied().collect();
        let choices: Vec<Vec<u64>> = truth
            .iter()
            .zip(&told)
            .map(|(truth, told)| {
                (truth.saturating_sub(1)..=truth + 1)
                    .filter(|value| may_be(*told, *truth, *value))
                    .collect()
            })
            .collect();
        let mut all: Vec<Vec<u64>> = vec![Vec::new()];
        for choice in &choices {
            all = all
                .into_iter()
                .flat_map(|begun| {
                    choice.iter().map(move |value| {
                        let mut more = begun.clone();
                        more.push(*value);
                        more
                    })
                })
                .collect();
        }
        let totals = |cells: &[u64]| -> (Vec<u64>, Vec<u64>) {
            (
                cells.chunks(width).map(|row| row.iter().sum()).collect(),
                (0..width)
                    .map(|column| cells.iter().skip(column).step_by(width).sum())
                    .collect(),
            )
        };
        let (true_rows, true_columns) = totals(&truth);
        all.retain(|cells| {
            let (in_rows, in_columns) = totals(cells);
            let fits = |told: &[Option<Hidden>], truth: &[u64], got: &[u64]| {
                told.iter()
                    .zip(truth.iter().zip(got))
                    .all(|(told, (truth, got))| may_be(*told, *truth, *got))
            };
            fits(&hidden.row_totals, &true_rows, &in_rows)
                && fits(&hidden.column_totals, &true_columns, &in_columns)
                && may_be(hidden.total, truth.iter().sum(), cells.iter().sum())
        });
        all
    }

    /// Cells that are hidden and yet the same in every reading.
    fn given_away(rows: &[Vec<Option<u64>>], hidden: &Suppressed) -> Vec<usize> {
        let readings = readings(rows, hidden);
        hidden
            .cells
            .iter()
            .flatten()
            .enumerate()
            .filter(|(at, told)| {
                told.is_some() && readings.iter().all(|cells| cells[*at] == readings[0][*at])
            })
            .map(|(at, _)| at)
            .collect()
    }

    #[test]
    fn a_lone_small_number_takes_the_least_it_needs_with_it() {
        let rows = table(&[&[20, 3, 12], &[8, 9, 30], &[40, 50, 60]]);
        let hidden = hide_table(&rows, SMALLEST);
        assert_eq!(hidden.cells[0][1], Some(Hidden::Small));
        // The cheapest rectangle around it: 12 or 20 in its row, 9 in its column, and the corner.
        assert_eq!(
            hidden.cells[0],
            [Some(Hidden::Secondary), Some(Hidden::Small), None]
        );
        assert_eq!(
            hidden.cells[1],
            [Some(Hidden::Secondary), Some(Hidden::Secondary), None]
        );
        assert_eq!(count(&hidden), 4);
        assert!(given_away(&rows, &hidden).is_empty());
    }

    #[test]
    fn hiding_only_the_small_number_gives_it_away() {
        let rows = table(&[&[20, 3], &[8, 9]]);
        let mut hidden = hide_table(&rows, SMALLEST);
        hidden.cells = vec![vec![None, Some(Hidden::Small)], vec![None, None]];
        assert_eq!(given_away(&rows, &hidden), [1]);
    }

    #[test]
    fn two_small_numbers_whose_total_leaves_one_reading_are_not_enough() {
        // Both at most 4 and together 8: both are 4.
        let rows = table(&[&[4, 4, 0], &[9, 9, 30], &[9, 9, 30]]);
        let hidden = hide_table(&rows, SMALLEST);
        assert!(count(&hidden) > 2);
        assert!(given_away(&rows, &hidden).is_empty());
    }

    #[test]
    fn what_needs_no_hiding_is_shown() {
        let rows = table(&[&[0, 5, 12], &[8, 0, 30]]);
        assert_eq!(count(&hide_table(&rows, SMALLEST)), 0);
        let nothing: &[Vec<Option<u64>>] = &[];
        assert_eq!(count(&hide_table(nothing, SMALLEST)), 0);
        let missing = vec![vec![None, Some(7)], vec![Some(9), None]];
        assert_eq!(count(&hide_table(&missing, SMALLEST)), 0);
    }

    #[test]
    fn a_list_with_its_total_hides_one_more() {
        let (hidden, total) = hide_list(&[Some(3), Some(40), None, Some(9), Some(0)], SMALLEST);
        assert_eq!(
            hidden,
            [
                Some(Hidden::Small),
                None,
                None,
                Some(Hidden::Secondary),
                None
            ]
        );
        assert_eq!(total, None);
        let (hidden, total) = hide_list(&[Some(3)], SMALLEST);
        assert_eq!(
            (hidden, total),
            (vec![Some(Hidden::Small)], Some(Hidden::Small))
        );
        let (hidden, total) = hide_list(&[Some(4), Some(4)], SMALLEST);
        assert_eq!(hidden, [Some(Hidden::Small); 2]);
        assert_eq!(
            total,
            Some(Hidden::Secondary),
            "8 of two numbers below 5 are 4 and 4"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn no_hidden_cell_follows_from_what_is_shown(
            rows in prop::collection::vec(
                prop::collection::vec(prop_oneof![3 => 0_u64..9, 1 => 5_u64..60], 3), 1..4),
        ) {
            let rows: Vec<Vec<Option<u64>>> =
                rows.iter().map(|row| row.iter().copied().map(Some).collect()).collect();
            let hidden = hide_table(&rows, SMALLEST);
            prop_assert_eq!(given_away(&rows, &hidden), Vec::<usize>::new());
            for (row, told) in rows.iter().flatten().zip(hidden.cells.iter().flatten()) {
                let is_small = row.is_some_and(|count| (1..SMALLEST).contains(&count));
                prop_assert_eq!(is_small, *told == Some(Hidden::Small));
            }
        }
    }
}
