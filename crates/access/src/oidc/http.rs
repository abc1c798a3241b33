//! Asking the provider: HTTPS by the system's certificates, with limits on time and size, and no redirects followed.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::Uri;
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use openidconnect::{HttpRequest, HttpResponse};

/// How long an answer may take.
const WAIT: Duration = Duration::from_secs(10);
/// Longest answer; a set of keys has some kilobytes.
const BYTES_MAX: usize = 512 * 1024;

/// Why the provider gave no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HttpError {
    /// Neither HTTPS nor this machine.
    #[error("the provider names an address without HTTPS")]
    NotHttps,
    /// Not in time.
    #[error("the provider did not answer within {} seconds", WAIT.as_secs())]
    Slow,
    /// Anything else.
    #[error("the provider cannot be reached: {0}")]
    Failed(String),
}

/// A client of the provider; cheap to clone.
#[derive(Clone)]
pub(crate) struct Http(Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

impl Http {
    /// A client that trusts the certificates the system trusts (`SSL_CERT_FILE` adds a city's own).
    pub(crate) fn new() -> std::io::Result<Self> {
        let connector = HttpsConnectorBuilder::new()
            .with_native_roots()?
            .https_or_http()
            .enable_http1()
            .build();
        Ok(Http(Client::builder(TokioExecutor::new()).build(connector)))
    }

    /// Sends one request.
    pub(crate) async fn send(self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        if !is_safe(request.uri()) {
            return Err(HttpError::NotHttps);
        }
        let failed = |error: &dyn std::fmt::Display| HttpError::Failed(error.to_string());
        let work = async {
            let answer = self
                .0
                .request(request.map(|body| Full::new(Bytes::from(body))))
                .await
                .map_err(|error| failed(&error))?;
            let (parts, body) = answer.into_parts();
            let bytes = Limited::new(body, BYTES_MAX)
                .collect()
                .await
                .map_err(|error| failed(&error))?
                .to_bytes();
            Ok(HttpResponse::from_parts(parts, bytes.to_vec()))
        };
        tokio::time::timeout(WAIT, work)
            .await
            .map_err(|_| HttpError::Slow)?
    }
}

/// Whether what is sent there stays secret: HTTPS, or the same machine.
pub(crate) fn is_safe(uri: &Uri) -> bool {
    let is_here = matches!(uri.host(), Some("127.0.0.1" | "localhost" | "[::1]"));
    uri.scheme_str() == Some("https") || (uri.scheme_str() == Some("http") && is_here)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_over_https_or_stay_on_the_machine() {
        for (uri, safe) in [
            ("https://login.example/token", true),
            ("http://127.0.0.1:9000/token", true),
            ("http://[::1]:9000/token", true),
            ("http://login.example/token", false),
            ("http://127.0.0.1.example/token", false),
            ("ftp://127.0.0.1/token", false),
            ("/token", false),
        ] {
            assert_eq!(is_safe(&uri.parse().unwrap()), safe, "{uri}");
        }
    }
}
