//! A person as a resource of authorisation.

use access::Resource;
use platform::Problem;

use crate::error::PeopleError;
use crate::model::Resident;

/// A person for the question who may; one that does not exist lies nowhere, so it is refused like one outside the area.
pub(super) fn person_resource(id: &str, record: Option<&Resident>) -> Resource {
    let path = record.map_or("", |record| record.standing.region_path.as_str());
    let level = level_of(record.is_some_and(|record| record.is_restricted));
    Resource::record(id, path)
        .at_level(level)
        .missing(PeopleError::NotFound.to_string())
}

/// A record whose use was restricted is as closed as there is: what the policies leave open at that level is what the
/// law keeps open, statutory investigation, the resident's own request and emergency access among it.
pub(crate) fn level_of(is_restricted: bool) -> u8 {
    if is_restricted {
        Resource::CLOSED
    } else {
        Resource::USUAL
    }
}

/// The 404 of a person.
pub(super) fn no_person() -> Problem {
    PeopleError::NotFound.into()
}
