//! `GET /api/session/oidc/start`

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use platform::Problem;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{cookie, go, go_back, provider};
use crate::oidc::flow;
use crate::{App, Params};

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
