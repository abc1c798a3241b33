//! What the wire shows of accounts, sessions and second factors.

use std::collections::HashSet;

use axum::Json;
use axum_extra::extract::CookieJar;
use kernel::{RegionCode, Timestamp};
use pack::Pack;
use platform::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::attempt::name_subject;
use crate::engine::second_factor::Proof;
use crate::engine::{Step, needs_second_factor};
use crate::oidc::linked_accounts;
use crate::session::{Session, Token};
use crate::{Account, App, DisabledReason, Permission, Post, store};

/// A role held in an area.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Post)]
pub(crate) struct PostView {
    /// Its number among the posts of the account.
    number: i64,
    /// Role id.
    role: String,
    role_name_zh: String,
    role_name_en: String,
    /// Code of the area.
    region: RegionCode,
    region_name_zh: String,
    region_name_en: String,
    /// Id of the organisation the post belongs to.
    organisation: Option<String>,
}

impl PostView {
    pub(crate) fn of(post: &Post, pack: &Pack) -> Self {
        // A pack that no longer knows a role or a region leaves the bare id, so that somebody notices.
        let (role_name_zh, role_name_en) = pack
            .role(&post.role)
            .map_or((post.role.clone(), post.role.clone()), |role| {
                (role.name_zh.clone(), role.name_en.clone())
            });
        let (region_name_zh, region_name_en) = pack.regions.get(post.region).map_or_else(
            || (post.region.to_string(), post.region.to_string()),
            |region| (region.name_zh.clone(), region.name_en.clone()),
        );
        PostView {
            number: post.number,
            role: post.role.clone(),
            role_name_zh,
            role_name_en,
            region: post.region,
            region_name_zh,
            region_name_en,
            organisation: post.organisation.clone(),
        }
    }
}

/// Who is signed in, and what they may do.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionView {
    /// Id of this session in the list of sessions.
    id: String,
    username: String,
    display_name_zh: String,
    display_name_en: String,
    /// What must be done before anything else: `second_factor` (prove it), `password` (change it),
    /// `enrol_second_factor`; null when nothing.
    next: Option<&'static str>,
    /// Whether the first password still stands.
    must_change_password: bool,
    second_factor: SecondFactorView,
    posts: Vec<PostView>,
    /// Permissions held in at least one area.
    permissions: Vec<String>,
    /// The region the console opens with.
    home_region: RegionCode,
}

impl SessionView {
    pub(crate) async fn of(app: &App, session: &Session) -> Result<Self, Problem> {
        let (posts, account) = (&session.actor.posts, &session.account);
        // A post for the whole country says nothing about where its holder works; the pack does.
        let home_region = posts
            .iter()
            .filter(|post| post.region_path.is_some())
            .map(|post| post.region)
            .find(|region| *region != RegionCode::CHINA)
            .unwrap_or(app.pack.home_region);
        Ok(SessionView {
            id: session.id.clone(),
            username: account.username.clone(),
            display_name_zh: account.display_name_zh.clone(),
            display_name_en: account.display_name_en.clone(),
            next: session.next.map(Step::as_str),
            must_change_password: account.must_change_password,
            second_factor: SecondFactorView::of(app, session).await?,
            posts: posts
                .iter()
                .map(|post| PostView::of(post, &app.pack))
                .collect(),
            permissions: Permission::ALL
                .into_iter()
                .filter(|permission| posts.iter().any(|post| post.allows(*permission)))
                .map(|permission| permission.as_str().to_owned())
                .collect(),
            home_region,
        })
    }

    /// The session behind a token that was given out just now, and the cookie that carries it.
    pub(crate) async fn with_cookie(
        app: &App,
        token: Token,
    ) -> Result<(CookieJar, Json<Self>), Problem> {
        let session = Session::find(app, &token)
            .await?
            .ok_or_else(Problem::not_signed_in)?;
        let jar = CookieJar::new().add(token.cookie(app.secure_cookies));
        Ok((jar, Json(SessionView::of(app, &session).await?)))
    }
}

/// The state of somebody's own second factor.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OwnSecondFactor)]
pub(crate) struct SecondFactorView {
    is_on: bool,
    /// Whether one of the posts' roles needs one.
    is_required: bool,
    /// Recovery codes not used yet.
    recovery_codes_left: usize,
    enrolled_at: Option<Timestamp>,
}

impl SecondFactorView {
    pub(crate) async fn of(app: &App, session: &Session) -> Result<Self, Problem> {
        let enrolled_at = session.account.second_factor_at;
        let unused = match enrolled_at {
            None => None,
            Some(_) => store::second_factor(&app.db, &session.actor.user_id).await?,
        };
        Ok(SecondFactorView {
            is_on: enrolled_at.is_some(),
            is_required: session.needs_second_factor,
            recovery_codes_left: unused.map_or(0, |stored| stored.unused.len()),
            enrolled_at,
        })
    }
}

/// One of the two proofs of a second factor.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SecondFactorProof)]
pub(crate) struct ProofInput {
    /// The six digits an authenticator shows.
    code: Option<String>,
    /// A recovery code, in its stead.
    recovery_code: Option<String>,
}

