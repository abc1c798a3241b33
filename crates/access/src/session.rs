//! Sessions (会话): a random token in a cookie, its hash in the database.

use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use kernel::Timestamp;
use platform::Problem;
use rand::TryRng;
use sha2::{Digest, Sha256};

use crate::{Actor, App, audit, store};

/// Name of the cookie.
pub(crate) const COOKIE: &str = "yufang_session";
/// A session ends when nothing was asked for so long.
pub(crate) const IDLE_MILLIS: i64 = 30 * 60_000;
/// A session ends this long after sign-in, whatever was asked.
pub(crate) const ABSOLUTE_MILLIS: i64 = 12 * 3_600_000;
/// How often a session in use is noted as such.
const TOUCH_MILLIS: i64 = 60_000;
/// How long a request waits for that note before it goes on without.
const TOUCH_WAIT: Duration = Duration::from_millis(200);

/// A session token: 256 random bits. It is shown to the browser once and never stored.
pub(crate) struct Token(String);

impl Token {
    /// A new token from the system's random source.
    pub(crate) fn new() -> Result<Self, Problem> {
        let mut bytes = [0_u8; 32];
        rand::rngs::SysRng
            .try_fill_bytes(&mut bytes)
            .map_err(|error| {
                tracing::error!(%error, "the system gives no random numbers");
                Problem::internal()
            })?;
        Ok(Token(hex::encode(bytes)))
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

/// Whether a session made and last seen at these instants still stands.
pub(crate) fn is_open(created_at: Timestamp, last_seen_at: Timestamp, now: Timestamp) -> bool {
    now < created_at.plus_millis(ABSOLUTE_MILLIS) && now < last_seen_at.plus_millis(IDLE_MILLIS)
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

/// An open session, also one whose account still has to choose a password.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// Hash of its token.
    pub(crate) token_hash: String,
    /// Whether the password must be changed before anything else.
    pub(crate) must_change_password: bool,
    /// Chinese display name of the account.
    pub(crate) display_name_zh: String,
    /// English display name of the account.
    pub(crate) display_name_en: String,
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
            .filter(|found| is_open(found.created_at, found.last_seen_at, now))
        else {
            return Ok(None);
        };
        if now.millis() - found.last_seen_at.millis() >= TOUCH_MILLIS {
            touch(app, token_hash.clone(), now).await;
        }
        Ok(Some(Session {
            token_hash,
            must_change_password: found.account.must_change_password,
            display_name_zh: found.account.display_name_zh,
            display_name_en: found.account.display_name_en,
            actor: Actor {
                user_id: found.account.id,
                username: found.account.username,
                posts: found.account.posts,
                purpose: None,
                grants: Vec::new(),
                events: Vec::new(),
                request: String::new(),
            },
        }))
    }
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
        let start = Timestamp::from_millis(0);
        let at = Timestamp::from_millis;
        assert!(is_open(start, start, at(IDLE_MILLIS - 1)));
        assert!(!is_open(start, start, at(IDLE_MILLIS)));
        assert!(is_open(
            start,
            at(ABSOLUTE_MILLIS - 1),
            at(ABSOLUTE_MILLIS - 1)
        ));
        assert!(!is_open(
            start,
            at(ABSOLUTE_MILLIS - 1),
            at(ABSOLUTE_MILLIS)
        ));
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
