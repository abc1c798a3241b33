//! Merging records and splitting them again.

use platform::Tx;

use super::People;
use crate::engine::subtree;
use crate::error::PeopleError;
use crate::model::{LinkReason, Resident};
use crate::store;

impl People<'_> {
    /// Makes a record part of another; both keep their content, the survivor speaks for both.
    ///
    /// # Errors
    /// When they are the same or one of them is part of another already, or the database refuses.
    pub async fn merge(
        &self,
        tx: &mut Tx,
        survivor: &Resident,
        member: &Resident,
        reason: LinkReason,
    ) -> Result<(), PeopleError> {
        if survivor.number == member.number {
            return Err(PeopleError::SamePerson);
        }
        if survivor.merged_into.is_some() || member.merged_into.is_some() {
            return Err(PeopleError::Merged);
        }
        let below: Vec<i64> = store::cluster(&mut *tx, member.number)
            .await?
            .into_iter()
            .map(|(number, _)| number)
            .filter(|number| *number != member.number)
            .collect();
        let into = Some(survivor.number);
        store::set_links(tx, member.number, into, &below, into).await?;
        let (reason, is_automatic) = (reason.as_str(), reason == LinkReason::Score);
        store::insert_link(
            tx,
            member.number,
            survivor.number,
            reason,
            is_automatic,
            &self.by,
            self.now,
        )
        .await?;
        Ok(())
    }

    /// Takes a record out of another again, with everything that was merged into it.
    ///
    /// # Errors
    /// When the member is not part of the person this record speaks for, or the database refuses.
    pub async fn split(
        &self,
        tx: &mut Tx,
        survivor: &Resident,
        member: &Resident,
        reason: LinkReason,
    ) -> Result<(), PeopleError> {
        let Some(into) = member
            .merged_into
            .filter(|_| member.root == survivor.number)
        else {
            return Err(PeopleError::NotMerged);
        };
        let rows = store::cluster(&mut *tx, member.root).await?;
        let below: Vec<i64> = subtree(&rows, member.number)
            .into_iter()
            .filter(|number| *number != member.number)
            .collect();
        store::set_links(tx, member.number, None, &below, None).await?;
        store::end_link(tx, member.number, into, reason.as_str(), &self.by, self.now).await?;
        Ok(())
    }
}
