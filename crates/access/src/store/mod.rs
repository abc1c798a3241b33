//! SQL of accounts, sessions, guards and the log.

mod accounts;
mod guards;
mod log;
mod sessions;

pub(crate) use accounts::{
    credentials, credentials_by_id, insert_account, insert_post, list, lock_password,
    replace_password,
};
pub(crate) use guards::{forget_guards, read_guard, remove_guard, write_guard};
pub(crate) use log::{Event, append};
pub(crate) use sessions::{
    end_sessions, insert_session, remove_ended_sessions, remove_session, session, touch_session,
};
