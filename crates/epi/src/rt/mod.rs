//! How many people does one case infect (再生数)?
//!
//! Two questions with the same letter.
//! [`cori`] asks how many people a case of *today's* conditions infects: the instantaneous R(t), for decisions.
//! [`wallinga_teunis`] asks how many people the cases of that day *went on to* infect: the cohort R, for looking back; its
//! last weeks are too low, because the people they will infect are not counted yet.
//! Both need the [serial interval](SerialInterval) (序列间隔), the time from the onset of a case to the onset of those it
//! infected, in whole days.

mod cori;
mod serial_interval;
mod wallinga_teunis;

pub use cori::{Incidence, Prior, RtEstimate, cori, overall_infectivity};
pub use serial_interval::{SerialInterval, SerialIntervalError};
pub use wallinga_teunis::{CohortRt, wallinga_teunis};
