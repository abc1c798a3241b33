//! The one question every handler asks: may this account do that?

mod decide;
mod grant;
mod records;
mod resource;
mod scope;
mod words;

pub(crate) use decide::purpose_named;
pub use grant::{Grant, Over, TemporaryGrant};
pub use records::{FindRecord, Records};
pub use resource::Resource;
pub use scope::{Reach, Scope};
pub use words::{Words, extent_in_words};
