//! The built console (控制台), embedded in the binary.

use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use platform::Problem;
use rust_embed::{EmbeddedFile, RustEmbed};

/// `console/dist` at build time; a build without it serves the API and says how to get the console.
#[derive(RustEmbed)]
#[folder = "../../console/dist"]
#[allow_missing = true]
struct Built;

/// Vite names files under `assets/` by their content, so they never change.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// A file of the console; paths of pages, which the console itself understands, get its index.
pub(crate) async fn asset(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    if let Some(file) = Built::get(path) {
        return respond(path, file);
    }
    let is_page = !path.starts_with("assets/") && !path.contains('.');
    match Built::get("index.html") {
        Some(index) if is_page => respond("index.html", index),
        Some(_) => Problem::not_found("there is no such file").into_response(),
        None => (
            StatusCode::NOT_FOUND,
            [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
            "<!doctype html><title>Yufang</title><p>This build has no console. \
             Build it with <code>npm ci &amp;&amp; npm run build</code> in <code>console/</code>, then build the server again. \
             The API is at <a href=\"/api/docs/\">/api/docs</a>.",
        )
            .into_response(),
    }
}

fn respond(path: &str, file: EmbeddedFile) -> Response {
    let cache = if path.starts_with("assets/") {
        FOREVER
    } else {
        ASK_AGAIN
    };
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let kind = HeaderValue::from_str(kind.as_ref())
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    (
        [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, cache)],
        file.data,
    )
        .into_response()
}
