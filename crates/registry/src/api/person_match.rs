//! A pair of the match queue as a resource of authorisation.

use access::{Resource, Scope};
use platform::Problem;

use crate::people::MatchPair;

const MISSING: &str = "there is no such pair in your area";

/// The 404 of a pair.
pub(super) fn no_match() -> Problem {
    Problem::not_found(MISSING)
}

/// Whether somebody's permission reaches both records of a pair.
pub(super) fn is_covered(scope: &Scope, pair: &MatchPair) -> bool {
    [&pair.left, &pair.right].iter().all(|record| {
        let id = record.id.to_string();
        scope.covers(&Resource::record(id, record.standing.region_path.as_str()))
    })
}
