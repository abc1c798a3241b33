//! Finding and opening people.

use kernel::{Id, RegionCode};
use platform::{DbError, Tx};

use super::People;
use super::write::is_inside;
use crate::engine::{SearchBy, county_keys, merged};
use crate::error::PeopleError;
use crate::model::{Identity, Link, Person, Practitioner, Resident, Revision, Sex};
use crate::store::{self, PersonFilter, StoredPerson};
use crate::{engine, sealed};

/// Records that a search opens beyond those it shows, before it gives the page out as it is.
const OPENED_MAX: usize = 2_000;

/// A person with all that was merged into their record.
#[derive(Debug, Clone)]
pub struct WholePerson {
    /// The record that speaks for them.
    pub record: Resident,
    /// What all records say together.
    pub identity: Identity,
    /// The records merged into it, with the links that hold them.
    pub links: Vec<Link>,
    /// Open pairs in the match queue.
    pub open_matches: i64,
}

/// Where a page of a search ended: which key, and which number.
pub type SearchKey = (usize, i64);

/// A person that a search found.
#[derive(Debug, Clone)]
pub struct PersonHit {
    /// Where a next page goes on.
    pub key: SearchKey,
    /// The record.
    pub record: Resident,
}

impl People<'_> {
    /// The record with an id.
    ///
    /// # Errors
    /// When the database refuses or the record cannot be opened.
    pub async fn find(&self, id: Id<Person>) -> Result<Option<Resident>, PeopleError> {
        let mut connection = self.db.read().acquire().await.map_err(DbError::from)?;
        let stored = store::person_by_id(&mut connection, id).await?;
        stored.map(|stored| self.opened(stored)).transpose()
    }

    /// The same inside a transaction that is about to change it.
    ///
    /// # Errors
    /// When the database refuses or the record cannot be opened.
    pub async fn find_in(
        &self,
        tx: &mut Tx,
        id: Id<Person>,
    ) -> Result<Option<Resident>, PeopleError> {
        let stored = store::person_to_change(self.db, tx, id).await?;
        stored.map(|stored| self.opened(stored)).transpose()
    }

    /// A person with what was merged into their record; of a merged record, the person it belongs to.
    ///
    /// # Errors
    /// When the database refuses or a record cannot be opened.
    pub async fn whole(&self, id: Id<Person>) -> Result<Option<WholePerson>, PeopleError> {
        let mut connection = self.db.read().acquire().await.map_err(DbError::from)?;
        let Some(stored) = store::person_by_id(&mut connection, id).await? else {
            return Ok(None);
        };
        let root = stored.root.unwrap_or(stored.number);
        let numbers: Vec<i64> = store::cluster(&mut connection, root)
            .await?
            .into_iter()
            .map(|(number, _)| number)
            .collect();
        let mut record = None;
        let mut members = Vec::new();
        for stored in store::persons_by_numbers(&mut connection, &numbers).await? {
            let opened = self.opened(stored)?;
            if opened.number == root {
                record = Some(opened);
            } else {
                members.push(opened.identity);
            }
        }
        let Some(record) = record else {
            return Ok(None);
        };
        let links = store::links_below(&mut connection, &numbers)
            .await?
            .into_iter()
            .filter(|link| link.split_at.is_none())
            .collect();
        Ok(Some(WholePerson {
            identity: merged(&record.identity, &members),
            links,
            open_matches: store::open_match_count(&mut connection, root).await?,
            record,
        }))
    }

    /// People in areas, by region and then in the order they were recorded, from after a key on.
    ///
    /// # Errors
    /// When the database refuses or a record cannot be opened.
    #[expect(clippy::too_many_arguments, reason = "each is a filter of its own")]
    pub async fn list(
        &self,
        areas: &[String],
        sex: Option<Sex>,
        born: (Option<i16>, Option<i16>),
        is_alive: Option<bool>,
        family_doctor: Option<Id<Practitioner>>,
        after: Option<&(String, i64)>,
        limit: usize,
    ) -> Result<Vec<Resident>, PeopleError> {
        let filter = PersonFilter {
            sex,
            born_from: born.0,
            born_to: born.1,
            is_alive,
            family_doctor,
        };
        let mut connection = self.db.read().acquire().await.map_err(DbError::from)?;
        let mut found = Vec::new();
        let mut areas: Vec<&String> = areas.iter().collect();
        areas.sort_unstable();
        for area in areas {
            let is_behind = after.is_some_and(|(path, _)| {
                path.as_str() > area.as_str() && !path.starts_with(area.as_str())
            });
            if is_behind {
                continue;
            }
            let more = limit - found.len();
            found.extend(store::list(&mut connection, area, &filter, after, more).await?);
            if found.len() == limit {
                break;
            }
        }
        found.into_iter().map(|one| self.opened(one)).collect()
    }

    /// People in areas that all of what was asked fits, from after a key on.
    ///
    /// The rarest question is looked up, the others judge what it finds.
    /// Those whose use is restricted are found only where `may_see` says that the purpose allows it.
    ///
    /// # Errors
    /// When the database refuses or a record cannot be opened.
    pub async fn search_by(
        &self,
        areas: &[String],
        asked: &[(SearchBy, String)],
        may_see: impl Fn(&Resident) -> bool,
        after: Option<SearchKey>,
        limit: usize,
    ) -> Result<Vec<PersonHit>, PeopleError> {
        let Some(((kind, text), others)) = asked.split_first() else {
            return Ok(Vec::new());
        };
        let tokens = self.search_tokens(areas, *kind, text);
        let (start, mut number) = after.unwrap_or((0, -1));
        let mut connection = self.db.read().acquire().await.map_err(DbError::from)?;
        let (mut found, mut opened): (Vec<PersonHit>, usize) = (Vec::new(), 0);
        for (index, token) in tokens.iter().enumerate().skip(start) {
            loop {
                let batch = if others.is_empty() { limit } else { limit * 4 };
                let hits =
                    store::found_by_token(&mut connection, token, areas, number, batch).await?;
                let is_last = hits.len() < batch;
                for (hit, stored) in hits {
                    number = hit;
                    opened += 1;
                    let record = self.opened(stored)?;
                    let is_shown = found.iter().any(|one| one.record.number == record.number);
                    // Members' values count for the person, so a record that was merged is judged by its own.
                    let fits = record.number != hit
                        || others
                            .iter()
                            .all(|(other, text)| other.fits(text, &record.identity));
                    if fits && !is_shown && (!record.is_restricted || may_see(&record)) {
                        found.push(PersonHit {
                            key: (index, hit),
                            record,
                        });
                    }
                    if found.len() == limit {
                        return Ok(found);
                    }
                }
                if is_last || opened >= OPENED_MAX {
                    break;
                }
            }
            number = -1;
        }
        Ok(found)
    }

    /// The tokens of a question, county by county where its keys are bound to one.
    fn search_tokens(&self, areas: &[String], kind: SearchBy, text: &str) -> Vec<Vec<u8>> {
        let counties = if kind.is_by_county() {
            let mut counties: Vec<String> = areas
                .iter()
                .flat_map(|area| county_keys(self.pack, last_code(area)))
                .collect();
            counties.sort_unstable();
            counties.dedup();
            counties
        } else {
            vec![String::new()]
        };
        counties
            .iter()
            .filter_map(|county| kind.key(text, county))
            .flat_map(|(indexed, text)| self.ring.tokens(indexed, &text))
            .collect()
    }

    /// Former versions of a record, the newest first, from before a version on.
    ///
    /// # Errors
    /// When the database refuses or a version cannot be opened.
    pub async fn revisions(
        &self,
        number: i64,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<Revision>, PeopleError> {
        let stored = store::revisions(self.db, number, before, limit).await?;
        stored
            .into_iter()
            .map(|one| {
                let (standing, identity) =
                    sealed::open_revision(&self.ring, &one.id, one.standing, &one.identity)?;
                Ok(Revision {
                    version: one.version,
                    standing,
                    identity,
                    recorded_at: one.recorded_at,
                    recorded_by: one.recorded_by,
                    replaced_at: one.replaced_at,
                })
            })
            .collect()
    }

    /// Names of the fields in which each former version differs from the one that took its place.
    #[must_use]
    pub fn changes(&self, newest: &Resident, revisions: &[Revision]) -> Vec<Vec<&'static str>> {
        let mut after = (&newest.standing, &newest.identity);
        revisions
            .iter()
            .map(|one| {
                let before = (&one.standing, &one.identity);
                let changed = engine::changed_fields(before, after);
                after = before;
                changed
            })
            .collect()
    }

    pub(super) fn opened(&self, stored: StoredPerson) -> Result<Resident, PeopleError> {
        Ok(sealed::open(&self.ring, stored)?)
    }
}

/// The region an ancestor path ends with; the whole country for the path of everywhere.
fn last_code(path: &str) -> RegionCode {
    path.trim_end_matches('/')
        .rsplit('/')
        .next()
        .and_then(|code| code.parse().ok())
        .unwrap_or(RegionCode::CHINA)
}

/// The parts of areas that lie below a region.
#[must_use]
pub(crate) fn narrowed(areas: &[String], region_path: &str) -> Vec<String> {
    if is_inside(region_path, areas) {
        return vec![region_path.to_owned()];
    }
    areas
        .iter()
        .filter(|area| area.starts_with(region_path))
        .cloned()
        .collect()
}
