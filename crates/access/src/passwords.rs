//! Changing one's own password.

use platform::{DbError, Problem};

use crate::attempt::{Attempt, Forgive};
use crate::engine::{PasswordError, check_password};
use crate::session::{Session, Token};
use crate::sign_in::INPUT_BYTES_MAX;
use crate::store::{self, Event};
use crate::visit::Visit;
use crate::{App, hashing};

/// Changes the password of whoever is signed in, ends the account's other sessions and gives this one a new token.
pub(crate) async fn change(
    app: &App,
    session: &Session,
    current: String,
    new: String,
    visit: &Visit,
) -> Result<Token, Problem> {
    let (actor, rules) = (&session.actor, &app.pack.sign_in);
    let refuse = |error: PasswordError| Problem::invalid("new", error.rule(), error.to_string());
    check_password(&new, &actor.username, rules).map_err(refuse)?;
    if new == current {
        return Err(refuse(PasswordError::Same));
    }
    let wrong = || {
        Problem::invalid(
            "current",
            "wrong_password",
            "the current password is wrong; type the one you signed in with",
        )
    };
    if current.len() > INPUT_BYTES_MAX {
        return Err(wrong());
    }
    let known = store::credentials_by_id(&app.db, &actor.user_id)
        .await?
        .ok_or_else(Problem::not_signed_in)?;
    let now = app.clock.now();
    let account = Some(known.account.clone());
    let author = actor.author(None);
    let attempt = Attempt::new(&known.username, &visit.source, account, author, now);
    let begins_wait = attempt.begin(app).await?;
    if !hashing::verify(current, Some(known.password_hash.clone())).await? {
        let failure = (Event::PasswordChangeFailed, None);
        attempt.fail(app, failure, begins_wait).await?;
        return Err(wrong());
    }
    // The one in force was compared above; it counts as one of the last.
    let former_count = rules.history.saturating_sub(1);
    for former in store::former_passwords(&app.db, &known.account, former_count).await? {
        if hashing::verify(new.clone(), Some(former)).await? {
            let mut tx = app.db.begin().await?;
            attempt.succeed(&mut tx, Forgive::All).await?;
            tx.commit().await.map_err(DbError::from)?;
            return Err(refuse(PasswordError::UsedBefore(rules.history)));
        }
    }
    let (hash, token) = (hashing::hash(new).await?, Token::new()?);
    let mut tx = app.db.begin().await?;
    attempt.succeed(&mut tx, Forgive::All).await?;
    if !store::lock_password(&mut tx, &known.account, &known.password_hash).await? {
        return Err(Problem::conflict(
            "the password was changed elsewhere at the same time; sign in with the new one",
        ));
    }
    store::replace_password(&mut tx, &known.account, hash, false, rules.history, now).await?;
    store::end_sessions(&mut tx, &known.account, Some(&session.token_hash)).await?;
    if !store::renew_session(&mut tx, &session.token_hash, &token.hash()).await? {
        return Err(Problem::not_signed_in());
    }
    attempt
        .log(app, &mut tx, &[(Event::PasswordChanged, None)])
        .await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(token)
}
