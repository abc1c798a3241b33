#![doc = include_str!("../README.md")]

mod day;
mod id;
mod period;
mod region;
mod time;

pub use day::{Day, DayError};
pub use id::Id;
pub use period::{Period, PeriodError};
pub use region::{Level, RegionCode, RegionCodeError};
pub use time::{Clock, FixedClock, SystemClock, Timestamp};
