//! API clients (API 客户端): programs of hospitals and laboratories that use the API with a key instead of a person's password.
//!
//! A key is `yf_<id>_<secret>`; only its hash is kept, and it is shown once.
//! A client holds one post, narrowed to some permissions, and asks so many times a minute.
//! Its requests carry no cookie, so no other site can make a browser send them, and need no `X-Yufang`.

mod api;
mod bearer;
mod engine;
mod keep;
mod model;
mod store;

pub use bearer::Limits;
pub use keep::{create_client, list_clients, revoke_client, rotate_client};
pub use model::{ApiClient, ClientError, ClientState, NewApiClient, NewKey};

pub(crate) use api::routes;
pub(crate) use bearer::{is_bearer, requester};
