//! SQL of accounts, sessions, guards and the log.

mod accounts;
mod sessions;

pub(crate) use sessions::{session, touch_session};
