//! Second factors (第二因素): enrolling one, proving it, and doing without it once.
//!
//! The secret is sealed by the vault and shown once. Failures are counted with those of the password,
//! and a right password alone does not reset the count.

use axum::http::StatusCode;
use platform::{DbError, Problem, Tx};
use qrcode::QrCode;
use qrcode::render::svg;
use vault::{Place, SealedField, SealedTable, Vault};
use zeroize::Zeroizing;

use crate::App;
use crate::attempt::{Attempt, Forgive};
use crate::engine::second_factor::{
    Accepted, Held, Proof, RECOVERY_CODES, SECRET_BYTES, recovery_code, recovery_hash, shown,
};
use crate::session::{Session, Token, random};
use crate::store::{self, Event, StoredFactor};
use crate::visit::Visit;

/// A secret that was shown longer ago can no longer be confirmed.
const ENROLMENT_MILLIS: i64 = 10 * 60_000;
/// Longest proof that is looked at, in bytes.
const PROOF_BYTES_MAX: usize = 64;
/// Smallest side of the QR code, in pixels.
const QR_PIXELS: u32 = 240;

/// The encrypted columns of this capability.
pub const SEALED: &[SealedTable] = &[SealedTable {
    table: "account_second_factor",
    kind: KIND,
    id: "account",
    fields: &[SealedField {
        field: FIELD,
        column: "secret_sealed",
        index: None,
    }],
    lookups: None,
}];
const KIND: &str = "second_factor";
const FIELD: &str = "secret";

fn place(account: &str) -> Place<'_> {
    Place {
        kind: KIND,
        record: account,
        field: FIELD,
    }
}

/// What is shown to whoever enrols, once.
pub(crate) struct Enrolment {
    /// The secret in base 32, for typing.
    pub(crate) secret: String,
    /// The same for authenticator apps.
    pub(crate) uri: String,
    /// The same as a picture.
    pub(crate) qr_svg: String,
}

fn problem(status: StatusCode, code: &str, title: &str, detail: &str) -> Problem {
    Problem::new(status, code, title, detail)
}

fn is_on() -> Problem {
    problem(
        StatusCode::CONFLICT,
        "second_factor_is_on",
        "there is a second factor",
        "remove it with a code of it before you enrol another",
    )
}

fn is_off() -> Problem {
    problem(
        StatusCode::CONFLICT,
        "second_factor_is_off",
        "there is no second factor",
        "enrol one first",
    )
}

fn no_enrolment() -> Problem {
    problem(
        StatusCode::CONFLICT,
        "no_enrolment",
        "no secret waits to be confirmed",
        "ask for a new secret and confirm it within ten minutes",
    )
}

/// The vault, without which no secret is kept.
fn vault(app: &App) -> Result<&Vault, Problem> {
    app.vault.as_ref().ok_or_else(|| {
        problem(
            StatusCode::CONFLICT,
            "no_vault",
            "the server has no keys to keep a secret",
            "ask whoever runs the server to start it with --keys",
        )
    })
}

/// Draws a secret and shows it; it counts once a code of it was typed.
pub(crate) async fn begin_enrolment(
    app: &App,
    session: &Session,
    visit: &Visit,
) -> Result<Enrolment, Problem> {
    session.require_verified()?;
    if session.account.second_factor_at.is_some() {
        return Err(is_on());
    }
    if !session.is_fresh {
        return Err(problem(
            StatusCode::FORBIDDEN,
            "sign_in_again",
            "the sign-in was too long ago",
            "sign in again and enrol within ten minutes, so that nobody enrols at a screen left open",
        ));
    }
    let vault = vault(app)?;
    let account = &session.actor.user_id;
    let secret = Zeroizing::new(random::<SECRET_BYTES>()?);
    let text = Zeroizing::new(hex::encode(*secret));
    let sealed = vault
        .ring()
        .seal(place(account), &text, &mut vault::system_random())
        .map_err(sealing)?;
    let shown = shown(&*secret, &session.actor.username).ok_or_else(Problem::internal)?;
    let code = QrCode::new(&shown.uri).map_err(|error| {
        tracing::error!(%error, "a QR code could not be made");
        Problem::internal()
    })?;
    let qr_svg = code
        .render::<svg::Color>()
        .min_dimensions(QR_PIXELS, QR_PIXELS)
        .build();
    let mut tx = app.db.begin().await?;
    if !store::begin_enrolment(&mut tx, account, sealed, app.clock.now()).await? {
        return Err(is_on());
    }
    attempt(app, session, visit)
        .log(app, &mut tx, &[(Event::EnrolmentBegun, None)])
        .await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(Enrolment {
        secret: shown.secret,
        uri: shown.uri,
        qr_svg,
    })
}

