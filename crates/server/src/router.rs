//! All routes in one place.

use std::sync::Arc;

use access::audit::note_refusals;
use access::{App, Records};
use axum::extract::DefaultBodyLimit;
use axum::{Extension, Router, middleware, routing};
use platform::Problem;
use surveillance::SignalOverlay;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::openapi::{ContactBuilder, InfoBuilder, LicenseBuilder, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use utoipa_swagger_ui::SwaggerUi;

use crate::{console, document, health, layers, live};

/// Where the API document is served.
const DOCUMENT: &str = "/api/openapi.json";
/// Requests other than file uploads carry at most this much.
const BODY_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Everything the server answers: the API, its document, the console and the endpoints for operators.
pub fn router(app: App, overlay: Arc<dyn SignalOverlay>) -> Router {
    let (api, document) = api_routes().split_for_parts();
    let (metrics, is_https) = (health::recorder(), app.secure_cookies);
    let routes = Router::new()
        .merge(api)
        .route("/healthz", routing::get(health::live))
        .route("/readyz", routing::get(health::ready))
        .route(
            "/metrics",
            routing::get(move || async move { metrics.render() }),
        )
        .merge(
            SwaggerUi::new("/api/docs").external_url_unchecked(DOCUMENT, document_json(&document)),
        )
        .route("/api/{*path}", routing::any(no_such_endpoint))
        .fallback(console::asset)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(Extension(overlay))
        .layer(Extension(Records::new(vec![
            Box::new(registry::PersonRecords),
            Box::new(signals::SignalRecords),
            Box::new(cases::CardRecords),
        ])))
        .layer(middleware::from_fn_with_state(app.clone(), note_refusals))
        .with_state(app);
    layers::around(routes, is_https)
}

/// The API document, OpenAPI 3.1, as the server serves it.
#[must_use]
pub fn api_document() -> serde_json::Value {
    document_json(&api_routes().into_openapi())
}

fn api_routes() -> OpenApiRouter<App> {
    let mut router = OpenApiRouter::with_openapi(about())
        .merge(access::routes())
        .merge(registry::routes())
        .merge(cases::routes())
        .merge(surveillance::routes())
        .merge(signals::routes())
        .routes(routes!(live::listen_events));
    let document = router.get_openapi_mut();
    document
        .components
        .get_or_insert_default()
        .add_security_scheme(
            "session",
            SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
                "yufang_session",
                "set by `POST /api/session`; requests that change something also carry the header `X-Yufang: 1`",
            ))),
        );
    router
}

fn about() -> OpenApi {
    OpenApi::builder()
        .info(
            InfoBuilder::new()
                .title("预防 Yufang")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(
                    "The public-health platform of a prefecture-level city. \
                     Days are `YYYY-MM-DD`, instants RFC 3339 in UTC, errors RFC 9457 problem documents; \
                     a value that was not reported is null, never zero.",
                ))
                .license(Some(
                    LicenseBuilder::new()
                        .name("Apache-2.0")
                        .identifier(Some("Apache-2.0"))
                        .build(),
                ))
                .contact(Some(ContactBuilder::new().name(Some("Yufang")).build()))
                .build(),
        )
        .build()
}

/// The document as JSON; writing our own types as JSON cannot fail, and an empty document would fail the golden test.
fn document_json(document: &OpenApi) -> serde_json::Value {
    let mut json = serde_json::to_value(document).unwrap_or_default();
    document::complete(&mut json);
    // In the order of names, whatever order handlers were added in: the file in the repository is compared as text.
    json.sort_all_objects();
    json
}

async fn no_such_endpoint() -> Problem {
    Problem::not_found("there is no such endpoint; /api/docs lists them all")
}
