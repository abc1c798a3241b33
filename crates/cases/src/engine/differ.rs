//! How one version of a card differs from the one before.

use crate::model::Values;

/// One field that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) field: String,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

/// The fields that differ, by name.
pub(crate) fn changes(before: &Values, after: &Values) -> Vec<Change> {
    let mut fields: Vec<&String> = before.keys().chain(after.keys()).collect();
    fields.sort_unstable();
    fields.dedup();
    fields
        .into_iter()
        .filter(|field| before.get(*field) != after.get(*field))
        .map(|field| Change {
            field: field.clone(),
            before: before.get(field).cloned(),
            after: after.get(field).cloned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_names_both_values() {
        let of = |pairs: &[(&str, &str)]| -> Values {
            pairs
                .iter()
                .map(|(field, text)| ((*field).to_owned(), (*text).to_owned()))
                .collect()
        };
        let found = changes(
            &of(&[("a", "1"), ("b", "2")]),
            &of(&[("b", "3"), ("c", "4")]),
        );
        let told: Vec<_> = found
            .iter()
            .map(|one| {
                (
                    one.field.as_str(),
                    one.before.as_deref(),
                    one.after.as_deref(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("a", Some("1"), None),
                ("b", Some("2"), Some("3")),
                ("c", None, Some("4"))
            ]
        );
        assert!(changes(&of(&[("a", "1")]), &of(&[("a", "1")])).is_empty());
    }
}
