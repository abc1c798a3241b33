//! Taking people out of the register for good.

use platform::Tx;

use super::People;
use crate::error::PeopleError;
use crate::model::Resident;
use crate::store;

impl People<'_> {
    /// Records by their numbers, inside a transaction.
    ///
    /// # Errors
    /// When the database refuses or a record cannot be opened.
    pub(crate) async fn numbered(
        &self,
        tx: &mut Tx,
        numbers: &[i64],
    ) -> Result<Vec<Resident>, PeopleError> {
        let stored = store::persons_by_numbers(&mut *tx, numbers).await?;
        stored.into_iter().map(|one| self.opened(one)).collect()
    }

    /// Removes all records of a person with everything that was kept of them; nothing brings them back.
    ///
    /// # Errors
    /// When the database refuses.
    pub(crate) async fn erase(&self, tx: &mut Tx, records: &[Resident]) -> Result<(), PeopleError> {
        for record in records {
            self.forget(tx, record).await?;
        }
        let numbers: Vec<i64> = records.iter().map(|one| one.number).collect();
        let households: Vec<String> = records
            .iter()
            .filter_map(|one| one.standing.household)
            .map(|id| id.to_string())
            .collect();
        store::erase_persons(tx, &numbers, &households).await?;
        Ok(())
    }
}