/// Confirms the secret that was shown, ends the account's other sessions and returns recovery codes and a new token.
pub(crate) async fn confirm_enrolment(
    app: &App,
    session: &Session,
    code: String,
    visit: &Visit,
) -> Result<(Vec<String>, Token), Problem> {
    session.require_verified()?;
    let (account, now) = (&session.actor.user_id, app.clock.now());
    let Some(stored) = store::second_factor(&app.db, account)
        .await?
        .filter(|stored| now < stored.started_at.plus_millis(ENROLMENT_MILLIS))
        .filter(|stored| !stored.is_enrolled)
    else {
        return Err(no_enrolment());
    };
    let attempt = attempt(app, session, visit);
    let begins_wait = attempt.begin(app).await?;
    let Some(Accepted::Step(step)) = accept(app, account, &stored, &Proof::Code(code)).await?
    else {
        let failure = (Event::SecondFactorFailed, None);
        attempt.fail(app, failure, begins_wait).await?;
        return Err(Problem::invalid(
            "code",
            "wrong_code",
            "the code does not belong to the secret shown, or the device's clock is wrong; type the code shown now",
        ));
    };
    let (codes, token) = (draw_recovery_codes()?, Token::new()?);
    let mut tx = app.db.begin().await?;
    attempt.succeed(&mut tx, Forgive::All).await?;
    if !store::finish_enrolment(&mut tx, account, stored.started_at, step, now).await? {
        return Err(no_enrolment());
    }
    keep_recovery_codes(&mut tx, account, &codes).await?;
    store::end_sessions(&mut tx, account, Some(&session.token_hash)).await?;
    if !store::renew_session(&mut tx, &session.token_hash, &token.hash()).await? {
        return Err(Problem::not_signed_in());
    }
    let events = [
        (Event::SecondFactorEnrolled, None),
        (Event::RecoveryCodesDrawn, None),
    ];
    attempt.log(app, &mut tx, &events).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok((codes, token))
}

/// The second step of signing in: proves the second factor and gives the session a new token.
pub(crate) async fn verify(
    app: &App,
    session: &Session,
    proof: Proof,
    visit: &Visit,
) -> Result<Token, Problem> {
    if session.require_verified().is_ok() {
        return Err(problem(
            StatusCode::CONFLICT,
            "no_second_factor_pending",
            "no second factor is asked for",
            "go on, or sign in again",
        ));
    }
    let (mut tx, attempt, used) = prove(app, session, proof, visit).await?;
    let token = Token::new()?;
    if !store::renew_session(&mut tx, &session.token_hash, &token.hash()).await? {
        return Err(Problem::not_signed_in());
    }
    store::note_active(&mut tx, &session.actor.user_id, app.clock.now()).await?;
    let mut events = used_events(&used);
    events.push((Event::SignedIn, None));
    attempt.log(app, &mut tx, &events).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(token)
}

/// Draws new recovery codes in place of the old ones.
pub(crate) async fn redraw_recovery_codes(
    app: &App,
    session: &Session,
    code: String,
    visit: &Visit,
) -> Result<Vec<String>, Problem> {
    session.require_verified()?;
    let codes = draw_recovery_codes()?;
    let (mut tx, attempt, _) = prove(app, session, Proof::Code(code), visit).await?;
    keep_recovery_codes(&mut tx, &session.actor.user_id, &codes).await?;
    attempt
        .log(app, &mut tx, &[(Event::RecoveryCodesDrawn, None)])
        .await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(codes)
}

