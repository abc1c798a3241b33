//! Whether an answer holds what was asked, and nothing else.

use std::collections::BTreeSet;

use vault::FoundKind;

use crate::grants::model::AnswerRow;

/// Rows about one person at most: one a day and a few to spare.
const ROWS_PER_PERSON_MAX: usize = 100;
/// Longest value.
const VALUE_CHARS_MAX: usize = 300;

/// What an answer holds that was not asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Surplus {
    /// Values in fields that were not asked for.
    pub(crate) fields_count: u64,
    /// Rows about people who were not named.
    pub(crate) people_count: u64,
    /// Values that hold somebody's identity number, or far more than a value.
    pub(crate) values_count: u64,
    /// Rows beyond what one person can have.
    pub(crate) rows_count: u64,
}

impl Surplus {
    /// Everything too much, together.
    pub(crate) fn count(self) -> u64 {
        self.fields_count + self.people_count + self.values_count + self.rows_count
    }
}

/// What an answer holds beyond the fields and the people asked for.
pub(crate) fn surplus(fields: &[String], people_count: u32, rows: &[AnswerRow]) -> Surplus {
    let asked: BTreeSet<&str> = fields.iter().map(String::as_str).collect();
    let mut surplus = Surplus::default();
    for row in rows {
        if !(1..=people_count).contains(&row.person) {
            surplus.people_count += 1;
        }
        for (field, value) in &row.values {
            if !asked.contains(field.as_str()) {
                surplus.fields_count += 1;
            }
            // No field asks for identity numbers, so one in a text belongs to somebody else or to nobody's question.
            let names_somebody = vault::find_identifiers(value)
                .iter()
                .any(|found| found.kind != FoundKind::Phone);
            if names_somebody || value.chars().count() > VALUE_CHARS_MAX {
                surplus.values_count += 1;
            }
        }
    }
    let most = people_count as usize * ROWS_PER_PERSON_MAX;
    surplus.rows_count = rows.len().saturating_sub(most) as u64;
    surplus
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(person: u32, values: &[(&str, &str)]) -> AnswerRow {
        AnswerRow {
            person,
            values: values
                .iter()
                .map(|(field, value)| ((*field).to_owned(), (*value).to_owned()))
                .collect(),
        }
    }

    #[test]
    fn an_answer_holds_the_asked_fields_of_the_named_people_and_nothing_else() {
        let fields = ["carriage".to_owned(), "contact".to_owned()];
        let fits = [
            row(1, &[("carriage", "G601"), ("contact", "13900001111")]),
            row(2, &[("carriage", "")]),
        ];
        assert_eq!(surplus(&fields, 2, &fits), Surplus::default());
        for (rows, wanted) in [
            (row(3, &[("carriage", "G601")]), (0, 1, 0)),
            (row(0, &[]), (0, 1, 0)),
            (row(1, &[("seat", "05A")]), (1, 0, 0)),
            (
                row(1, &[("carriage", "G601，同行者11010519491231002X")]),
                (0, 0, 1),
            ),
            (row(1, &[("carriage", &"x".repeat(301))]), (0, 0, 1)),
        ] {
            let found = surplus(&fields, 2, &[rows]);
            assert_eq!(
                (found.fields_count, found.people_count, found.values_count),
                wanted
            );
        }
        let many = vec![row(1, &[]); 201];
        assert_eq!(surplus(&fields, 2, &many).count(), 1);
    }

    proptest! {
        #[test]
        fn nothing_that_was_not_asked_slips_through(
            people in 1_u32..4,
            rows in prop::collection::vec((0_u32..6, prop::collection::btree_map("[a-e]", "[0-9a-z]{0,6}", 0..4)), 0..6),
        ) {
            let fields = ["a".to_owned(), "b".to_owned()];
            let rows: Vec<AnswerRow> = rows.into_iter().map(|(person, values)| AnswerRow { person, values }).collect();
            let clean = rows.iter().all(|row| {
                row.person >= 1 && row.person <= people && row.values.keys().all(|key| key == "a" || key == "b")
            });
            prop_assert_eq!(surplus(&fields, people, &rows).count() == 0, clean);
        }
    }
}
