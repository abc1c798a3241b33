//! Pure decisions: bytes in, judged rows out, and series added up. No SQL, no HTTP, no clock.

pub(crate) mod columns;
pub(crate) mod compose;
pub(crate) mod date;
pub(crate) mod encoding;
pub(crate) mod number;
pub(crate) mod published;
pub(crate) mod read;
pub(crate) mod rules;
pub(crate) mod split;
pub(crate) mod transcode;
pub(crate) mod validate;
