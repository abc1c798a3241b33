//! Sessions (会话): a random token in a cookie, its hash in the database.

use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use kernel::Timestamp;
use pack::SignIn;
use platform::Problem;
use rand::TryRng;
use sha2::{Digest, Sha256};

use crate::audit::Caller;
use crate::engine::{Device, Situation, Step, needs_second_factor};
use crate::{Account, Actor, App, audit, store};

/// Name of the cookie.
pub(crate) const COOKIE: &str = "yufang_session";
/// A session that still has to prove its second factor ends after so long.
const UNVERIFIED_MILLIS: i64 = 10 * 60_000;
/// So long after sign-in somebody need not sign in again to change how they sign in.
const FRESH_MILLIS: i64 = 10 * 60_000;
/// How often a session in use is noted as such.
const TOUCH_MILLIS: i64 = 60_000;
/// How long a request waits for that note before it goes on without.
const TOUCH_WAIT: Duration = Duration::from_millis(200);

/// A session token: 256 random bits. It is shown to the browser once and never stored.
pub(crate) struct Token(String);

impl Token {
    /// A new token from the system's random source.
    pub(crate) fn new() -> Result<Self, Problem> {
        Ok(Token(hex::encode(random::<32>()?)))
    }

    /// The token a request carries, if it has the form of one.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let jar = CookieJar::from_headers(headers);
        let text = jar.get(COOKIE)?.value();
        let well_formed = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        well_formed.then(|| Token(text.to_owned()))
    }

    /// What is stored of it. A random token needs no salt and no slow hash.
    pub(crate) fn hash(&self) -> String {
        hex::encode(Sha256::digest(&self.0))
    }

    /// The cookie that hands it to the browser; it ends with the browser's session at the latest.
    pub(crate) fn cookie(self, secure: bool) -> Cookie<'static> {
        cookie(self.0, secure)
    }
}

/// Bytes from the system's random source.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0_u8; N];
    rand::rngs::SysRng
        .try_fill_bytes(&mut bytes)
        .map_err(|error| {
            tracing::error!(%error, "the system gives no random numbers");
            Problem::internal()
        })?;
    Ok(bytes)
}

/// The cookie that takes the token away again.
pub(crate) fn removal(secure: bool) -> Cookie<'static> {
    let mut cookie = cookie(String::new(), secure);
    cookie.make_removal();
    cookie
}

fn cookie(value: String, secure: bool) -> Cookie<'static> {
    Cookie::build((COOKIE, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(secure)
        .build()
}

/// Milliseconds after the last request and after sign-in at which a session ends.
pub(crate) fn limits(rules: &SignIn) -> (i64, i64) {
    let idle = i64::from(rules.idle_minutes) * 60_000;
    (idle, i64::from(rules.absolute_hours) * 3_600_000)
}

/// A session to be opened.
pub(crate) struct NewSession<'a> {
    pub(crate) token_hash: String,
    pub(crate) id: String,
    pub(crate) opening: &'a Opening<'a>,
    pub(crate) device: Device,
    pub(crate) source: String,
}

/// What was proved before a session is opened.
pub(crate) struct Opening<'a> {
    pub(crate) account: &'a str,
    /// Whether every factor was proved.
    pub(crate) is_verified: bool,
    /// Whether a sign-in provider vouched for the holder.
    pub(crate) by_provider: bool,
    /// The session the browser had before, which ends.
    pub(crate) replaced: Option<Token>,
}

/// When a session was opened and used, and whether it proved every factor.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Times {
    pub(crate) created_at: Timestamp,
    pub(crate) last_seen_at: Timestamp,
    pub(crate) is_verified: bool,
    pub(crate) by_provider: bool,
}

impl Times {
    /// Whether it still stands.
    pub(crate) fn is_open(self, rules: &SignIn, now: Timestamp) -> bool {
        let (idle, absolute) = limits(rules);
        let absolute = if self.is_verified {
            absolute
        } else {
            absolute.min(UNVERIFIED_MILLIS)
        };
        now < self.created_at.plus_millis(absolute) && now < self.last_seen_at.plus_millis(idle)
    }
}

/// Refuses a request that changes something and does not carry `X-Yufang: 1`.
///
/// A page of another site cannot set a header of its own without asking first, and this server never says yes to that.
pub(crate) fn check_csrf(parts: &Parts) -> Result<(), Problem> {
    let is_safe = matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
    if is_safe
        || parts
            .headers
            .get("x-yufang")
            .is_some_and(|value| value == "1")
    {
        Ok(())
    } else {
        Err(Problem::new(
            StatusCode::FORBIDDEN,
            "csrf",
            "the request may come from another site",
            "send the header `X-Yufang: 1` with every request that changes something",
        ))
    }
}

/// A request that passed [`check_csrf`], for handlers that need nobody signed in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SameSiteRequest;

impl<S: Sync> FromRequestParts<S> for SameSiteRequest {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        check_csrf(parts).map(|()| SameSiteRequest)
    }
}

/// An open session, also one that has to do something before anything else.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// Hash of its token.
    pub(crate) token_hash: String,
    /// What lists show and what ends it; it says nothing about the token.
    pub(crate) id: String,
    /// What must be done before anything else.
    pub(crate) next: Option<Step>,
    /// Whether it was opened a moment ago.
    pub(crate) is_fresh: bool,
    /// The account as it is now.
    pub(crate) account: Account,
    /// Whether the pack wants its holder to have a second factor.
    pub(crate) needs_second_factor: bool,
    /// Who is signed in.
    pub(crate) actor: Actor,
}

