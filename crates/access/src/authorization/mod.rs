//! The one question every handler asks: may this account do that?

mod decide;
mod grant;
mod resource;
mod scope;

pub(crate) use decide::purpose_named;
pub use grant::{Grant, Over, TemporaryGrant};
pub use resource::Resource;
pub use scope::{Reach, Scope};
