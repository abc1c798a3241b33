//! Criterion's clock for the benches: CPU time of the process instead of time on the wall.
//!
//! What is promised is work on one core.
//! On a machine that others use too a wall clock counts their work as well; this one does not, though caches and clock
//! rates are still shared.

use std::time::Duration;

use criterion::Criterion;
use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use rustix::time::{ClockId, clock_gettime};

/// CPU time of all threads of the process.
pub struct CpuTime;

/// Criterion with this clock.
pub fn criterion() -> Criterion<CpuTime> {
    Criterion::default().with_measurement(CpuTime)
}

fn now() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    // Both parts are positive and small.
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

impl Measurement for CpuTime {
    type Intermediate = Duration;
    type Value = Duration;

    fn start(&self) -> Duration {
        now()
    }

    fn end(&self, start: Duration) -> Duration {
        now().saturating_sub(start)
    }

    fn add(&self, first: &Duration, second: &Duration) -> Duration {
        *first + *second
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        WallTime.to_f64(value)
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        const { &WallTime }.formatter()
    }
}
