//! Recording and correcting people.

use kernel::Id;
use platform::{DbError, Tx};

use super::People;
use crate::engine::{
    Candidate, Checked, Comparable, Decision, Found, blocking_keys, check_person, decide,
};
use crate::error::PeopleError;
use crate::model::{
    Identity, LinkReason, MatchState, Person, PersonInput, PersonMatch, Resident, Sex, Standing,
};
use crate::store::{self, NewPerson};
use crate::{engine, sealed};

/// What became of an incoming record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nobody known; a new person.
    Created,
    /// Somebody known; the record was linked with theirs.
    Linked,
    /// Maybe somebody known; a pair waits in the queue.
    Queued,
}

/// Whether a person is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recognised {
    /// It is this one.
    Known(Id<Person>),
    /// It may be one of these, best first.
    Maybe(Vec<Id<Person>>),
    /// Nobody known.
    Nobody,
}

/// A record that was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The record that speaks for the person.
    pub person: Id<Person>,
    /// The record just stored; the same unless it was linked.
    pub record: Id<Person>,
    /// What became of it.
    pub outcome: Outcome,
}

impl People<'_> {
    /// Records a person and decides whether they are known.
    ///
    /// `areas` are the ancestor paths in which the one who asks may write.
    /// Somebody known outside them is never linked and never told of: the pair waits for those who may see both.
    ///
    /// # Errors
    /// When what was entered cannot be true, or the database refuses.
    pub async fn create(
        &self,
        tx: &mut Tx,
        input: &PersonInput,
        purpose: &str,
        areas: &[String],
    ) -> Result<Recorded, PeopleError> {
        let checked = self.checked(tx, input).await?;
        let candidates: Vec<Candidate> = self
            .candidates(&mut *tx, &checked.identity)
            .await?
            .into_iter()
            .map(|(_, candidate)| candidate)
            .collect();
        let (identity, sex) = (&checked.identity, checked.standing.sex);
        let decision = self.decision(identity, sex, &candidates, purpose);
        match decision {
            Decision::New => {
                let (id, _) = self.store(tx, checked, None).await?;
                Ok(Recorded {
                    person: id,
                    record: id,
                    outcome: Outcome::Created,
                })
            }
            Decision::Link(found) => self.link_or_queue(tx, checked, found, purpose, areas).await,
            Decision::Queue(found) => self.queue(tx, checked, &found, purpose, areas).await,
        }
    }

    /// Corrects a record; the version before is kept.
    ///
    /// # Errors
    /// When what was entered cannot be true, the record is not at `version` any more or part of another, or the database refuses.
    pub async fn correct(
        &self,
        tx: &mut Tx,
        before: &Resident,
        version: i64,
        input: &PersonInput,
    ) -> Result<(), PeopleError> {
        if before.merged_into.is_some() {
            return Err(PeopleError::Merged);
        }
        if before.version != version {
            return Err(PeopleError::ChangedMeanwhile);
        }
        let mut checked = self.checked(tx, input).await?;
        if checked
            .identity
            .guardians
            .iter()
            .any(|one| one.person == before.id)
        {
            return Err(PeopleError::field(
                "guardians",
                "same_person",
                "nobody is their own guardian; choose another person",
            ));
        }
        checked.standing.is_synthetic = before.standing.is_synthetic;
        self.replace(tx, before, &checked.standing, &checked.identity)
            .await
    }

    /// Keeps the version in place and puts another there, with what it is found by.
    pub(super) async fn replace(
        &self,
        tx: &mut Tx,
        before: &Resident,
        standing: &Standing,
        identity: &Identity,
    ) -> Result<(), PeopleError> {
        self.keep(tx, before).await?;
        let rng = &mut vault::system_random();
        let sealed = sealed::seal(&self.ring, &before.id.to_string(), identity, rng)?;
        let done = store::update_person(
            tx,
            before.number,
            before.version,
            standing,
            sealed,
            &self.by,
            self.now,
        )
        .await?;
        if !done {
            return Err(PeopleError::ChangedMeanwhile);
        }
        self.forget(tx, before).await?;
        let mut tokens = self.tokens(before.number, identity);
        store::insert_tokens(tx, &mut tokens).await?;
        Ok(())
    }

    /// Copies the version in place to the former ones.
    pub(super) async fn keep(&self, tx: &mut Tx, before: &Resident) -> Result<(), PeopleError> {
        let id = format!("{}.{}", before.id, before.version);
        let rng = &mut vault::system_random();
        let sealed = sealed::seal_revision(&self.ring, &id, &before.identity, rng)?;
        store::keep_revision(tx, before.number, &id, sealed, self.now).await?;
        Ok(())
    }

    /// Takes away what a record was found by, under whichever key.
    pub(super) async fn forget(&self, tx: &mut Tx, before: &Resident) -> Result<(), PeopleError> {
        let tokens: Vec<Vec<u8>> = engine::lookup_keys(&before.identity)
            .iter()
            .flat_map(|(indexed, text)| self.ring.tokens(*indexed, text))
            .collect();
        store::delete_tokens(tx, &tokens, before.number).await?;
        Ok(())
    }

    fn tokens(&self, number: i64, identity: &Identity) -> Vec<(Vec<u8>, i64)> {
        sealed::tokens(&self.ring, identity)
            .into_iter()
            .map(|token| (token, number))
            .collect()
    }

    /// What was entered, checked, and with every record it names there.
    async fn checked(&self, tx: &mut Tx, input: &PersonInput) -> Result<Checked, PeopleError> {
        let checked = check_person(input, self.pack, self.today).map_err(PeopleError::Invalid)?;
        if let Some(id) = checked.standing.household
            && store::household(&mut *tx, id).await?.is_none()
        {
            return Err(PeopleError::field(
                "household",
                "unknown_household",
                "there is no such household; record it first",
            ));
        }
        if let Some(id) = checked.standing.family_doctor
            && !store::practitioner_exists(&mut *tx, id).await?
        {
            return Err(PeopleError::field(
                "family_doctor",
                "unknown_practitioner",
                "there is no such practitioner; record them first",
            ));
        }
        for guardian in &checked.identity.guardians {
            if store::person_by_id(&mut *tx, guardian.person)
                .await?
                .is_none()
            {
                return Err(PeopleError::field(
                    "guardians",
                    "unknown_person",
                    "there is no such guardian; record them first",
                ));
            }
        }
        Ok(checked)
    }

    /// Records that may be the same person.
    async fn candidates(
        &self,
        connection: &mut store::Reader,
        identity: &Identity,
    ) -> Result<Vec<(Id<Person>, Candidate)>, PeopleError> {
        let tokens: Vec<Vec<u8>> = blocking_keys(identity)
            .iter()
            .flat_map(|(indexed, text)| self.ring.tokens(*indexed, text))
            .collect();
        let stored = store::candidates(connection, &tokens).await?;
        stored
            .into_iter()
            .map(|stored| {
                let record = sealed::open(&self.ring, stored)?;
                let candidate = Candidate {
                    root: record.root,
                    comparable: Comparable::new(&record.identity, record.standing.sex),
                };
                Ok((record.id, candidate))
            })
            .collect()
    }

    /// Says whether a person is known, by the thresholds of a purpose, and stores nothing.
    ///
    /// It looks everywhere: whoever shows the answer to somebody checks their area first.
    ///
    /// # Errors
    /// When the database refuses or a record cannot be opened.
    pub async fn recognise(
        &self,
        identity: &Identity,
        sex: Sex,
        purpose: &str,
    ) -> Result<Recognised, PeopleError> {
        let mut connection = self.db.read().acquire().await.map_err(DbError::from)?;
        let found = self.candidates(&mut connection, identity).await?;
        let (ids, candidates): (Vec<Id<Person>>, Vec<Candidate>) = found.into_iter().unzip();
        // Any record of a tree leads to the person it belongs to.
        let id_of = |root: i64| {
            let at = candidates.iter().position(|one| one.root == root)?;
            ids.get(at).copied()
        };
        Ok(match self.decision(identity, sex, &candidates, purpose) {
            Decision::New => Recognised::Nobody,
            Decision::Link(found) => {
                id_of(found.root).map_or(Recognised::Nobody, Recognised::Known)
            }
            Decision::Queue(found) => {
                Recognised::Maybe(found.iter().filter_map(|one| id_of(one.root)).collect())
            }
        })
    }

    fn decision(
        &self,
        identity: &Identity,
        sex: Sex,
        candidates: &[Candidate],
        purpose: &str,
    ) -> Decision {
        let incoming = Comparable::new(identity, sex);
        match self.thresholds(purpose) {
            Some(thresholds) => decide(&incoming, candidates, &self.pack.matching, thresholds),
            None => Decision::New,
        }
    }

    /// Stores a record, as part of another where `into` says so.
    async fn store(
        &self,
        tx: &mut Tx,
        checked: Checked,
        into: Option<i64>,
    ) -> Result<(Id<Person>, i64), PeopleError> {
        let id: Id<Person> = Id::new();
        let rng = &mut vault::system_random();
        let identity = sealed::seal(&self.ring, &id.to_string(), &checked.identity, rng)?;
        let row = NewPerson {
            id,
            standing: checked.standing,
            merged_into: into,
            root: into,
            recorded_at: self.now,
            recorded_by: self.by.clone(),
            identity,
        };
        let numbers = store::insert_persons(tx, &[row]).await?;
        let number = numbers.first().copied().unwrap_or_default();
        let mut tokens = self.tokens(number, &checked.identity);
        store::insert_tokens(tx, &mut tokens).await?;
        Ok((id, number))
    }

    async fn link_or_queue(
        &self,
        tx: &mut Tx,
        checked: Checked,
        found: Found,
        purpose: &str,
        areas: &[String],
    ) -> Result<Recorded, PeopleError> {
        let known = store::persons_by_numbers(&mut *tx, &[found.root]).await?;
        let Some(known) = known
            .first()
            .filter(|one| is_inside(&one.standing.region_path, areas))
        else {
            return self.queue(tx, checked, &[found], purpose, areas).await;
        };
        let (record, number) = self.store(tx, checked, Some(known.number)).await?;
        let reason = LinkReason::Score.as_str();
        store::insert_link(tx, number, known.number, reason, true, &self.by, self.now).await?;
        Ok(Recorded {
            person: known.id,
            record,
            outcome: Outcome::Linked,
        })
    }

    /// Stores a record as a person of its own and queues every pair.
    async fn queue(
        &self,
        tx: &mut Tx,
        checked: Checked,
        found: &[Found],
        purpose: &str,
        areas: &[String],
    ) -> Result<Recorded, PeopleError> {
        let path = checked.standing.region_path.clone();
        let (record, number) = self.store(tx, checked, None).await?;
        let roots: Vec<i64> = found.iter().map(|one| one.root).collect();
        let known = store::persons_by_numbers(&mut *tx, &roots).await?;
        let mut is_told = false;
        let mut pairs = Vec::new();
        for one in found {
            let Some(other) = known.iter().find(|known| known.number == one.root) else {
                continue;
            };
            is_told |= is_inside(&other.standing.region_path, areas);
            let pair = PersonMatch {
                id: Id::new(),
                left: one.root,
                right: number,
                score: one.score,
                purpose: purpose.to_owned(),
                evidence: one.evidence.clone(),
                state: MatchState::Open,
                made_at: self.now,
                decided_at: None,
                decided_by: None,
            };
            pairs.push((pair, other.standing.region_path.clone(), path.clone()));
        }
        store::insert_matches(tx, &pairs).await?;
        let outcome = if is_told {
            Outcome::Queued
        } else {
            Outcome::Created
        };
        Ok(Recorded {
            person: record,
            record,
            outcome,
        })
    }
}

/// Whether a region's path lies in one of the areas.
pub(crate) fn is_inside(path: &str, areas: &[String]) -> bool {
    areas.iter().any(|area| path.starts_with(area.as_str()))
}
