//! Beds, ventilators, ambulances and test machines as queues (排队论).
//!
//! Arrivals come at random, stays are exponential.
//! When whoever finds all taken goes elsewhere, Erlang's B formula says how many do, for any distribution of stays;
//! when they wait, his C formula says how many wait and how long (Erlang 1917; Gross et al., Fundamentals of Queueing
//! Theory, doi:10.1002/9781118625651).

use serde::Serialize;

use crate::check;
use crate::error::SimError;

/// More servers than any hospital has beds.
const SERVERS_MAX: u32 = 10_000_000;

/// A queue with one kind of server.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Queue {
    /// Arrivals a day.
    pub arrivals_per_day: f64,
    /// Mean stay in days.
    pub service_days_mean: f64,
    /// Servers.
    pub servers: u32,
}

/// What becomes of those who arrive when all servers are taken and wait.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Waiting {
    /// Probability of having to wait.
    pub probability: f64,
    /// Mean wait in days, over all arrivals.
    pub days_mean: f64,
    /// Mean number waiting.
    pub length_mean: f64,
}

impl Queue {
    /// Refuses what cannot be.
    pub fn check(&self) -> Result<(), SimError> {
        check::positive("arrivals_per_day", self.arrivals_per_day)?;
        check::positive("service_days_mean", self.service_days_mean)?;
        if self.servers == 0 || self.servers > SERVERS_MAX {
            return Err(SimError::parameter(
                "servers",
                self.servers,
                format!("from 1 to {SERVERS_MAX}"),
            ));
        }
        Ok(())
    }

    /// Mean number of servers that would be taken if there were enough.
    pub fn offered_load(&self) -> f64 {
        self.arrivals_per_day * self.service_days_mean
    }

    /// The share of arrivals that find all servers taken and are lost (Erlang B).
    pub fn blocked(&self) -> Result<f64, SimError> {
        self.check()?;
        let load = self.offered_load();
        // The recursion over servers is stable, where the formula's powers and factorials are not.
        Ok((1..=self.servers).fold(1.0, |blocked, servers| {
            load * blocked / (f64::from(servers) + load * blocked)
        }))
    }

    /// Mean number of servers taken when blocked arrivals are lost.
    pub fn busy_mean(&self) -> Result<f64, SimError> {
        Ok(self.offered_load() * (1.0 - self.blocked()?))
    }

    /// What becomes of arrivals that wait (Erlang C); `None` when the queue grows without end.
    pub fn waiting(&self) -> Result<Option<Waiting>, SimError> {
        let blocked = self.blocked()?;
        let servers = f64::from(self.servers);
        let load = self.offered_load();
        if load >= servers {
            return Ok(None);
        }
        let probability = servers * blocked / (servers - load * (1.0 - blocked));
        let days_mean = probability * self.service_days_mean / (servers - load);
        Ok(Some(Waiting {
            probability,
            days_mean,
            length_mean: days_mean * self.arrivals_per_day,
        }))
    }

    /// The probability of waiting longer than this many days; `None` when the queue grows without end.
    pub fn waits_longer_than(&self, days: f64) -> Result<Option<f64>, SimError> {
        check::not_negative("days", days)?;
        let spare = (f64::from(self.servers) - self.offered_load()) / self.service_days_mean;
        Ok(self
            .waiting()?
            .map(|waiting| waiting.probability * (-spare * days).exp()))
    }

    /// The fewest servers with which at most this share is blocked.
    pub fn servers_for_blocked(&self, blocked_max: f64) -> Result<u32, SimError> {
        self.check()?;
        check::share("blocked_max", blocked_max)?;
        let load = self.offered_load();
        let mut blocked = 1.0;
        for servers in 1..=SERVERS_MAX {
            blocked = load * blocked / (f64::from(servers) + load * blocked);
            if blocked <= blocked_max {
                return Ok(servers);
            }
        }
        Err(SimError::parameter(
            "blocked_max",
            blocked_max,
            format!("reachable with {SERVERS_MAX} servers"),
        ))
    }
}
