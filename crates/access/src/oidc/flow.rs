//! To the provider and back.

use kernel::Timestamp;
use platform::{DbError, Problem};
use sha2::{Digest, Sha256};

use super::provider::{Binding, OidcError, Provider, Vouched};
use super::store;
use crate::App;
use crate::audit::{Action, Author, Detail, Entry};
use crate::engine::fold_username;
use crate::session::{Opening, Token, random};
use crate::sign_in::{self, Refusal};
use crate::store::{self as accounts, Credentials, Event, Happening};
use crate::visit::Visit;

/// A sign-in that took longer is not accepted any more.
const ATTEMPT_MILLIS: i64 = 10 * 60_000;
/// Longest path that is gone on to.
const PATH_BYTES_MAX: usize = 512;

/// A sign-in that begins.
pub(crate) struct Departure {
    /// Where the browser goes.
    pub(crate) address: String,
    /// What the browser keeps, and nobody else.
    pub(crate) browser: String,
}

/// What comes back in the address.
pub(crate) struct Return {
    pub(crate) state: String,
    pub(crate) code: Option<String>,
}

/// Why somebody who came back is not let in; the word stands in the address the browser is sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turned {
    /// Nobody left with this state, it came back before, or from another browser.
    StateUnknown,
    /// The provider did not let them in.
    ProviderRefused,
    /// The provider gives no answer.
    ProviderUnavailable,
    /// The provider's token is not accepted.
    TokenInvalid,
    /// No account is linked to them.
    NotLinked,
    /// Nobody may sign in with the account.
    Closed(Refusal),
}

impl Turned {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Turned::StateUnknown => "state_unknown",
            Turned::ProviderRefused => "provider_refused",
            Turned::ProviderUnavailable => "provider_unavailable",
            Turned::TokenInvalid => "token_invalid",
            Turned::NotLinked => "not_linked",
            Turned::Closed(refusal) => refusal.code(),
        }
    }
}

impl From<OidcError> for Turned {
    fn from(error: OidcError) -> Self {
        // The message holds what went wrong and nothing of a token.
        tracing::warn!(%error, "a sign-in through the provider failed");
        match error {
            OidcError::Refused => Turned::ProviderRefused,
            OidcError::Token(_) => Turned::TokenInvalid,
            OidcError::Address(_) | OidcError::Certificates(_) | OidcError::Unavailable(_) => {
                Turned::ProviderUnavailable
            }
        }
    }
}

/// How somebody's way back ended.
pub(crate) type Arrival = Result<(Token, String), Turned>;

