//! Signing in through a city's own identity provider (统一身份认证), by OpenID Connect: authorization code with PKCE
//! (RFC 7636), a nonce, and a state that is bound to the browser and accepted once.
//!
//! The provider says who somebody is and nothing about what they may do: its subject is linked to an account that
//! exists, by an administrator or, where the city says which claim names accounts, at the first sign-in.

mod api;
mod flow;
mod http;
mod link;
mod provider;
mod store;

pub use link::{LinkError, link_identity, unlink_identity};
pub use provider::{AccountClaim, OidcError, OidcSettings, Provider};

pub(crate) use api::{SignInProvider, routes, to_provider};
pub(crate) use store::linked_accounts;
