//! `GET /api/session/options`

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::App;

/// What the page of signing in has to know before anybody is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignInOptions {
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
        password_length_min: app.pack.sign_in.length_min,
        password_classes_min: app.pack.sign_in.classes_min,
    })
}
