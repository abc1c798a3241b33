//! Data that leave the house (数据导出): the one way by which every file goes, and figures that may be published.
//!
//! A handler gathers a table and gives it to [`hand_out`], which counts, asks for an approval above the limit of the pack,
//! masks numbers of persons in free text, writes onto the file who took it, when, why and with which filter, keeps the export
//! in its register and puts it on record.

mod api;
mod engine;
mod handing;
mod model;
mod store;

pub(crate) use api::routes;
pub use engine::suppress::{Hidden, Suppressed, hide_list, hide_table};
pub use handing::{Release, hand_out};
pub use model::{Export, ExportKind, ExportState};
pub(crate) use store::{due as exports_due, remove_due as remove_exports_due};
