//! What the wire shows of accounts and sessions.

use kernel::{RegionCode, Timestamp};
use pack::Pack;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::session::Session;
use crate::{Account, Permission, Post};

/// A role held in an area.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Post)]
pub(crate) struct PostView {
    /// Role id.
    role: String,
    role_name_zh: String,
    role_name_en: String,
    /// Code of the area.
    region: RegionCode,
    region_name_zh: String,
    region_name_en: String,
    /// Id of the organisation the post belongs to.
    organisation: Option<String>,
}

impl PostView {
    fn of(post: &Post, pack: &Pack) -> Self {
        // A pack that no longer knows a role or a region leaves the bare id, so that somebody notices.
        let (role_name_zh, role_name_en) = pack
            .role(&post.role)
            .map_or((post.role.clone(), post.role.clone()), |role| {
                (role.name_zh.clone(), role.name_en.clone())
            });
        let (region_name_zh, region_name_en) = pack.regions.get(post.region).map_or_else(
            || (post.region.to_string(), post.region.to_string()),
            |region| (region.name_zh.clone(), region.name_en.clone()),
        );
        PostView {
            role: post.role.clone(),
            role_name_zh,
            role_name_en,
            region: post.region,
            region_name_zh,
            region_name_en,
            organisation: post.organisation.clone(),
        }
    }
}

/// Who is signed in, and what they may do.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionView {
    username: String,
    display_name_zh: String,
    display_name_en: String,
    /// While true, only the password can be changed.
    must_change_password: bool,
    posts: Vec<PostView>,
    /// Permissions held in at least one area.
    permissions: Vec<String>,
    /// The region the console opens with.
    home_region: RegionCode,
}

impl SessionView {
    pub(crate) fn of(session: &Session, pack: &Pack) -> Self {
        let posts = &session.actor.posts;
        // A post for the whole country says nothing about where its holder works; the pack does.
        let home_region = posts
            .iter()
            .filter(|post| post.region_path.is_some())
            .map(|post| post.region)
            .find(|region| *region != RegionCode::CHINA)
            .unwrap_or(pack.home_region);
        SessionView {
            username: session.actor.username.clone(),
            display_name_zh: session.display_name_zh.clone(),
            display_name_en: session.display_name_en.clone(),
            must_change_password: session.must_change_password,
            posts: posts.iter().map(|post| PostView::of(post, pack)).collect(),
            permissions: Permission::ALL
                .into_iter()
                .filter(|permission| posts.iter().any(|post| post.allows(*permission)))
                .map(|permission| permission.as_str().to_owned())
                .collect(),
            home_region,
        }
    }
}

/// An account, as its administrator sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountView {
    id: String,
    username: String,
    display_name_zh: String,
    display_name_en: String,
    must_change_password: bool,
    created_at: Timestamp,
    password_changed_at: Timestamp,
    posts: Vec<PostView>,
}

impl AccountView {
    pub(crate) fn of(account: Account, pack: &Pack) -> Self {
        AccountView {
            posts: account
                .posts
                .iter()
                .map(|post| PostView::of(post, pack))
                .collect(),
            id: account.id,
            username: account.username,
            display_name_zh: account.display_name_zh,
            display_name_en: account.display_name_en,
            must_change_password: account.must_change_password,
            created_at: account.created_at,
            password_changed_at: account.password_changed_at,
        }
    }
}

/// A post to be held.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewPost)]
pub(crate) struct PostInput {
    /// Role id.
    pub(crate) role: String,
    /// Code of the area.
    pub(crate) region: RegionCode,
    /// Id of the organisation.
    pub(crate) organisation: Option<String>,
}