impl FromRequestParts<App> for Session {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        check_csrf(parts)?;
        let token = Token::of(&parts.headers).ok_or_else(Problem::not_signed_in)?;
        let mut session = Session::find(app, &token)
            .await?
            .ok_or_else(Problem::not_signed_in)?;
        audit::request_id(&parts.headers).clone_into(&mut session.actor.request);
        Caller::tell(parts, session.actor.author(None));
        Ok(session)
    }
}

impl Session {
    /// The open session with this token, noting that it was used.
    pub(crate) async fn find(app: &App, token: &Token) -> Result<Option<Self>, Problem> {
        let token_hash = token.hash();
        let now = app.clock.now();
        let Some(found) = store::session(&app.db, &app.pack, &token_hash)
            .await?
            .filter(|found| found.times.is_open(&app.pack.sign_in, now))
        else {
            return Ok(None);
        };
        let (times, account) = (found.times, found.account);
        if now.millis() - times.last_seen_at.millis() >= TOUCH_MILLIS {
            touch(app, token_hash.clone(), now).await;
        }
        let needs_second_factor = needs_second_factor(&app.pack, &account.posts);
        let situation = Situation {
            is_verified: times.is_verified,
            by_provider: times.by_provider,
            must_change_password: account.must_change_password,
            password_changed_at: account.password_changed_at,
            has_second_factor: account.second_factor_at.is_some(),
            needs_second_factor,
        };
        Ok(Some(Session {
            token_hash,
            id: found.id,
            next: situation.next(&app.pack.sign_in, now),
            is_fresh: now < times.created_at.plus_millis(FRESH_MILLIS),
            needs_second_factor,
            actor: Actor {
                user_id: account.id.clone(),
                username: account.username.clone(),
                posts: account.posts.clone(),
                purpose: None,
                grants: Vec::new(),
                events: Vec::new(),
                request: String::new(),
            },
            account,
        }))
    }

    /// Refuses while the second factor is not proved, so that a password alone changes nothing.
    ///
    /// # Errors
    /// 403 `second_factor_required`.
    pub(crate) fn require_verified(&self) -> Result<(), Problem> {
        match self.next {
            Some(step @ Step::SecondFactor) => Err(step_first(step)),
            _ => Ok(()),
        }
    }

    /// Refuses while anything has to be done first.
    ///
    /// # Errors
    /// 403 with the code of the step.
    pub(crate) fn require_done(&self) -> Result<(), Problem> {
        self.next.map_or(Ok(()), |step| Err(step_first(step)))
    }
}

fn step_first(step: Step) -> Problem {
    let (code, title, detail) = match step {
        Step::SecondFactor => (
            "second_factor_required",
            "the second factor must be proved first",
            "type the code your authenticator shows, then go on",
        ),
        Step::Password => (
            "password_change_required",
            "the password must be changed first",
            "choose a password of your own, then go on",
        ),
        Step::EnrolSecondFactor => (
            "second_factor_enrolment_required",
            "your role needs a second factor",
            "set up an authenticator, then go on",
        ),
    };
    Problem::new(StatusCode::FORBIDDEN, code, title, detail)
}

/// Notes that a session is in use. A long import may hold the write lock, so a reading request does not wait for it.
async fn touch(app: &App, token_hash: String, now: Timestamp) {
    let db = app.db.clone();
    let noted = tokio::spawn(async move {
        if let Err(error) = store::touch_session(&db, &token_hash, now).await {
            tracing::warn!(%error, "the use of a session could not be noted");
        }
    });
    let _ = tokio::time::timeout(TOUCH_WAIT, noted).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_when_idle_and_at_the_latest_after_twelve_hours() {
        let (at, rules) = (Timestamp::from_millis, SignIn::default());
        let (idle, absolute) = (30 * 60_000, 12 * 3_600_000);
        let is_open = |is_verified, last_seen, now| {
            let times = Times {
                created_at: at(0),
                last_seen_at: at(last_seen),
                is_verified,
                by_provider: false,
            };
            times.is_open(&rules, at(now))
        };
        assert!(is_open(true, 0, idle - 1));
        assert!(!is_open(true, 0, idle));
        assert!(is_open(true, absolute - 1, absolute - 1));
        assert!(!is_open(true, absolute - 1, absolute));
        assert!(is_open(false, 0, UNVERIFIED_MILLIS - 1));
        assert!(!is_open(false, UNVERIFIED_MILLIS - 1, UNVERIFIED_MILLIS));
    }

    #[test]
    fn the_cookie_is_kept_from_scripts_and_other_sites() {
        let cookie = Token("ab".repeat(32)).cookie(true).to_string();
        assert_eq!(
            cookie,
            format!(
                "{COOKIE}={}; HttpOnly; SameSite=Strict; Secure; Path=/",
                "ab".repeat(32)
            )
        );
        assert!(!removal(false).to_string().contains("Secure"));
    }

    #[test]
    fn tokens_differ_and_only_their_form_is_accepted() {
        let (one, other) = (Token::new().unwrap(), Token::new().unwrap());
        assert_ne!(one.0, other.0);
        let mut headers = HeaderMap::new();
        headers.insert("cookie", format!("{COOKIE}={}", one.0).parse().unwrap());
        assert_eq!(Token::of(&headers).unwrap().hash(), one.hash());
        headers.insert("cookie", format!("{COOKIE}=' OR 1=1").parse().unwrap());
        assert!(Token::of(&headers).is_none());
    }
}
