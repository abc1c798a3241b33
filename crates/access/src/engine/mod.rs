//! Decisions about who is let in, without a database or a clock.

mod device;
mod guard;
mod password;
pub(crate) mod second_factor;
mod standing;
mod username;
mod words;

pub(crate) use device::Device;
pub(crate) use guard::{Guard, Policy as GuardPolicy};
pub(crate) use password::check_password;
pub(crate) use standing::{Situation, Step, dormant_since, needs_second_factor};
pub(crate) use username::{fold_username, parse_username};

pub use password::PasswordError;
pub use standing::{DisabledReason, Life};
pub use username::UsernameError;
pub use words::{WordsError, own_words};
