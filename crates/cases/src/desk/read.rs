//! Finding and opening cards.

use access::Reach;
use kernel::Id;
use platform::{DbError, Tx};

use super::Desk;
use crate::error::CardError;
use crate::model::{Card, CardVersion, Duplicate, DuplicateState};
use crate::sealed;
use crate::store::{self, CardFilter, Sort};

impl Desk<'_> {
    /// The card with an id.
    ///
    /// # Errors
    /// When the database refuses or the card cannot be opened.
    pub async fn find(&self, id: &str) -> Result<Option<Card>, CardError> {
        let Ok(id) = id.parse::<Id<Card>>() else {
            return Ok(None);
        };
        let stored = store::by_id(self.db, id).await?;
        stored.map(|stored| self.opened(stored)).transpose()
    }

    /// The same inside a transaction that is about to change it.
    ///
    /// # Errors
    /// When the database refuses or the card cannot be opened.
    pub async fn find_in(&self, tx: &mut Tx, id: &str) -> Result<Option<Card>, CardError> {
        let Ok(id) = id.parse::<Id<Card>>() else {
            return Ok(None);
        };
        let stored = store::to_change(self.db, tx, id).await?;
        stored.map(|stored| self.opened(stored)).transpose()
    }

    /// Cards of a filter, sorted, from after a key on, each with its key.
    pub(crate) async fn list(
        &self,
        filter: &CardFilter,
        sort: Sort,
        after: Option<(i64, i64)>,
        limit: usize,
    ) -> Result<Vec<(i64, Card)>, CardError> {
        let stored = store::list(self.db, filter, sort, after, limit).await?;
        stored
            .into_iter()
            .map(|(key, stored)| Ok((key, self.opened(stored)?)))
            .collect()
    }

    /// Versions of a card, the newest first, from before a version on.
    ///
    /// # Errors
    /// When the database refuses or a version cannot be opened.
    pub async fn versions(
        &self,
        card: &Card,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<CardVersion>, CardError> {
        let stored = store::versions(self.db, card.number, before, limit).await?;
        stored
            .into_iter()
            .map(|one| {
                let mut version = one.version;
                version.content = sealed::open_version(&self.ring, &one.id, &one.sealed)?;
                Ok(version)
            })
            .collect()
    }

    /// Pairs in a state with both cards, the newest first.
    pub(crate) async fn duplicates(
        &self,
        state: DuplicateState,
        reaches: &[Reach],
        organisation_path: Option<&str>,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<(Duplicate, Card, Card)>, CardError> {
        let pairs =
            store::duplicates(self.db, state, reaches, organisation_path, before, limit).await?;
        let mut opened = Vec::with_capacity(pairs.len());
        for pair in pairs {
            opened.push(self.pair(pair).await?);
        }
        Ok(opened)
    }

    /// The pair with an id, with both cards.
    ///
    /// # Errors
    /// When the database refuses or a card cannot be opened.
    pub async fn duplicate(&self, id: &str) -> Result<Option<(Duplicate, Card, Card)>, CardError> {
        let Ok(id) = id.parse::<Id<Duplicate>>() else {
            return Ok(None);
        };
        match store::duplicate_by_id(self.db, id).await? {
            Some(pair) => Ok(Some(self.pair(pair).await?)),
            None => Ok(None),
        }
    }

    /// How many open pairs a card is in.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn open_duplicates(&self, card: &Card) -> Result<i64, CardError> {
        Ok(store::open_against(self.db, card.number).await?)
    }

    async fn pair(&self, pair: Duplicate) -> Result<(Duplicate, Card, Card), CardError> {
        let mut connection = self.db.read().acquire().await.map_err(DbError::from)?;
        let numbers = [pair.earlier, pair.later];
        let mut cards = Vec::with_capacity(2);
        for stored in store::by_numbers(&mut connection, &numbers).await? {
            cards.push(self.opened(stored)?);
        }
        let later = cards.iter().position(|one| one.number == pair.later);
        match (later.map(|at| cards.remove(at)), cards.pop()) {
            (Some(later), Some(earlier)) => Ok((pair, earlier, later)),
            _ => Err(CardError::NotFound),
        }
    }
}
