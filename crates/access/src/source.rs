//! Where a request comes from.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

/// The network address that failed sign-ins are counted for.
///
/// `None` for requests from the same machine: behind a proxy there they come from everybody,
/// and one guesser must not lock the whole city out.
/// Forwarding headers are not believed, because anybody can write them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source(pub(crate) Option<String>);

impl Source {
    fn of(address: IpAddr) -> Self {
        let address = address.to_canonical();
        Source((!address.is_loopback()).then(|| match address {
            IpAddr::V4(v4) => v4.to_string(),
            // A household or a clinic gets a whole /64 and may use a new address for every request.
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        }))
    }
}

impl<S: Sync> FromRequestParts<S> for Source {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(Source(None), |peer| Source::of(peer.0.ip())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_stands_for_one_household() {
        for (address, source) in [
            ("192.0.2.7", Some("192.0.2.7")),
            ("::ffff:192.0.2.7", Some("192.0.2.7")),
            ("2001:db8:1:2:aaaa::1", Some("2001:db8:1:2::/64")),
            ("2001:db8:1:2:bbbb::2", Some("2001:db8:1:2::/64")),
            ("127.0.0.1", None),
            ("::1", None),
        ] {
            let found = Source::of(address.parse().unwrap());
            assert_eq!(found.0.as_deref(), source, "{address}");
        }
    }
}
