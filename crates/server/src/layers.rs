//! What stands around every request: ids, problem documents, metrics, compression, security headers.

use std::any::Any;
use std::time::Instant;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use platform::Problem;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// A refusal's plain text is copied into the problem document up to this length.
const REFUSAL_BYTES_MAX: usize = 4096;

/// Scripts and styles come from here only; Ant Design writes its styles into the page, hence `unsafe-inline` for styles.
const CONTENT_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
     object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

/// Browsers that were here once come back by HTTPS for a year; other names below this one are not ours to decide.
const HTTPS_ONLY: &str = "max-age=31536000";

/// Puts the layers around a router; `is_https` says whether clients reach it by HTTPS only.
pub(crate) fn around(router: Router, is_https: bool) -> Router {
    router.layer(middleware::from_fn(measure)).layer(
        ServiceBuilder::new()
            .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
            .layer(TraceLayer::new_for_http().make_span_with(span))
            .layer(PropagateRequestIdLayer::new(REQUEST_ID))
            .layer(middleware::from_fn(move |request, next| {
                head(is_https, request, next)
            }))
            .layer(CompressionLayer::new().compress_when(
                DefaultPredicate::new().and(NotForContentType::const_new("text/event-stream")),
            ))
            .layer(middleware::from_fn(explain))
            .layer(middleware::from_fn(refuse_nul))
            .layer(CatchPanicLayer::custom(panicked)),
    )
}

/// One span a request: method, route and id. The query is left out, because it may one day hold a name.
fn span<B>(request: &axum::http::Request<B>) -> tracing::Span {
    tracing::info_span!(
        "request",
        method = %request.method(),
        route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str),
        id = request_id(request.headers()),
    )
}

fn request_id(headers: &HeaderMap) -> &str {
    headers
        .get(REQUEST_ID)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("-")
}

/// Makes every error a problem document that carries the request's id.
async fn explain(request: Request, next: Next) -> Response {
    let id = request_id(request.headers()).to_owned();
    let response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let mut problem = match parts.extensions.remove::<Problem>() {
        Some(problem) => problem,
        None => match refusal(status, &parts.headers, body).await {
            Ok(problem) => problem,
            Err(body) => return Response::from_parts(parts, body),
        },
    };
    problem.request_id = Some(id);
    let mut explained = problem.into_response();
    for name in [header::ALLOW, header::WWW_AUTHENTICATE, header::SET_COOKIE] {
        if let Some(value) = parts.headers.remove(&name) {
            explained.headers_mut().insert(name, value);
        }
    }
    explained
}

/// What the framework refused by itself, in the form everything else has; other bodies are handed back.
async fn refusal(status: StatusCode, headers: &HeaderMap, body: Body) -> Result<Problem, Body> {
    let is_text = headers
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !is_text {
        return Err(body);
    }
    let bytes = to_bytes(body, REFUSAL_BYTES_MAX).await.unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let (code, title) = match status {
        StatusCode::NOT_FOUND => ("not_found", "not found"),
        StatusCode::METHOD_NOT_ALLOWED => ("method_not_allowed", "method not allowed"),
        StatusCode::PAYLOAD_TOO_LARGE => ("too_large", "the request is too large"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ("unsupported_media_type", "unsupported media type"),
        StatusCode::INTERNAL_SERVER_ERROR => return Ok(Problem::internal()),
        _ if status.is_server_error() => ("unavailable", "the server cannot answer now"),
        _ => ("invalid", "the request is not valid"),
    };
    let detail = if text.is_empty() { title } else { text.trim() };
    Ok(Problem::new(status, code, title, detail))
}

/// Refuses U+0000 in an address: no id and no word has one, and PostgreSQL cannot take it as text.
async fn refuse_nul(request: Request, next: Next) -> Response {
    let uri = request.uri();
    if uri.path().contains("%00") {
        return Problem::not_found("there is nothing at this address").into_response();
    }
    if uri.query().is_some_and(|query| query.contains("%00")) {
        return Problem::invalid(
            "query",
            "nul",
            "the query holds the character U+0000, which no text has; leave it out",
        )
        .into_response();
    }
    next.run(request).await
}

fn panicked(_panic: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a handler made a mistake and was stopped");
    Problem::internal().into_response()
}

/// Headers every answer carries.
async fn head(is_https: bool, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(CONTENT_POLICY),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    );
    if is_https {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static(HTTPS_ONLY),
        );
    }
    if is_api && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Counts and times requests by route, never by path: a path may hold an id.
async fn measure(request: Request, next: Next) -> Response {
    let method = request.method().to_string();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned());
    let began = Instant::now();
    let response = next.run(request).await;
    metrics::histogram!(
        "http_request_duration_seconds",
        "method" => method,
        "route" => route,
        "status" => response.status().as_u16().to_string(),
    )
    .record(began.elapsed().as_secs_f64());
    response
}
