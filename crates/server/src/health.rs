//! For those who run the server: is it alive, can it work, how is it doing.

use std::sync::OnceLock;

use access::App;
use axum::extract::State;
use axum::http::StatusCode;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use platform::Problem;

/// Upper bounds of the request-time histogram, seconds; 50 ms is what lists promise.
const SECONDS: [f64; 11] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0,
];

/// The process answers.
pub(crate) async fn live() -> &'static str {
    "ok\n"
}

/// The process can reach its database.
pub(crate) async fn ready(State(app): State<App>) -> Result<&'static str, Problem> {
    match app.db.ping().await {
        Ok(()) => Ok("ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            Err(Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "not_ready",
                "not ready",
                "the database does not answer",
            ))
        }
    }
}

/// The process's one metrics recorder; made at the first call.
pub(crate) fn recorder() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE
        .get_or_init(|| {
            let timing = Matcher::Full("http_request_duration_seconds".to_owned());
            // Only an empty list of buckets is refused; summaries instead of buckets would still be numbers.
            let builder = PrometheusBuilder::new()
                .set_buckets_for_metric(timing, &SECONDS)
                .unwrap_or_default();
            let recorder = builder.build_recorder();
            let handle = recorder.handle();
            // Another recorder can only be there in a program that embeds this one; its metrics then go there.
            if metrics::set_global_recorder(recorder).is_err() {
                tracing::warn!("metrics go to a recorder that was set before this server's");
            }
            metrics::describe_histogram!(
                "http_request_duration_seconds",
                metrics::Unit::Seconds,
                "time to the response's head, by method, route and status"
            );
            metrics::gauge!("yufang_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
            handle
        })
        .clone()
}
