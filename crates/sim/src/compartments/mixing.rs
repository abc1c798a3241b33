//! Who meets whom when people also travel: contacts between the age bands of several places.

use serde::{Deserialize, Serialize};

use crate::check;
use crate::error::SimError;

/// A place (斑块): its population by age band and where its people spend their time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patch {
    /// What the place is called.
    pub name: String,
    /// Persons by age band.
    pub population: Vec<f64>,
    /// Share of time its people spend in each place, itself included.
    pub time: Vec<f64>,
}

/// Contacts a day between (place, age) groups, place by place, from contacts between age bands.
///
/// In words: persons meet those who are in the same place at the same time, in proportion to how many of each band are
/// there: contacts of (p, a) with (q, b) = contactsₐᵦ · Σₗ timeₚₗ · time_ql · N_qb / presentₗᵦ, with presentₗᵦ the persons of
/// band b in place l, wherever they live (a commuter model; Keeling & Rohani 2002, doi:10.1046/j.1461-0248.2002.00268.x).
pub fn patch_contacts(patches: &[Patch], contacts: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, SimError> {
    let bands = contacts.len();
    check::square("contacts", contacts, bands)?;
    for (p, patch) in patches.iter().enumerate() {
        if patch.population.len() != bands {
            return Err(SimError::parameter(
                format!("patches[{p}].population"),
                format!("of {} bands", patch.population.len()),
                format!("of {bands} bands, as the contacts have"),
            ));
        }
        if patch.time.len() != patches.len() {
            return Err(SimError::parameter(
                format!("patches[{p}].time"),
                format!("of {} places", patch.time.len()),
                format!("of {} places", patches.len()),
            ));
        }
        check::shares(&format!("patches[{p}].time"), &patch.time)?;
        for (a, &persons) in patch.population.iter().enumerate() {
            check::positive(format!("patches[{p}].population[{a}]"), persons)?;
        }
    }
    let present = |l: usize, b: usize| -> f64 {
        patches
            .iter()
            .map(|patch| patch.time[l] * patch.population[b])
            .sum()
    };
    let present: Vec<Vec<f64>> = (0..patches.len())
        .map(|l| (0..bands).map(|b| present(l, b)).collect())
        .collect();
    let between = |p: &Patch, a: usize, q: &Patch, b: usize| -> f64 {
        let together: f64 = (0..patches.len())
            .filter(|&l| present[l][b] > 0.0)
            .map(|l| p.time[l] * q.time[l] * q.population[b] / present[l][b])
            .sum();
        contacts[a][b] * together
    };
    Ok(patches
        .iter()
        .flat_map(|p| (0..bands).map(move |a| (p, a)))
        .map(|(p, a)| {
            patches
                .iter()
                .flat_map(|q| (0..bands).map(move |b| (q, b)))
                .map(|(q, b)| between(p, a, q, b))
                .collect()
        })
        .collect())
}
