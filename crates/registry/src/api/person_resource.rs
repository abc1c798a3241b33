//! A person as a resource of authorisation.

use access::Resource;
use platform::Problem;

use crate::error::PeopleError;
use crate::model::PersonRecord;

/// A person for the question who may; one that does not exist lies nowhere, so it is refused like one outside the area.
pub(super) fn person_resource(id: &str, record: Option<&PersonRecord>) -> Resource {
    let path = record.map_or("", |record| record.standing.region_path.as_str());
    Resource::record(id, path).missing(PeopleError::NotFound.to_string())
}

/// The 404 of a person.
pub(super) fn no_person() -> Problem {
    PeopleError::NotFound.into()
}
