//! The browser's way to the provider and back, and linking by an administrator.

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use platform::Problem;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::flow::{self, Return, Turned};
use super::link::{LinkError, link_identity, unlink_identity};
use super::provider::Provider;
use crate::api::managed;
use crate::session::Token;
use crate::visit::Visit;
use crate::{Actor, App, Body, Params, Permission};

/// What binds a sign-in to a browser. It comes along from the provider's page, hence `SameSite=Lax`.
const COOKIE: &str = "yufang_oidc";
const COOKIE_PATH: &str = "/api/session/oidc";

/// The way to the provider and back, and the links of accounts.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(start_oidc))
        .routes(routes!(finish_oidc))
        .routes(routes!(link_account_identity, unlink_account_identity))
}

/// The button that leads to the provider.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignInProvider {
    name_zh: String,
    name_en: String,
}

/// What the button says, where there is a provider.
pub(crate) fn to_provider(app: &App) -> Option<SignInProvider> {
    let settings = app.oidc.as_ref()?.settings();
    Some(SignInProvider {
        name_zh: settings.name_zh.clone(),
        name_en: settings.name_en.clone(),
    })
}

fn provider(app: &App) -> Result<&Provider, Problem> {
    app.oidc
        .as_ref()
        .ok_or_else(|| Problem::from(LinkError::NoProvider))
}

fn cookie(value: String, secure: bool) -> Cookie<'static> {
    Cookie::build((COOKIE, value))
        .path(COOKIE_PATH)
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(secure)
        .build()
}

/// Sends the browser somewhere; 303, because what follows is a page.
fn go(address: &str) -> Result<Response, Problem> {
    let address = HeaderValue::from_str(address).map_err(|_| Problem::internal())?;
    let head = [
        (LOCATION, address),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((StatusCode::SEE_OTHER, head).into_response())
}

fn go_back(turned: Turned) -> Result<Response, Problem> {
    go(&format!("/sign-in?problem={}", turned.code()))
}

/// Where to go after signing in.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StartQuery {
    /// A path of this program; the first page where it is none.
    return_to: Option<String>,
}

/// Sends the browser to the provider to sign in.
#[utoipa::path(
    get, path = "/api/session/oidc/start", tag = "access", params(StartQuery),
    responses(
        (status = 303, description = "to the provider, or to `/sign-in?problem=provider_unavailable`"),
        (status = 409, description = "no provider is configured", body = Problem),
    ),
)]
pub(crate) async fn start_oidc(
    State(app): State<App>,
    Params(query): Params<StartQuery>,
) -> Result<Response, Problem> {
    match flow::depart(&app, provider(&app)?, query.return_to.as_deref()).await? {
        Ok(departure) => {
            let jar = CookieJar::new().add(cookie(departure.browser, app.secure_cookies));
            Ok((jar, go(&departure.address)?).into_response())
        }
        Err(turned) => go_back(turned),
    }
}

/// What the provider puts into the address.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FinishQuery {
    /// What this program gave along.
    state: Option<String>,
    /// What is exchanged for a token; missing when the provider refused.
    code: Option<String>,
}

/// Where the browser comes back from the provider: signs in and goes on, or goes to the sign-in page with the reason.
#[utoipa::path(
    get, path = "/api/session/oidc/callback", tag = "access", params(FinishQuery),
    responses(
        (status = 303, description = "signed in: the cookie `yufang_session` is set and the way goes on; else to `/sign-in?problem=…`"),
        (status = 409, description = "no provider is configured", body = Problem),
    ),
)]
pub(crate) async fn finish_oidc(
    State(app): State<App>,
    Ok(visit): Result<Visit, std::convert::Infallible>,
    headers: HeaderMap,
    Params(query): Params<FinishQuery>,
) -> Result<Response, Problem> {
    let provider = provider(&app)?;
    let held = CookieJar::from_headers(&headers);
    let back = Return {
        state: query.state.unwrap_or_default(),
        code: query.code,
    };
    let browser = held.get(COOKIE).map(Cookie::value);
    let before = Token::of(&headers);
    let arrival = flow::arrive(&app, provider, back, browser, &visit, before).await?;
    let mut gone = cookie(String::new(), app.secure_cookies);
    gone.make_removal();
    let jar = CookieJar::new().add(gone);
    match arrival {
        Ok((token, return_to)) => {
            let jar = jar.add(token.cookie(app.secure_cookies));
            Ok((jar, go(&return_to)?).into_response())
        }
        Err(turned) => Ok((jar, go_back(turned)?).into_response()),
    }
}

/// Somebody at the provider.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Identity {
    /// The provider's name for them, `sub` of its token.
    subject: String,
}

/// Links an account to somebody at the provider, so that its holder can sign in there.
#[utoipa::path(
    put, path = "/api/accounts/{id}/identity", tag = "access",
    operation_id = "link_account_identity",
    params(
        ("id" = String, Path, description = "id of the account"),
        ("X-Yufang" = String, Header, description = "`1`, required of every request that changes something"),
    ),
    request_body = Identity,
    responses(
        (status = 204, description = "linked"),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `accounts.manage`", body = Problem),
        (status = 404, description = "there is no such account in the caller's area", body = Problem),
        (status = 409, description = "no provider is configured, or either is linked already", body = Problem),
        (status = 422, description = "not a subject, or it is the caller's own account", body = Problem),
    ),
)]
pub(crate) async fn link_account_identity(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(given): Body<Identity>,
) -> Result<StatusCode, Problem> {
    let scope = actor.scope(&app, Permission::AccountsManage)?;
    let account = managed::managed_other(&app, &scope, &actor, &id).await?;
    link_identity(&app, &scope.author(), &account.id, &given.subject).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the link to the provider away.
#[utoipa::path(
    delete, path = "/api/accounts/{id}/identity", tag = "access",
    operation_id = "unlink_account_identity",
    params(
        ("id" = String, Path, description = "id of the account"),
        ("X-Yufang" = String, Header, description = "`1`, required of every request that changes something"),
    ),
    responses(
        (status = 204, description = "there is no link any more"),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `accounts.manage`", body = Problem),
        (status = 404, description = "there is no such account in the caller's area", body = Problem),
    ),
)]
pub(crate) async fn unlink_account_identity(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let scope = actor.scope(&app, Permission::AccountsManage)?;
    let account = managed::managed(&app, &scope, &id).await?;
    unlink_identity(&app, &scope.author(), &account.id).await?;
    Ok(StatusCode::NO_CONTENT)
}
