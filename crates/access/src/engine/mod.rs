//! Decisions about passwords and failed attempts, without a database or a clock.

mod guard;
mod password;
mod username;
mod words;

pub(crate) use guard::{ACCOUNT, Guard, Policy as GuardPolicy, SOURCE};
pub(crate) use password::check_password;
pub(crate) use username::{fold_username, parse_username};

pub use password::PasswordError;
pub use username::UsernameError;
pub use words::{WordsError, own_words};
