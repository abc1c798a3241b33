//! The SQL of this capability.

mod households;
mod links;
mod matches;
mod organisations;
mod persons;
mod practitioners;
mod rights;
mod search;
mod tokens;

pub(crate) use households::{household, insert_households, put_household};
pub(crate) use links::{cluster, end_link, insert_link, links_below, set_links};
pub(crate) use matches::{
    MatchKey, StoredMatch, decide_match, insert_matches, match_by_id, matches, open_match_count,
};
pub use organisations::organisation_history;
pub(crate) use organisations::{
    Key, Searchable, all_organisations, keep_revisions, organisations, put_organisations,
};
pub(crate) use persons::{
    NewPerson, PersonFilter, StoredPerson, insert_persons, keep_revision, list, members,
    person_by_id, person_to_change, persons_by_numbers, revisions, set_household, speaking_for,
    synthetic_count, update_person,
};
pub(crate) use practitioners::{
    PractitionerKey, practitioner_exists, practitioner_posts, practitioners, put_practitioner,
};
pub(crate) use rights::{erase_persons, set_restricted};
pub(crate) use search::{candidates, found_by_token};
pub(crate) use tokens::{delete_tokens, insert_tokens};

/// A connection that reads, inside a transaction or outside.
pub(crate) type Reader = sqlx::AnyConnection;

/// Everything at or below an ancestor path lies from it up to, and without, this text.
fn path_end(path: &str) -> String {
    // 0 follows the slash.
    format!("{}0", path.trim_end_matches('/'))
}

/// `$first, $first+1, …` for so many values.
fn placeholders(first: usize, count: usize) -> String {
    let mut text = String::with_capacity(count * 5);
    for index in 0..count {
        if index > 0 {
            text.push(',');
        }
        text.push('$');
        text.push_str(&(first + index).to_string());
    }
    text
}
