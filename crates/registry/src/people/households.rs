//! Households and who belongs to them.

use kernel::Id;
use platform::{DbError, Tx};

use super::People;
use crate::error::PeopleError;
use crate::model::{Household, Member, Resident};
use crate::store;

/// Code of the head of household (户主) in the set `family_relation`.
const HEAD: &str = "02";
const MEMBERS_MAX: usize = 30;

/// Who belongs to a household from now on, each with the record as read for the check of rights.
pub struct HouseholdChange<'a> {
    /// The members as given.
    pub members: &'a [Member],
    /// Their records, in the same order.
    pub records: &'a [Resident],
}

impl People<'_> {
    /// A household with its members, the head first.
    ///
    /// # Errors
    /// When the database refuses or a record cannot be opened.
    pub async fn household(
        &self,
        id: Id<Household>,
    ) -> Result<Option<(Household, Vec<Resident>)>, PeopleError> {
        let mut connection = self.db.read().acquire().await.map_err(DbError::from)?;
        let Some(household) = store::household(&mut connection, id).await? else {
            return Ok(None);
        };
        let members = store::members(&mut connection, id)
            .await?
            .into_iter()
            .map(|one| self.opened(one))
            .collect::<Result<_, _>>()?;
        Ok(Some((household, members)))
    }

    /// The household alone, inside a transaction that is about to change it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn household_in(
        &self,
        tx: &mut Tx,
        id: Id<Household>,
    ) -> Result<Option<Household>, PeopleError> {
        Ok(store::household(&mut *tx, id).await?)
    }

    /// Records a household, or puts its members anew; whoever is not named any more belongs to none.
    ///
    /// # Errors
    /// When there is not exactly one head, somebody stands there twice, or the database refuses.
    pub async fn put_household(
        &self,
        tx: &mut Tx,
        household: &Household,
        change: HouseholdChange<'_>,
    ) -> Result<(), PeopleError> {
        self.check_members(change.members)?;
        store::put_household(tx, household).await?;
        let before = store::members(&mut *tx, household.id).await?;
        for stored in before {
            if !change.records.iter().any(|one| one.number == stored.number) {
                let record = self.opened(stored)?;
                self.keep(tx, &record).await?;
                store::set_household(tx, record.number, None, &self.by, self.now).await?;
            }
        }
        for (member, record) in change.members.iter().zip(change.records) {
            let standing = &record.standing;
            let is_same = standing.household == Some(household.id)
                && standing.relation.as_deref() == Some(member.relation.as_str());
            if record.merged_into.is_some() {
                return Err(PeopleError::Merged);
            }
            if !is_same {
                self.keep(tx, record).await?;
                let place = Some((household.id, member.relation.as_str()));
                store::set_household(tx, record.number, place, &self.by, self.now).await?;
            }
        }
        Ok(())
    }

    /// The household as it is recorded next.
    #[must_use]
    pub fn next_household(&self, before: Option<&Household>, region_path: &str) -> Household {
        Household {
            id: before.map_or_else(Id::new, |household| household.id),
            region_path: region_path.to_owned(),
            version: before.map_or(1, |household| household.version + 1),
            recorded_at: self.now,
            recorded_by: self.by.clone(),
        }
    }

    fn check_members(&self, members: &[Member]) -> Result<(), PeopleError> {
        let field = |rule: &str, message: &str| PeopleError::field("members", rule, message);
        if members.is_empty() || members.len() > MEMBERS_MAX {
            return Err(field(
                "required",
                "a household has 1 to 30 members; list them",
            ));
        }
        if members.iter().filter(|one| one.relation == HEAD).count() != 1 {
            return Err(field(
                "one_head",
                "a household has one head; give exactly one member the relation `02`",
            ));
        }
        for (index, member) in members.iter().enumerate() {
            if self
                .pack
                .code("family_relation", &member.relation)
                .is_none()
            {
                return Err(field(
                    "unknown_code",
                    "a relation is no code of the set `family_relation`; choose one of it",
                ));
            }
            if members[..index]
                .iter()
                .any(|one| one.person == member.person)
            {
                return Err(field(
                    "duplicate",
                    "somebody stands there twice; leave one out",
                ));
            }
        }
        Ok(())
    }
}
