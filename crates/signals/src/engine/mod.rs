//! Pure decisions: which detector watches which series, what it says about a span of days, and what that changes.
//!
//! Nothing here reads the database, the clock or the network; everything needed is an argument.

mod assess;
mod settle;
mod span;
mod unanswered;
mod watch;

pub(crate) use assess::{Finding, alarms, opinions, series_of, with_population};
pub(crate) use settle::{Change, Said, Standing, settle};
pub(crate) use span::{Span, back, horizon, step_of};
pub(crate) use unanswered::unanswered_zh;
pub(crate) use watch::{Watch, WatchError, watch, watch_as_stored};
