//! What changed between two versions of a record, by field and without values.

use crate::model::{Identity, Standing};

/// Names of the fields in which two versions differ.
#[must_use]
pub(crate) fn changed_fields(
    before: (&Standing, &Identity),
    after: (&Standing, &Identity),
) -> Vec<&'static str> {
    let ((standing_before, before), (standing_after, after)) = (before, after);
    [
        ("names", before.names != after.names),
        ("sex", standing_before.sex != standing_after.sex),
        ("birth", before.birth != after.birth),
        ("documents", before.documents != after.documents),
        ("phones", before.phones != after.phones),
        ("ethnicity", before.ethnicity != after.ethnicity),
        ("occupation", before.occupation != after.occupation),
        (
            "current_address",
            before.current_address != after.current_address,
        ),
        (
            "registered_address",
            before.registered_address != after.registered_address,
        ),
        ("guardians", before.guardians != after.guardians),
        ("died_on", before.died_on != after.died_on),
        (
            "household",
            (standing_before.household, &standing_before.relation)
                != (standing_after.household, &standing_after.relation),
        ),
        (
            "family_doctor",
            standing_before.family_doctor != standing_after.family_doctor,
        ),
    ]
    .into_iter()
    .filter_map(|(field, is_changed)| is_changed.then_some(field))
    .collect()
}