fn digest(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// A path of this program, or the first page: nobody is sent on to another site.
fn own_path(path: Option<&str>) -> &str {
    path.filter(|path| {
        path.len() <= PATH_BYTES_MAX
            && path.starts_with('/')
            && !path.starts_with("//")
            && path
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
    })
    .unwrap_or("/")
}

/// Begins a sign-in at the provider.
pub(crate) async fn depart(
    app: &App,
    provider: &Provider,
    return_to: Option<&str>,
) -> Result<Result<Departure, Turned>, Problem> {
    let now = app.clock.now();
    let (browser, state) = (hex::encode(random::<32>()?), hex::encode(random::<32>()?));
    let address = match provider.address(&state, &Binding::of(&browser), now).await {
        Ok(address) => address,
        Err(error) => return Ok(Err(error.into())),
    };
    let kept_from = now.plus_millis(-ATTEMPT_MILLIS);
    let mut tx = app.db.begin().await?;
    store::insert_attempt(
        &mut tx,
        digest(&state),
        digest(&browser),
        own_path(return_to),
        kept_from,
        now,
    )
    .await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(Ok(Departure { address, browser }))
}

/// Ends a sign-in that comes back from the provider.
pub(crate) async fn arrive(
    app: &App,
    provider: &Provider,
    back: Return,
    browser: Option<&str>,
    visit: &Visit,
    replaced: Option<Token>,
) -> Result<Arrival, Problem> {
    let now = app.clock.now();
    let kept_from = now.plus_millis(-ATTEMPT_MILLIS);
    let attempt = store::take_attempt(&app.db, digest(&back.state), kept_from).await?;
    let (Some((browser_hash, return_to)), Some(browser)) = (attempt, browser) else {
        return Ok(Err(Turned::StateUnknown));
    };
    if browser_hash != digest(browser) {
        return Ok(Err(Turned::StateUnknown));
    }
    let Some(code) = back.code else {
        return turned(app, visit, None, Turned::ProviderRefused).await;
    };
    let vouched = match provider.vouched(code, &Binding::of(browser), now).await {
        Ok(vouched) => vouched,
        Err(error) => return turned(app, visit, None, error.into()).await,
    };
    let subject_hash = provider.subject_hash(&vouched.subject);
    let Some((known, is_first)) = account(app, &subject_hash, &vouched).await? else {
        return turned(app, visit, None, Turned::NotLinked).await;
    };
    if let Some(reason) = known.life.closed(&app.pack.sign_in, now) {
        let closed = Turned::Closed(Refusal::Closed(reason));
        return turned(app, visit, Some(&known.account), closed).await;
    }
    let first = is_first.then_some(subject_hash);
    let Some(token) = admit(app, provider, &known, first, visit, replaced, now).await? else {
        return turned(app, visit, Some(&known.account), Turned::NotLinked).await;
    };
    Ok(Ok((token, return_to)))
}

/// The account of whom the provider vouches for, and whether it is still to be linked.
async fn account(
    app: &App,
    subject_hash: &str,
    vouched: &Vouched,
) -> Result<Option<(Credentials, bool)>, Problem> {
    if let Some(id) = store::account_of(&app.db, subject_hash).await? {
        let known = accounts::credentials_by_id(&app.db, &id).await?;
        return Ok(known.map(|known| (known, false)));
    }
    let Some(username) = &vouched.username else {
        return Ok(None);
    };
    let known = accounts::credentials(&app.db, &fold_username(username)).await?;
    Ok(known.map(|known| (known, true)))
}

/// Opens the session; links the account where it is the first time. `None` when it was closed or linked meanwhile.
async fn admit(
    app: &App,
    provider: &Provider,
    known: &Credentials,
    first: Option<String>,
    visit: &Visit,
    replaced: Option<Token>,
    now: Timestamp,
) -> Result<Option<Token>, Problem> {
    let author = Author::at_the_door(Some(&known.account), &visit.request);
    let mut further = Vec::new();
    let mut tx = app.db.begin().await?;
    if !store::lock(&mut tx, &known.account).await? {
        return Ok(None);
    }
    if let Some(subject_hash) = first {
        match store::link(&mut tx, subject_hash, &known.account, now).await {
            Ok(()) => further.push(
                Entry::new(author.clone(), Action::IdentityLinked).on("account", &known.account),
            ),
            Err(DbError::Duplicate(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
    }
    let is_verified = !known.has_second_factor || provider.settings().has_second_factor;
    let opening = Opening {
        account: &known.account,
        is_verified,
        by_provider: true,
        replaced,
    };
    let token = sign_in::open(app, &mut tx, opening, visit, now).await?;
    let source = visit.source.text();
    let happening = Happening {
        event: if is_verified {
            Event::SignedIn
        } else {
            Event::ProviderAccepted
        },
        account: Some(&known.account),
        source: source.as_deref(),
        reason: None,
    };
    accounts::append(
        &app.db,
        &mut tx,
        app.stamp(),
        &author,
        &[happening],
        further,
    )
    .await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(Some(token))
}

/// Puts on record that somebody was turned away.
async fn turned(
    app: &App,
    visit: &Visit,
    account: Option<&str>,
    turned: Turned,
) -> Result<Arrival, Problem> {
    let entry = Entry::new(
        Author::at_the_door(account, &visit.request),
        Action::SignInFailed,
    )
    .with(Detail::Reason, turned.code())
    .refused();
    app.record_now(match account {
        Some(account) => entry.on("account", account),
        None => entry,
    })
    .await?;
    Ok(Err(turned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_on_to_another_site() {
        for (path, own) in [
            (Some("/signals?region=371500"), "/signals?region=371500"),
            (Some("//evil.example/"), "/"),
            (Some("/\\evil.example/"), "/"),
            (Some("https://evil.example/"), "/"),
            (Some("/a\r\nset-cookie: x"), "/"),
            (Some(""), "/"),
            (None, "/"),
        ] {
            assert_eq!(own_path(path), own);
        }
    }
}