impl ProofInput {
    pub(crate) fn proof(self) -> Result<Proof, Problem> {
        match (self.code, self.recovery_code) {
            (Some(code), None) => Ok(Proof::Code(code)),
            (None, Some(code)) => Ok(Proof::Recovery(code)),
            _ => Err(Problem::invalid(
                "code",
                "one_of",
                "send either `code` or `recovery_code`",
            )),
        }
    }
}

/// A code of the second factor.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SecondFactorCode)]
pub(crate) struct CodeInput {
    /// The six digits an authenticator shows.
    pub(crate) code: String,
}

/// Recovery codes, each good for one sign-in without the authenticator; shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecoveryCodes {
    pub(crate) recovery_codes: Vec<String>,
}

/// Open sessions, used last first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionList {
    items: Vec<OpenSession>,
}

/// An open session and the device it is on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpenSession {
    id: String,
    /// Browser by name, where it is a known one.
    browser: Option<String>,
    /// Operating system by name, where it is a known one.
    system: Option<String>,
    /// Network it was opened from, such as `192.0.2.x`; null for the machine the program runs on.
    source: Option<String>,
    created_at: Timestamp,
    last_seen_at: Timestamp,
    /// Whether it is the one that asks.
    is_current: bool,
}

impl SessionList {
    /// The open sessions of an account; `current` is the id of the one that asks.
    pub(crate) async fn of(
        app: &App,
        account: &str,
        current: Option<&str>,
    ) -> Result<Self, Problem> {
        let now = app.clock.now();
        let known = |text: String| (!text.is_empty()).then_some(text);
        let items = store::sessions_of(&app.db, account)
            .await?
            .into_iter()
            .filter(|held| held.times.is_open(&app.pack.sign_in, now))
            .map(|held| OpenSession {
                is_current: current == Some(held.id.as_str()),
                id: held.id,
                browser: known(held.browser),
                system: known(held.system),
                source: known(held.source),
                created_at: held.times.created_at,
                last_seen_at: held.times.last_seen_at,
            })
            .collect();
        Ok(SessionList { items })
    }
}

/// How many sessions ended.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionsEnded {
    pub(crate) ended: u64,
}

/// Whether somebody can sign in with an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AccountState {
    /// Yes.
    Active,
    /// No: an administrator closed it.
    Disabled,
    /// No: nobody used it for as long as the pack says.
    Dormant,
    /// Not for some minutes: too many failures.
    Waiting,
}

/// Whether an account has a second factor and needs one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountSecondFactor {
    is_on: bool,
    is_required: bool,
}

/// An account, as its administrator sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountView {
    id: String,
    username: String,
    display_name_zh: String,
    display_name_en: String,
    state: AccountState,
    must_change_password: bool,
    created_at: Timestamp,
    password_changed_at: Timestamp,
    /// Since when it is closed.
    disabled_at: Option<Timestamp>,
    /// When somebody last signed in; else when its password was set or it was enabled again.
    active_at: Timestamp,
    second_factor: AccountSecondFactor,
    /// Whether it is linked to somebody at the sign-in provider.
    has_identity: bool,
    posts: Vec<PostView>,
}

/// What is needed besides accounts to say in which state they are.
pub(crate) struct AccountStates {
    now: Timestamp,
    waiting: HashSet<String>,
    linked: HashSet<String>,
}

impl AccountStates {
    pub(crate) async fn read(app: &App) -> Result<Self, Problem> {
        let now = app.clock.now();
        let waiting = store::waiting_subjects(&app.db, now).await?;
        let linked = linked_accounts(&app.db).await?;
        Ok(AccountStates {
            now,
            waiting: waiting.into_iter().collect(),
            linked: linked.into_iter().collect(),
        })
    }

    pub(crate) fn state(&self, account: &Account, pack: &Pack) -> AccountState {
        match account.life.closed(&pack.sign_in, self.now) {
            Some(DisabledReason::Administrator) => AccountState::Disabled,
            Some(DisabledReason::Dormant) => AccountState::Dormant,
            None if self.waiting.contains(&name_subject(&account.username)) => {
                AccountState::Waiting
            }
            None => AccountState::Active,
        }
    }

    pub(crate) fn view(&self, account: Account, pack: &Pack) -> AccountView {
        AccountView {
            state: self.state(&account, pack),
            has_identity: self.linked.contains(&account.id),
            posts: account
                .posts
                .iter()
                .map(|post| PostView::of(post, pack))
                .collect(),
            second_factor: AccountSecondFactor {
                is_on: account.second_factor_at.is_some(),
                is_required: needs_second_factor(pack, &account.posts),
            },
            id: account.id,
            username: account.username,
            display_name_zh: account.display_name_zh,
            display_name_en: account.display_name_en,
            must_change_password: account.must_change_password,
            created_at: account.created_at,
            password_changed_at: account.password_changed_at,
            disabled_at: account.life.disabled.map(|(at, _)| at),
            active_at: account.life.active_at,
        }
    }
}

/// A post to be held.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewPost)]
pub(crate) struct PostInput {
    /// Role id.
    pub(crate) role: String,
    /// Code of the area.
    pub(crate) region: RegionCode,
    /// Id of the organisation.
    pub(crate) organisation: Option<String>,
}
