//! Records that were merged: a tree of links in which every record keeps its own content.
//!
//! A merge writes one link and moves nothing; a split takes the link away.
//! So whatever happened in between, every record is after the split what it was, and edits stay with the record they were made on.

use std::collections::BTreeSet;

use crate::model::{Identity, NameKind, PersonName};

/// The numbers at and below a member, among records of one tree given as (number, merged into).
pub(crate) fn subtree(rows: &[(i64, Option<i64>)], member: i64) -> BTreeSet<i64> {
    let mut inside = BTreeSet::from([member]);
    loop {
        let before = inside.len();
        for (number, into) in rows {
            if into.is_some_and(|into| inside.contains(&into)) {
                inside.insert(*number);
            }
        }
        if inside.len() == before {
            return inside;
        }
    }
}

/// What merged records say together: the first one's word counts, the others fill in what it lacks.
pub(crate) fn merged(root: &Identity, members: &[Identity]) -> Identity {
    let mut whole = root.clone();
    for member in members {
        for name in &member.names {
            if !whole.names.iter().any(|known| known.text == name.text) {
                whole.names.push(PersonName {
                    kind: match name.kind {
                        NameKind::Current => NameKind::Other,
                        kind => kind,
                    },
                    text: name.text.clone(),
                });
            }
        }
        add_missing(&mut whole.documents, &member.documents);
        add_missing(&mut whole.phones, &member.phones);
        for guardian in &member.guardians {
            if !whole.guardians.contains(guardian) {
                whole.guardians.push(*guardian);
            }
        }
        if whole.birth.date.is_none() {
            whole.birth = member.birth;
        }
        whole.ethnicity = whole.ethnicity.or_else(|| member.ethnicity.clone());
        whole.occupation = whole.occupation.or_else(|| member.occupation.clone());
        whole.registered_address = whole
            .registered_address
            .or_else(|| member.registered_address.clone());
        whole.died_on = whole.died_on.or(member.died_on);
    }
    whole
}

fn add_missing<T: PartialEq + Clone>(held: &mut Vec<T>, more: &[T]) {
    for one in more {
        if !held.contains(one) {
            held.push(one.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subtree_is_what_hangs_on_a_member() {
        // 2 and 3 into 1, 4 into 3, 5 into 4.
        let rows = [
            (1, None),
            (2, Some(1)),
            (3, Some(1)),
            (5, Some(4)),
            (4, Some(3)),
        ];
        assert_eq!(subtree(&rows, 3), BTreeSet::from([3, 4, 5]));
        assert_eq!(subtree(&rows, 2), BTreeSet::from([2]));
        assert_eq!(subtree(&rows, 1), BTreeSet::from([1, 2, 3, 4, 5]));
    }
}
