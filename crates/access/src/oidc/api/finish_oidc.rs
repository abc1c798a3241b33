//! `GET /api/session/oidc/callback`

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use platform::Problem;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{COOKIE, cookie, go, go_back, provider};
use crate::oidc::flow::{self, Return};
use crate::session::Token;
use crate::visit::Visit;
use crate::{App, Params};

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
