//! How many people does one case infect (再生数)?
//!
//! Three answers to three questions.
//! [`daily()`] asks how many people a case of *today's* conditions infects, today included: for decisions.
//! [`cori()`] asks the same of a window of days, whose R lags behind by half its length: for comparison with published
//! figures.
//! [`wallinga_teunis()`] asks how many people the cases of that day *went on to* infect: the cohort R, for looking back; its
//! last weeks are too low, because the people they will infect are not counted yet.
//! [`analyse`] gives all three in one call.
//! They need the [serial interval](SerialInterval) (序列间隔), the time from the onset of a case to the onset of those it
//! infected, in whole days; [`cori_uncertain`] is for one that is itself uncertain.

mod analysis;
mod cori;
mod daily;
mod error;
mod incidence;
mod mixture;
mod serial_interval;
mod uncertain;
mod wallinga_teunis;

pub use analysis::{IntervalSetting, RtAnalysis, RtSettings, WindowRt, analyse};
pub use cori::{Prior, RtEstimate, WindowQuantiles, cori, overall_infectivity};
pub use daily::{DailyRt, DailySettings, Growth, NowcastDay, Reporting, daily};
pub use error::RtError;
pub use incidence::Incidence;
pub use serial_interval::{SerialInterval, SerialIntervalError};
pub use uncertain::{PooledRt, TruncatedNormal, UncertainSerialInterval, cori_uncertain};
pub use wallinga_teunis::{CohortRt, wallinga_teunis};
