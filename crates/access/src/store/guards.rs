//! Failed sign-ins per subject.

use kernel::Timestamp;
use platform::{Db, DbError, Tx};
use sqlx::{AssertSqlSafe, Row};

use super::{SWEPT_AT_ONCE, skipping_locked};
use crate::engine::Guard;

/// The guard of a subject, locked until the transaction ends.
pub(crate) async fn read_guard(tx: &mut Tx, subject: &str) -> Result<Guard, DbError> {
    // Writing the row back as it is takes its lock on PostgreSQL and makes it where it is missing.
    let row = sqlx::query(
        "INSERT INTO sign_in_guard (subject, failures, last_failure_at, blocked_until) \
         VALUES ($1, 0, 0, 0) ON CONFLICT (subject) DO UPDATE SET failures = sign_in_guard.failures \
         RETURNING failures, last_failure_at, blocked_until",
    )
    .bind(subject.to_owned())
    .fetch_one(&mut **tx)
    .await?;
    Ok(Guard {
        failures: row.try_get(0)?,
        last_failure_at: Timestamp::from_millis(row.try_get(1)?),
        blocked_until: Timestamp::from_millis(row.try_get(2)?),
    })
}

/// Stores the guard of a subject that was read before.
pub(crate) async fn write_guard(tx: &mut Tx, subject: &str, guard: Guard) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE sign_in_guard SET failures = $2, last_failure_at = $3, blocked_until = $4 \
         WHERE subject = $1",
    )
    .bind(subject.to_owned())
    .bind(guard.failures)
    .bind(guard.last_failure_at.millis())
    .bind(guard.blocked_until.millis())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Forgets all failures of a subject.
pub(crate) async fn remove_guard(tx: &mut Tx, subject: &str) -> Result<(), DbError> {
    sqlx::query("DELETE FROM sign_in_guard WHERE subject = $1")
        .bind(subject.to_owned())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Subjects that have to wait at `now`.
pub(crate) async fn waiting_subjects(db: &Db, now: Timestamp) -> Result<Vec<String>, DbError> {
    Ok(
        sqlx::query_scalar("SELECT subject FROM sign_in_guard WHERE blocked_until > $1")
            .bind(now.millis())
            .fetch_all(db.read())
            .await?,
    )
}

/// Forgets some of the subjects whose last failure and last wait ended before `before`.
pub(crate) async fn forget_guards(db: &Db, tx: &mut Tx, before: Timestamp) -> Result<(), DbError> {
    sqlx::query(AssertSqlSafe(format!(
        "DELETE FROM sign_in_guard WHERE subject IN (SELECT subject FROM sign_in_guard \
         WHERE last_failure_at < $1 AND blocked_until < $1 LIMIT {SWEPT_AT_ONCE} {})",
        skipping_locked(db)
    )))
    .bind(before.millis())
    .execute(&mut **tx)
    .await?;
    Ok(())
}
