//! `GET /api/session/options`

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::App;
use crate::oidc::{SignInProvider, to_provider};

/// What the page of signing in has to know before anybody is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignInOptions {
    /// Another way to sign in, where the city has one; the button leads to `/api/session/oidc/start`.
    provider: Option<SignInProvider>,
    /// Fewest characters of a password.
    password_length_min: u32,
    /// Fewest kinds of characters in a password: small letters, capitals, digits, others.
    password_classes_min: u32,
}

/// How one can sign in here.
#[utoipa::path(
    get, path = "/api/session/options", tag = "access",
    responses((status = 200, description = "how one can sign in", body = SignInOptions)),
)]
pub(crate) async fn get_sign_in_options(State(app): State<App>) -> Json<SignInOptions> {
    Json(SignInOptions {
        provider: to_provider(&app),
        password_length_min: app.pack.sign_in.length_min,
        password_classes_min: app.pack.sign_in.classes_min,
    })
}
