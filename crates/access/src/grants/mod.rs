//! Access that ends by itself (用后即止): emergency access to one record, and requests to and from other agencies.
//!
//! Emergency access (紧急调阅) opens at once, to one record or one event, for hours; somebody else reviews it afterwards.
//! An agency request (协查) needs two others first, names everybody it is about, and its data are destroyed with the event.

mod api;
mod clearing;
mod engine;
mod jobs;
mod model;
mod notify;
mod opening;
mod sealed;
pub(crate) mod store;

pub(crate) use api::{
    approver_areas, by_person, decision_problem, lies_in, path_of, routes, words,
};
pub use clearing::event_is_over;
pub(crate) use jobs::{JOB_PURGE, PurgeJob};
pub use model::{
    AccountRef, AgencyRequest, AnswerRow, Choice, Decision, Direction, EmergencyAccess, EndCause,
    NamedPerson, Purge, RequestState, Review, Verdict,
};
pub(crate) use notify::tell;
pub(crate) use opening::in_force;
pub use sealed::SEALED;
