//! Where a request comes from and what sends it.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;

use crate::audit;
use crate::engine::Device;

/// The network address that failed sign-ins are counted for.
///
/// `None` for requests from the same machine: behind a proxy there they come from everybody,
/// and one guesser must not lock the whole city out.
/// Forwarding headers are not believed, because anybody can write them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source(Option<IpAddr>);

impl Source {
    fn of(address: IpAddr) -> Self {
        let address = address.to_canonical();
        Source((!address.is_loopback()).then_some(address))
    }

    /// What failures are counted for: an address, or the network a household or a clinic gets.
    pub(crate) fn text(&self) -> Option<String> {
        self.0.map(|address| match address {
            IpAddr::V4(v4) => v4.to_string(),
            // A household gets a whole /64 and may use a new address for every request.
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        })
    }

    /// The neighbourhood it is in, by which somebody tells the office from a stranger; empty for the same machine.
    pub(crate) fn coarse(&self) -> String {
        match self.0 {
            None => String::new(),
            Some(IpAddr::V4(v4)) => {
                let [a, b, c, _] = v4.octets();
                format!("{a}.{b}.{c}.x")
            }
            Some(IpAddr::V6(v6)) => {
                let [a, b, c, ..] = v6.segments();
                format!("{a:x}:{b:x}:{c:x}::/48")
            }
        }
    }
}

/// One request at the door.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    /// Where it comes from.
    pub(crate) source: Source,
    /// What sends it.
    pub(crate) device: Device,
    /// Id of the request, for the audit trail.
    pub(crate) request: String,
}

impl Visit {
    /// What the parts of a request say of it.
    pub(crate) fn of(parts: &Parts) -> Self {
        let user_agent = parts.headers.get(USER_AGENT);
        Visit {
            source: parts
                .extensions
                .get::<ConnectInfo<SocketAddr>>()
                .map_or(Source(None), |peer| Source::of(peer.0.ip())),
            device: user_agent
                .and_then(|text| text.to_str().ok())
                .map_or_else(Device::default, Device::of),
            request: audit::request_id(&parts.headers).to_owned(),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Visit::of(parts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_stands_for_one_household_and_is_shown_coarsely() {
        for (address, counted, shown) in [
            ("192.0.2.7", Some("192.0.2.7"), "192.0.2.x"),
            ("::ffff:192.0.2.7", Some("192.0.2.7"), "192.0.2.x"),
            (
                "2001:db8:1:2:aaaa::1",
                Some("2001:db8:1:2::/64"),
                "2001:db8:1::/48",
            ),
            (
                "2001:db8:1:2:bbbb::2",
                Some("2001:db8:1:2::/64"),
                "2001:db8:1::/48",
            ),
            ("127.0.0.1", None, ""),
            ("::1", None, ""),
        ] {
            let found = Source::of(address.parse().unwrap());
            assert_eq!(found.text().as_deref(), counted, "{address}");
            assert_eq!(found.coarse(), shown, "{address}");
        }
    }
}
