//! What the wire shows of API clients.

use kernel::Timestamp;
use pack::Pack;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::PostView;
use crate::clients::ApiClient;

/// A key that is accepted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ApiKeyTimes {
    created_at: Timestamp,
    expires_at: Timestamp,
}

/// A program that uses the API.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApiClient)]
pub(crate) struct ApiClientView {
    id: String,
    name: String,
    post: PostView,
    /// What it may do, in the area of its post.
    permissions: Vec<&'static str>,
    requests_per_minute: u32,
    created_at: Timestamp,
    expires_at: Timestamp,
    /// When it asked last, to the minute.
    last_used_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
    /// `active`, `expired` or `revoked`.
    state: &'static str,
    /// Keys that are accepted, oldest first; two while it is rotated.
    keys: Vec<ApiKeyTimes>,
}

impl ApiClientView {
    pub(crate) fn of(client: ApiClient, pack: &Pack, now: Timestamp) -> Self {
        ApiClientView {
            state: client.state(now).as_str(),
            post: PostView::of(&client.post, pack),
            permissions: client
                .post
                .permissions
                .iter()
                .map(|permission| permission.as_str())
                .collect(),
            id: client.id,
            name: client.name,
            requests_per_minute: client.requests_per_minute,
            created_at: client.created_at,
            expires_at: client.expires_at,
            last_used_at: client.last_used_at,
            revoked_at: client.revoked_at,
            keys: client
                .keys
                .into_iter()
                .map(|(created_at, expires_at)| ApiKeyTimes {
                    created_at,
                    expires_at,
                })
                .collect(),
        }
    }
}
