//! `POST /api/session/second-factor/enrolment`

use axum::Json;
use axum::extract::State;
use platform::Problem;
use serde::Serialize;
use utoipa::ToSchema;

use crate::session::Session;
use crate::visit::Visit;
use crate::{App, second_factors};

/// A secret to be put into an authenticator; it is shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct Enrolment {
    /// Base 32, for typing.
    secret: String,
    /// `otpauth://totp/…`
    uri: String,
    /// The address as a QR code, an SVG document.
    qr_svg: String,
}

/// Draws a secret for a second factor; it counts once a code of it was confirmed within ten minutes.
#[utoipa::path(
    post, path = "/api/session/second-factor/enrolment", tag = "access",
    params(("X-Yufang" = String, Header, description = "`1`, required of every request that changes something")),
    responses(
        (status = 200, description = "the secret, shown this once", body = Enrolment),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the sign-in was too long ago (`sign_in_again`), the second factor is not proved, or the header `X-Yufang` is missing", body = Problem),
        (status = 409, description = "there is a second factor (`second_factor_is_on`), or the server keeps no secrets (`no_vault`)", body = Problem),
    ),
)]
pub(crate) async fn enrol_second_factor(
    session: Session,
    State(app): State<App>,
    Ok(visit): Result<Visit, std::convert::Infallible>,
) -> Result<Json<Enrolment>, Problem> {
    let shown = second_factors::begin_enrolment(&app, &session, &visit).await?;
    Ok(Json(Enrolment {
        secret: shown.secret,
        uri: shown.uri,
        qr_svg: shown.qr_svg,
    }))
}
