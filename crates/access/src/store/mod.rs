//! SQL of accounts, sessions, guards and the log.

mod accounts;
mod guards;
mod log;
mod passwords;
mod post_changes;
mod second_factors;
mod sessions;

use platform::{Db, DbKind};

pub(crate) use accounts::{
    account, disable, dormant, enable, insert_account, insert_post, list, lock_account,
    note_active, posts, remove_post,
};
pub(crate) use guards::{forget_guards, read_guard, remove_guard, waiting_subjects, write_guard};
pub(crate) use log::{Event, Happening, append};
pub(crate) use passwords::{
    Credentials, credentials, credentials_by_id, former_passwords, lock_password, replace_password,
};
pub(crate) use post_changes::{PastPostChange, PostChange, insert_post_change, post_changes};
pub(crate) use second_factors::{
    StoredFactor, begin_enrolment, finish_enrolment, remove_second_factor, replace_recovery_codes,
    second_factor, use_recovery_code, use_step,
};
pub(crate) use sessions::{
    end_sessions, insert_session, remove_ended_sessions, remove_session, remove_session_by_id,
    renew_session, session, sessions_of, touch_session,
};

/// Rows swept away with one sign-in, so that no sign-in pays for a flood before it.
const SWEPT_AT_ONCE: u32 = 100;

/// Makes a sweep pass over rows that somebody else holds, instead of waiting for them in some order.
fn skipping_locked(db: &Db) -> &'static str {
    match db.kind() {
        DbKind::Sqlite => "",
        DbKind::Postgres => "FOR UPDATE SKIP LOCKED",
    }
}
