//! Whole persons by chance: a chain of binomial steps, or event by event.

use super::course::Course;
use super::deterministic::check_days;
use super::flows::{Flow, NO_COUNT};
use super::model::Model;
use crate::check;
use crate::error::SimError;
use crate::random::Stream;

/// A rate times a step above this makes stays that are not what they are called.
const STEP_RATE_MAX: f64 = 0.5;

impl Model {
    /// One run by chance in steps of `step_days`, in each of which everybody stays or goes independently of the others
    /// (chain binomial; tau-leaping without negative numbers, Tian & Burrage 2004, doi:10.1063/1.1810475).
    ///
    /// Stays keep their mean whatever the step, and so does the final size; only the growth rate is a little off for
    /// long steps, by about a tenth at a step of a fifth of the shortest stage.
    /// `keep_on` is asked before each day that is handed out; `false` ends the run there.
    pub fn chain(
        &self,
        days: &[f64],
        step_days: f64,
        stream: &mut Stream,
        mut keep_on: impl FnMut(f64) -> bool,
    ) -> Result<Course, SimError> {
        check_days(days)?;
        check::positive("step_days", step_days)?;
        let flows = self.flows();
        let fastest = flows
            .iter()
            .filter_map(|flow| flow.rate)
            .fold(0.0, f64::max);
        if fastest * step_days > STEP_RATE_MAX {
            return Err(SimError::parameter(
                "step_days",
                step_days,
                format!(
                    "at most {:.4}, half of the shortest mean stay in a stage",
                    STEP_RATE_MAX / fastest
                ),
            ));
        }
        let mut values = self.whole_start()?;
        let mut forces = vec![0.0; self.layout.groups];
        let mut moved = vec![0.0; values.len()];
        let mut rows = Vec::with_capacity(days.len());
        let mut time = 0.0;
        for &day in days {
            if !keep_on(day) {
                return Ok(Course {
                    rows,
                    partial: true,
                });
            }
            while time < day {
                let end = (time + step_days).min(day).min(self.next_switch(time));
                let factor = self.factor_at(time);
                self.forces(factor, &values, &mut forces);
                leap(&flows, &forces, end - time, &mut values, &mut moved, stream);
                time = end;
            }
            rows.push(self.row(day, &values));
        }
        Ok(Course {
            rows,
            partial: false,
        })
    }

    /// One run by chance, event by event and without any approximation (Gillespie 1977, doi:10.1021/j100540a008).
    ///
    /// The work grows with the number of events: for small populations, and to check the chain.
    /// `keep_on` is asked before each day that is handed out; `false` ends the run there.
    pub fn events(
        &self,
        days: &[f64],
        stream: &mut Stream,
        mut keep_on: impl FnMut(f64) -> bool,
    ) -> Result<Course, SimError> {
        check_days(days)?;
        let flows = self.flows();
        let mut values = self.whole_start()?;
        let mut forces = vec![0.0; self.layout.groups];
        let mut rates = vec![0.0; flows.len()];
        let mut rows = Vec::with_capacity(days.len());
        let mut time = 0.0;
        for &day in days {
            if !keep_on(day) {
                return Ok(Course {
                    rows,
                    partial: true,
                });
            }
            while time < day {
                let until = day.min(self.next_switch(time));
                self.forces(self.factor_at(time), &values, &mut forces);
                let mut total = 0.0;
                for (flow, rate) in flows.iter().zip(&mut rates) {
                    *rate = flow.rate.unwrap_or_else(|| forces[flow.from]) * values[flow.from];
                    total += *rate;
                }
                let wait = if total > 0.0 {
                    stream.exponential(1.0 / total)
                } else {
                    f64::INFINITY
                };
                // Waiting times have no memory, so what did not happen before `until` may be drawn anew from there.
                if time + wait >= until {
                    time = until;
                    continue;
                }
                time += wait;
                happen(&flows, &rates, total, &mut values, stream);
            }
            rows.push(self.row(day, &values));
        }
        Ok(Course {
            rows,
            partial: false,
        })
    }

    /// The start in whole persons.
    fn whole_start(&self) -> Result<Vec<f64>, SimError> {
        let at = self.start.iter().position(|value| value.fract() != 0.0);
        match at {
            None => Ok(self.start.clone()),
            Some(at) => Err(SimError::parameter(
                format!("groups[{}]", at % self.layout.groups),
                self.start[at],
                "made of whole persons in a run by chance",
            )),
        }
    }

    fn factor_at(&self, time: f64) -> f64 {
        let begun = self.switches.partition_point(|switch| switch.day <= time);
        begun
            .checked_sub(1)
            .map_or(1.0, |last| self.switches[last].factor)
    }

    fn next_switch(&self, time: f64) -> f64 {
        let begun = self.switches.partition_point(|switch| switch.day <= time);
        self.switches
            .get(begun)
            .map_or(f64::INFINITY, |switch| switch.day)
    }
}

/// One step: how many leave each compartment, and where each of them goes.
fn leap(
    flows: &[Flow],
    forces: &[f64],
    step: f64,
    values: &mut [f64],
    moved: &mut [f64],
    stream: &mut Stream,
) {
    moved.fill(0.0);
    for ways in flows.chunk_by(|a, b| a.from == b.from) {
        let from = ways[0].from;
        let mut left = values[from];
        if left <= 0.0 {
            continue;
        }
        // Ways out of one compartment compete: the chance of each, given that none before it was taken.
        let mut unused = 1.0;
        for flow in ways {
            let chance = match flow.rate {
                Some(rate) => rate * step,
                None => -(-forces[from] * step).exp_m1(),
            };
            let going = stream.binomial(left as u64, chance / unused) as f64;
            left -= going;
            unused -= chance;
            moved[from] -= going;
            moved[flow.to] += going;
            if flow.count != NO_COUNT {
                moved[flow.count] += going;
            }
        }
    }
    for (value, moved) in values.iter_mut().zip(moved.iter()) {
        *value += moved;
    }
}

/// One event, chosen in proportion to the rates.
fn happen(flows: &[Flow], rates: &[f64], total: f64, values: &mut [f64], stream: &mut Stream) {
    let mut left = stream.uniform() * total;
    // Rounding may leave a little; the last flow with a rate takes it.
    let mut chosen = None;
    for (flow, &rate) in flows.iter().zip(rates) {
        if rate > 0.0 {
            chosen = Some(flow);
            if left < rate {
                break;
            }
            left -= rate;
        }
    }
    if let Some(flow) = chosen {
        values[flow.from] -= 1.0;
        values[flow.to] += 1.0;
        if flow.count != NO_COUNT {
            values[flow.count] += 1.0;
        }
    }
}
