//! Synthetic people into the database, many at a time.

use std::sync::Arc;

use kernel::{Id, Timestamp};
use pack::Pack;
use platform::{Db, DbError};
use rayon::prelude::*;
use serde::Serialize;
use vault::{KeyRing, SealedError, Vault};

use super::family::{MadeHousehold, MadePerson};
use crate::engine::{Reading, reading};
use crate::error::PeopleError;
use crate::model::{Household, Practitioner, PractitionerPost, Standing};
use crate::sealed;
use crate::store::{self, NewPerson};

/// People of one transaction: the more, the fewer times each page of the index of tokens is written.
const BATCH_PEOPLE: usize = 50_000;
/// Practitioners made up for each organisation.
const PRACTITIONERS: usize = 3;
/// Who recorded what was made up.
const BY: &str = "synthetic";

/// What was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Loaded {
    /// Households.
    pub households: u64,
    /// People.
    pub people: u64,
}

/// A part of the stream, sealed and ready to be stored.
struct Batch {
    households: Vec<Household>,
    people: Vec<NewPerson>,
    tokens: Vec<Vec<Vec<u8>>>,
}

/// Stores households of a source until at least `count` people are stored or the source ends.
///
/// Every batch is one transaction; the next one is sealed while it is stored.
///
/// # Errors
/// When the database refuses; whole batches before that stay.
pub async fn load(
    db: &Db,
    vault: &Vault,
    source: &mut impl Iterator<Item = MadeHousehold>,
    count: u64,
    now: Timestamp,
    told: &mut (dyn FnMut(u64) + Send),
) -> Result<Loaded, PeopleError> {
    let ring = vault.ring();
    let mut loaded = Loaded::default();
    let mut asked = 0;
    let mut next = gather(source, count, &mut asked);
    let mut sealing = None;
    loop {
        if !next.is_empty() {
            let ring = Arc::clone(&ring);
            let made = std::mem::take(&mut next);
            sealing = Some(tokio::task::spawn_blocking(move || {
                prepare(&ring, made, now)
            }));
        }
        let Some(work) = sealing.take() else {
            return Ok(loaded);
        };
        let batch = match work.await {
            Ok(batch) => batch?,
            Err(panic) => std::panic::resume_unwind(panic.into_panic()),
        };
        next = gather(source, count, &mut asked);
        if !next.is_empty() {
            let ring = Arc::clone(&ring);
            let made = std::mem::take(&mut next);
            sealing = Some(tokio::task::spawn_blocking(move || {
                prepare(&ring, made, now)
            }));
        }
        loaded.households += batch.households.len() as u64;
        loaded.people += batch.people.len() as u64;
        write(db, batch).await?;
        told(loaded.people);
    }
}

fn gather(
    source: &mut impl Iterator<Item = MadeHousehold>,
    count: u64,
    asked: &mut u64,
) -> Vec<MadeHousehold> {
    let (mut made, mut people) = (Vec::new(), 0);
    while people < BATCH_PEOPLE && *asked < count {
        let Some(household) = source.next() else {
            break;
        };
        people += household.people.len();
        *asked += household.people.len() as u64;
        made.push(household);
    }
    made
}

fn prepare(ring: &KeyRing, made: Vec<MadeHousehold>, now: Timestamp) -> Result<Batch, SealedError> {
    let (mut households, mut people) = (Vec::with_capacity(made.len()), Vec::new());
    for household in made {
        for person in household.people {
            people.push((household.id, household.region_path.clone(), person));
        }
        households.push(Household {
            id: household.id,
            region_path: household.region_path,
            version: 1,
            recorded_at: now,
            recorded_by: BY.to_owned(),
        });
    }
    let sealed: Vec<(NewPerson, Vec<Vec<u8>>)> = people
        .into_par_iter()
        .map(|(household, path, person)| sealed_person(ring, household, path, person, now))
        .collect::<Result<_, _>>()?;
    let (people, tokens) = sealed.into_iter().unzip();
    Ok(Batch {
        households,
        people,
        tokens,
    })
}

fn sealed_person(
    ring: &KeyRing,
    household: Id<Household>,
    region_path: String,
    person: MadePerson,
    now: Timestamp,
) -> Result<(NewPerson, Vec<Vec<u8>>), SealedError> {
    let identity = sealed::seal(
        ring,
        &person.id.to_string(),
        &person.identity,
        &mut rand::rng(),
    )?;
    let tokens = sealed::tokens(ring, &person.identity);
    let person = NewPerson {
        id: person.id,
        standing: Standing {
            sex: person.sex,
            region_path,
            birth_year: person.identity.birth.year(),
            is_alive: true,
            is_synthetic: true,
            household: Some(household),
            relation: Some(person.relation.to_owned()),
            family_doctor: None,
        },
        merged_into: None,
        root: None,
        recorded_at: now,
        recorded_by: BY.to_owned(),
        identity,
    };
    Ok((person, tokens))
}

async fn write(db: &Db, batch: Batch) -> Result<(), DbError> {
    let mut tx = db.begin().await?;
    store::insert_households(&mut tx, &batch.households).await?;
    let numbers = store::insert_persons(&mut tx, &batch.people).await?;
    let mut tokens: Vec<(Vec<u8>, i64)> = batch
        .tokens
        .into_iter()
        .zip(&numbers)
        .flat_map(|(tokens, number)| tokens.into_iter().map(move |token| (token, *number)))
        .collect();
    store::insert_tokens(&mut tx, &mut tokens).await?;
    tx.commit().await?;
    Ok(())
}

/// How many synthetic people the database holds, counted up to `limit`.
///
/// # Errors
/// When the database cannot be read.
pub async fn synthetic_count(db: &Db, limit: u64) -> Result<u64, DbError> {
    store::synthetic_count(db, limit).await
}

/// Makes practitioners up for each organisation of the pack that treats or watches people; returns how many.
///
/// # Errors
/// When the database refuses.
pub async fn load_practitioners(
    db: &Db,
    pack: &Pack,
    source: &mut impl Iterator<Item = MadeHousehold>,
    now: Timestamp,
) -> Result<u64, PeopleError> {
    const KINDS: [&str; PRACTITIONERS] = ["physician", "public_health", "nurse"];
    let mut tx = db.begin().await?;
    let mut count = 0;
    for organisation in pack.organisations.iter() {
        let Some(region_path) = pack.regions.path(organisation.region) else {
            continue;
        };
        for kind in KINDS {
            let Some(person) = source.next().and_then(|one| one.people.into_iter().next()) else {
                break;
            };
            let name = person.identity.current_name().to_owned();
            let practitioner = Practitioner {
                id: Id::from_uuid(person.id.to_string().parse().unwrap_or_default()),
                kind: kind.to_owned(),
                posts: vec![PractitionerPost {
                    organisation: organisation.id.clone(),
                    region_path: region_path.clone(),
                    valid_from: crate::api::day_of(now).plus(-1000),
                    valid_to: None,
                }],
                name,
            };
            let read: Reading = reading(&practitioner.name, &[]);
            store::put_practitioner(&mut tx, &practitioner, &read, BY, now).await?;
            count += 1;
        }
    }
    tx.commit().await.map_err(DbError::from)?;
    Ok(count)
}
