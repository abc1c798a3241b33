//! Second factors and recovery codes.

use kernel::Timestamp;
use platform::{Db, DbError, Tx};
use sqlx::Row;

/// A second factor as it is stored, with the hashes of the recovery codes not used yet.
pub(crate) struct StoredFactor {
    pub(crate) secret_sealed: Vec<u8>,
    pub(crate) started_at: Timestamp,
    pub(crate) is_enrolled: bool,
    pub(crate) last_step: i64,
    pub(crate) unused: Vec<String>,
}

/// The second factor of an account, enrolled or only shown.
pub(crate) async fn second_factor(db: &Db, account: &str) -> Result<Option<StoredFactor>, DbError> {
    let rows = sqlx::query(
        "SELECT factor.secret_sealed, factor.started_at, factor.enrolled_at, factor.last_step, code.code_hash \
         FROM account_second_factor AS factor LEFT JOIN account_recovery_code AS code \
         ON code.account = factor.account AND code.used_at IS NULL \
         WHERE factor.account = $1 ORDER BY code.code_hash",
    )
    .bind(account.to_owned())
    .fetch_all(db.read())
    .await?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let mut unused = Vec::new();
    for row in &rows {
        unused.extend(row.try_get::<Option<String>, _>(4)?);
    }
    Ok(Some(StoredFactor {
        secret_sealed: first.try_get(0)?,
        started_at: Timestamp::from_millis(first.try_get(1)?),
        is_enrolled: first.try_get::<Option<i64>, _>(2)?.is_some(),
        last_step: first.try_get(3)?,
        unused,
    }))
}

/// Stores a secret that was shown, in place of one that was not confirmed; `false` when one is enrolled.
pub(crate) async fn begin_enrolment(
    tx: &mut Tx,
    account: &str,
    secret_sealed: Vec<u8>,
    now: Timestamp,
) -> Result<bool, DbError> {
    let stored = sqlx::query(
        "INSERT INTO account_second_factor (account, secret_sealed, started_at, last_step) \
         VALUES ($1, $2, $3, 0) ON CONFLICT (account) DO UPDATE \
         SET secret_sealed = excluded.secret_sealed, started_at = excluded.started_at, last_step = 0 \
         WHERE account_second_factor.enrolled_at IS NULL",
    )
    .bind(account.to_owned())
    .bind(secret_sealed)
    .bind(now.millis())
    .execute(&mut **tx)
    .await?;
    Ok(stored.rows_affected() == 1)
}

/// Marks a secret as enrolled by the code of a step; `false` when it was meanwhile, or another was shown.
pub(crate) async fn finish_enrolment(
    tx: &mut Tx,
    account: &str,
    started_at: Timestamp,
    step: i64,
    now: Timestamp,
) -> Result<bool, DbError> {
    let stored = sqlx::query(
        "UPDATE account_second_factor SET enrolled_at = $4, last_step = $3 \
         WHERE account = $1 AND started_at = $2 AND enrolled_at IS NULL",
    )
    .bind(account.to_owned())
    .bind(started_at.millis())
    .bind(step)
    .bind(now.millis())
    .execute(&mut **tx)
    .await?;
    Ok(stored.rows_affected() == 1)
}

/// Marks the code of a step as used; `false` when it, or a later one, was used already.
pub(crate) async fn use_step(tx: &mut Tx, account: &str, step: i64) -> Result<bool, DbError> {
    let used = sqlx::query(
        "UPDATE account_second_factor SET last_step = $2 \
         WHERE account = $1 AND last_step < $2 AND enrolled_at IS NOT NULL",
    )
    .bind(account.to_owned())
    .bind(step)
    .execute(&mut **tx)
    .await?;
    Ok(used.rows_affected() == 1)
}

/// Marks a recovery code as used; `false` when it was already.
pub(crate) async fn use_recovery_code(
    tx: &mut Tx,
    account: &str,
    code_hash: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let used = sqlx::query(
        "UPDATE account_recovery_code SET used_at = $3 \
         WHERE account = $1 AND code_hash = $2 AND used_at IS NULL",
    )
    .bind(account.to_owned())
    .bind(code_hash.to_owned())
    .bind(now.millis())
    .execute(&mut **tx)
    .await?;
    Ok(used.rows_affected() == 1)
}

/// Puts these recovery codes in the place of all before.
pub(crate) async fn replace_recovery_codes(
    tx: &mut Tx,
    account: &str,
    hashes: &[String],
) -> Result<(), DbError> {
    remove_recovery_codes(tx, account).await?;
    for hash in hashes {
        sqlx::query("INSERT INTO account_recovery_code (account, code_hash) VALUES ($1, $2)")
            .bind(account.to_owned())
            .bind(hash.clone())
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// Takes a second factor with its recovery codes away; `false` when there was none.
pub(crate) async fn remove_second_factor(tx: &mut Tx, account: &str) -> Result<bool, DbError> {
    remove_recovery_codes(tx, account).await?;
    let removed = sqlx::query("DELETE FROM account_second_factor WHERE account = $1")
        .bind(account.to_owned())
        .execute(&mut **tx)
        .await?;
    Ok(removed.rows_affected() == 1)
}

async fn remove_recovery_codes(tx: &mut Tx, account: &str) -> Result<(), DbError> {
    sqlx::query("DELETE FROM account_recovery_code WHERE account = $1")
        .bind(account.to_owned())
        .execute(&mut **tx)
        .await?;
    Ok(())
}
