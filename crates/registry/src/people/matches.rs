//! The match queue.

use kernel::Id;
use platform::Tx;

use super::People;
use crate::error::PeopleError;
use crate::model::{LinkReason, MatchState, PersonMatch, Resident};
use crate::store::{self, MatchKey, StoredMatch};

/// A pair with both records opened.
#[derive(Debug, Clone)]
pub struct MatchPair {
    /// What was found and decided.
    pub found: PersonMatch,
    /// Number of the row, for the next page.
    pub(crate) number: i64,
    /// The older record, or the one that speaks for it now.
    pub left: Resident,
    /// The newer record, or the one that speaks for it now.
    pub right: Resident,
}

/// What was decided about a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchVerdict {
    /// One person; the left record survives unless said otherwise.
    Same {
        /// Whether the right record survives.
        keep_right: bool,
    },
    /// Two people.
    Distinct,
}

impl People<'_> {
    /// Pairs in a state of which both records lie in the areas and one at or below a region, highest score first.
    ///
    /// # Errors
    /// When the database refuses or a record cannot be opened.
    pub(crate) async fn matches(
        &self,
        state: MatchState,
        areas: &[String],
        region_path: &str,
        after: Option<MatchKey>,
        limit: usize,
    ) -> Result<Vec<MatchPair>, PeopleError> {
        let mut pairs = Vec::new();
        for stored in store::matches(self.db, state, areas, region_path, after, limit).await? {
            pairs.push(self.pair(stored).await?);
        }
        Ok(pairs)
    }

    /// The pair with an id.
    ///
    /// # Errors
    /// When the database refuses or a record cannot be opened.
    pub async fn find_match(&self, id: Id<PersonMatch>) -> Result<Option<MatchPair>, PeopleError> {
        let mut connection = self
            .db
            .read()
            .acquire()
            .await
            .map_err(platform::DbError::from)?;
        let Some(stored) = store::match_by_id(&mut connection, id).await? else {
            return Ok(None);
        };
        drop(connection);
        Ok(Some(self.pair(stored).await?))
    }

    /// Decides about an open pair, merging the records when they are one person.
    ///
    /// # Errors
    /// When somebody decided before, a record is part of another already, or the database refuses.
    pub async fn decide(
        &self,
        tx: &mut Tx,
        pair: &MatchPair,
        verdict: MatchVerdict,
        reason: LinkReason,
    ) -> Result<(), PeopleError> {
        let state = match verdict {
            MatchVerdict::Same { .. } => MatchState::Same,
            MatchVerdict::Distinct => MatchState::Distinct,
        };
        let done = store::decide_match(tx, pair.number, state, reason.as_str(), &self.by, self.now)
            .await?;
        if !done {
            return Err(PeopleError::Decided);
        }
        // The two may have become one by another way since.
        let is_one = pair.left.number == pair.right.number;
        if let MatchVerdict::Same { keep_right } = verdict
            && !is_one
        {
            let (survivor, member) = if keep_right {
                (&pair.right, &pair.left)
            } else {
                (&pair.left, &pair.right)
            };
            self.merge(tx, survivor, member, reason).await?;
        }
        Ok(())
    }

    async fn pair(&self, stored: StoredMatch) -> Result<MatchPair, PeopleError> {
        let mut connection = self
            .db
            .read()
            .acquire()
            .await
            .map_err(platform::DbError::from)?;
        let numbers = [stored.found.left, stored.found.right];
        let records = store::persons_by_numbers(&mut connection, &numbers).await?;
        let roots: Vec<i64> = records
            .iter()
            .map(|one| one.root.unwrap_or(one.number))
            .collect();
        let speaking = store::persons_by_numbers(&mut connection, &roots).await?;
        let speaker = |number: i64| -> Result<Resident, PeopleError> {
            let root = records
                .iter()
                .find(|one| one.number == number)
                .map(|one| one.root.unwrap_or(one.number));
            let stored = speaking
                .iter()
                .find(|one| Some(one.number) == root)
                .cloned()
                .ok_or(PeopleError::NotFound)?;
            self.opened(stored)
        };
        Ok(MatchPair {
            left: speaker(stored.found.left)?,
            right: speaker(stored.found.right)?,
            number: stored.number,
            found: stored.found,
        })
    }
}
