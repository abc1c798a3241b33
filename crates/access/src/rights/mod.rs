//! What a resident may ask about their own data (个人信息保护法 44–47), and how long records are kept.
//!
//! A capability that holds data of persons takes part by [`PersonRecord`]; one whose records can be removed when they have
//! been kept long enough takes part by [`Retained`]. The program gathers both in [`Holders`].

mod api;
mod engine;
mod hooks;
mod jobs;
mod model;
mod retained;
mod store;

pub(crate) use api::routes;
pub use hooks::{Erasure, Holders, PersonRecord, Retained};
pub use jobs::queue_daily_retention;
pub(crate) use jobs::{JOB_RETENTION, RetentionJob};
pub use model::{Outcome, PersonRight, RightsDecision, RightsRequest};
pub use retained::{AgencyData, TransferLog};
