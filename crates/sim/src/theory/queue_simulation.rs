//! A queue played through, arrival by arrival: for stays that are not exponential, and as a check of the formulas.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use serde::{Deserialize, Serialize};

use super::queue::Queue;
use crate::check;
use crate::error::SimError;
use crate::random::Stream;

/// What arrivals do when all servers are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhenFull {
    /// They go elsewhere.
    Lost,
    /// They wait, first come first served.
    Wait,
}

/// What a simulated queue did after its warm-up.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct QueueRun {
    /// Arrivals counted.
    pub arrivals: u64,
    /// Arrivals that found all servers taken: lost or waiting.
    pub found_full: u64,
    /// Days waited, over all arrivals counted.
    pub wait_days_sum: f64,
    /// Arrivals that waited longer than `long_wait_days`.
    pub long_waits: u64,
    /// Mean number of servers taken, from the stays that began after the warm-up.
    pub busy_mean: f64,
}

/// Times of day numbers that order as numbers; all are finite and not negative.
#[derive(PartialEq)]
struct Time(f64);

impl Eq for Time {}

impl PartialOrd for Time {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Time {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// Plays a queue for `days` after a warm-up of 20 mean stays; stays are gamma-distributed with this shape (1 is
/// exponential).
pub fn simulate(
    queue: &Queue,
    when_full: WhenFull,
    service_shape: f64,
    days: f64,
    long_wait_days: f64,
    stream: &mut Stream,
) -> Result<QueueRun, SimError> {
    queue.check()?;
    check::positive("service_shape", service_shape)?;
    check::positive("days", days)?;
    check::not_negative("long_wait_days", long_wait_days)?;
    let warm = 20.0 * queue.service_days_mean;
    let mut run = QueueRun {
        arrivals: 0,
        found_full: 0,
        wait_days_sum: 0.0,
        long_waits: 0,
        busy_mean: 0.0,
    };
    let mut ends: BinaryHeap<Reverse<Time>> = BinaryHeap::new();
    let mut now = 0.0;
    loop {
        now += stream.exponential(1.0 / queue.arrivals_per_day);
        if now > warm + days {
            break;
        }
        let counts = now >= warm;
        run.arrivals += u64::from(counts);
        // Under `Wait`, the heap also holds the stays of those who are still waiting; there are never more entries than
        // servers, because whoever waits takes over the entry of the stay that ends first.
        while ends.peek().is_some_and(|Reverse(end)| end.0 <= now) {
            ends.pop();
        }
        let is_full = ends.len() >= queue.servers as usize;
        run.found_full += u64::from(counts && is_full);
        let mut begin = now;
        if is_full {
            if when_full == WhenFull::Lost {
                continue;
            }
            if let Some(Reverse(end)) = ends.pop() {
                begin = end.0;
            }
        }
        let stay = stream.gamma(service_shape, queue.service_days_mean);
        ends.push(Reverse(Time(begin + stay)));
        if counts {
            run.wait_days_sum += begin - now;
            run.long_waits += u64::from(begin - now > long_wait_days);
            run.busy_mean += stay / days;
        }
    }
    Ok(run)
}
