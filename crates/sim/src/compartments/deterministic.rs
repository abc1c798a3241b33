//! The averages, as a differential equation.

use super::course::Course;
use super::model::Model;
use crate::check;
use crate::error::SimError;
use crate::ode::{Solver, System, Tolerance};

/// Tight enough that every compartment is right to a millionth of the population after hundreds of days.
pub(super) const TOLERANCE: Tolerance = Tolerance {
    relative: 2e-7,
    absolute: 1e-4,
};

/// A model during a spell without a switch.
struct Spell<'m> {
    model: &'m Model,
    factor: f64,
}

impl System for Spell<'_> {
    fn len(&self) -> usize {
        self.model.layout.len()
    }

    fn derivative(&self, _time: f64, values: &[f64], rates: &mut [f64]) {
        let model = self.model;
        let l = &model.layout;
        let groups = l.groups;
        let (exposed, infectious) = (l.exposed(), l.infectious());
        for i in 0..groups {
            let row = &model.pressure[i * groups..(i + 1) * groups];
            let mut force = 0.0;
            for stage in 0..l.infectious_stages {
                let at = infectious + stage * groups;
                let block = &values[at..at + groups];
                force += row.iter().zip(block).map(|(p, n)| p * n).sum::<f64>();
            }
            let infection = self.factor * force * values[i];
            let loss = model.rates.immunity_loss * values[l.recovered() + i];
            rates[i] = loss - infection;
            let mut inflow = infection;
            for stage in 0..l.latent_stages {
                let at = exposed + stage * groups + i;
                let outflow = model.rates.latent * values[at];
                rates[at] = inflow - outflow;
                inflow = outflow;
            }
            for stage in 0..l.infectious_stages {
                let at = infectious + stage * groups + i;
                let outflow = model.rates.infectious * values[at];
                rates[at] = inflow - outflow;
                inflow = outflow;
            }
            rates[l.infections() + i] = infection;
            rates[l.recovered() + i] = inflow - loss;
            if let Some(care) = &model.care {
                let admitted = care.admitted[i] * inflow;
                let off_ward = care.ward * values[l.ward() + i];
                let off_unit = care.unit * values[l.intensive() + i];
                let to_unit = care.intensive[i] * off_ward;
                let dying = care.fatal[i] * off_unit;
                rates[l.ward() + i] = admitted - off_ward;
                rates[l.intensive() + i] = to_unit - off_unit;
                rates[l.dead() + i] = dying;
                rates[l.admissions() + i] = admitted;
                rates[l.intensive_admissions() + i] = to_unit;
                rates[l.recovered() + i] += off_ward - to_unit + off_unit - dying - admitted;
            }
        }
    }
}

/// Refuses days that are not in order, before anything starts.
pub(super) fn check_days(days: &[f64]) -> Result<f64, SimError> {
    let mut before = 0.0;
    for (i, &day) in days.iter().enumerate() {
        check::not_negative(format!("days[{i}]"), day)?;
        if day < before {
            return Err(SimError::parameter(
                format!("days[{i}]"),
                day,
                format!("not before day {before} in front of it"),
            ));
        }
        before = day;
    }
    Ok(before)
}

impl Model {
    /// The averages on these days, each right to a millionth of the population; stays are exponential or Erlang.
    pub fn solve(&self, days: &[f64]) -> Result<Course, SimError> {
        let mut rows = Vec::with_capacity(days.len());
        self.solve_with(&mut Solver::new(), days, |day, values| {
            rows.push(self.row(day, values));
        })?;
        Ok(Course {
            rows,
            partial: false,
        })
    }

    /// Infections since the start on these days, summed over groups: what fitting and ensembles ask for, without rows.
    ///
    /// `solver` may be used again, so that thousands of solutions allocate nothing.
    pub fn infections(
        &self,
        solver: &mut Solver,
        days: &[f64],
        infections: &mut Vec<f64>,
    ) -> Result<(), SimError> {
        infections.clear();
        let at = self.layout.infections();
        let groups = self.layout.groups;
        self.solve_with(solver, days, |_, values| {
            infections.push(values[at..at + groups].iter().sum());
        })
    }

    /// Persons infectious on these days, summed over groups and stages.
    pub fn infectious(
        &self,
        solver: &mut Solver,
        days: &[f64],
        infectious: &mut Vec<f64>,
    ) -> Result<(), SimError> {
        infectious.clear();
        let (begin, end) = (self.layout.infectious(), self.layout.recovered());
        self.solve_with(solver, days, |_, values| {
            infectious.push(values[begin..end].iter().sum());
        })
    }

    fn solve_with(
        &self,
        solver: &mut Solver,
        days: &[f64],
        mut take: impl FnMut(f64, &[f64]),
    ) -> Result<(), SimError> {
        let last = check_days(days)?;
        let mut values = self.start.clone();
        let mut done = 0;
        for (begin, end, factor) in self.spells() {
            if begin > last || (begin == last && begin > 0.0) {
                break;
            }
            let end = end.min(last);
            // A switch's day itself belongs to the spell before it: the values are the same from both sides.
            let until = done + days[done..].partition_point(|&day| day <= end);
            let spell = Spell {
                model: self,
                factor,
            };
            let wanted = &days[done..until];
            solver
                .solve(
                    &spell,
                    (begin, end),
                    &mut values,
                    TOLERANCE,
                    wanted,
                    |i, values| {
                        take(wanted[i], values);
                    },
                )
                .map_err(|stuck| {
                    SimError::contradiction("transmission", "infectious", stuck.to_string())
                })?;
            done = until;
        }
        Ok(())
    }
}