/// Gives the second factor up; whose role needs one has to enrol another before anything else.
pub(crate) async fn remove(
    app: &App,
    session: &Session,
    proof: Proof,
    visit: &Visit,
) -> Result<(), Problem> {
    session.require_verified()?;
    let (mut tx, attempt, used) = prove(app, session, proof, visit).await?;
    store::remove_second_factor(&mut tx, &session.actor.user_id).await?;
    let mut events = used_events(&used);
    events.push((Event::SecondFactorRemoved, None));
    attempt.log(app, &mut tx, &events).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(())
}

fn used_events(used: &Accepted) -> Vec<(Event, Option<&'static str>)> {
    match used {
        Accepted::Step(_) => Vec::new(),
        Accepted::Recovery(_) => vec![(Event::RecoveryCodeUsed, None)],
    }
}

fn attempt(app: &App, session: &Session, visit: &Visit) -> Attempt {
    let actor = &session.actor;
    Attempt::new(
        &actor.username,
        &visit.source,
        Some(actor.user_id.clone()),
        actor.author(None),
        app.clock.now(),
    )
}

/// A transaction in which a proof was accepted and marked as used, with the attempt to be logged in it.
///
/// A wrong proof and one that was used before take the same steps and get the same answer.
async fn prove(
    app: &App,
    session: &Session,
    proof: Proof,
    visit: &Visit,
) -> Result<(Tx, Attempt, Accepted), Problem> {
    let (account, now) = (&session.actor.user_id, app.clock.now());
    let stored = store::second_factor(&app.db, account)
        .await?
        .filter(|stored| stored.is_enrolled)
        .ok_or_else(is_off)?;
    let attempt = attempt(app, session, visit);
    let begins_wait = attempt.begin(app).await?;
    if let Some(accepted) = accept(app, account, &stored, &proof).await? {
        let mut tx = app.db.begin().await?;
        attempt.succeed(&mut tx, Forgive::All).await?;
        let is_first = match &accepted {
            Accepted::Step(step) => store::use_step(&mut tx, account, *step).await?,
            Accepted::Recovery(hash) => {
                store::use_recovery_code(&mut tx, account, hash, now).await?
            }
        };
        if is_first {
            return Ok((tx, attempt, accepted));
        }
        // The same proof was used by another request at this moment; the count of it stands.
        tx.rollback().await.map_err(DbError::from)?;
    }
    attempt
        .fail(app, (Event::SecondFactorFailed, None), begins_wait)
        .await?;
    Err(problem(
        StatusCode::UNAUTHORIZED,
        "wrong_code",
        "the code is not accepted",
        "wait for the next code your authenticator shows, or type a recovery code you have not used",
    ))
}

/// What is accepted of a proof by the secret that is kept.
async fn accept(
    app: &App,
    account: &str,
    stored: &StoredFactor,
    proof: &Proof,
) -> Result<Option<Accepted>, Problem> {
    let (Proof::Code(text) | Proof::Recovery(text)) = proof;
    if text.len() > PROOF_BYTES_MAX {
        return Ok(None);
    }
    let ring = vault(app)?
        .ring_for([stored.secret_sealed.as_slice()])
        .await
        .map_err(|error| {
            tracing::error!(%error, "the data keys cannot be read");
            Problem::internal()
        })?;
    let secret = ring
        .open(place(account), &stored.secret_sealed)
        .map_err(sealing)?;
    let secret = Zeroizing::new(hex::decode(secret.expose()).map_err(|_| Problem::internal())?);
    let held = Held {
        account,
        secret: &secret,
        last_step: stored.last_step,
        unused: &stored.unused,
    };
    let (accepted, computed) = held.accept(proof, app.clock.now());
    // How much is guessed; also how a test sees that every refusal costs the same.
    metrics::counter!("second_factor_codes_total").increment(computed);
    Ok(accepted)
}

fn sealing(error: vault::SealedError) -> Problem {
    tracing::error!(%error, "the secret of a second factor cannot be sealed or opened");
    Problem::internal()
}

fn draw_recovery_codes() -> Result<Vec<String>, Problem> {
    (0..RECOVERY_CODES)
        .map(|_| Ok(recovery_code(random()?)))
        .collect()
}

async fn keep_recovery_codes(tx: &mut Tx, account: &str, codes: &[String]) -> Result<(), DbError> {
    let hashes: Vec<String> = codes
        .iter()
        .map(|code| recovery_hash(account, code))
        .collect();
    store::replace_recovery_codes(tx, account, &hashes).await
}
