//! The browser's way to the provider and back, and linking by an administrator; one file per verb.

mod finish_oidc;
mod link_account_identity;
mod start_oidc;
mod unlink_account_identity;

use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::{Cookie, SameSite};
use platform::Problem;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::flow::Turned;
use super::link::LinkError;
use super::provider::Provider;
use crate::App;

/// What binds a sign-in to a browser. It comes along from the provider's page, hence `SameSite=Lax`.
const COOKIE: &str = "yufang_oidc";
const COOKIE_PATH: &str = "/api/session/oidc";

/// The way to the provider and back, and the links of accounts.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(start_oidc::start_oidc))
        .routes(routes!(finish_oidc::finish_oidc))
        .routes(routes!(
            link_account_identity::link_account_identity,
            unlink_account_identity::unlink_account_identity
        ))
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
