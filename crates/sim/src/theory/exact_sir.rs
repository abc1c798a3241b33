//! The exact distribution of the final size of a small Markov SIR epidemic.
//!
//! A ward, a class or a ship is too small for averages.
//! With infection at rate β·S·I/N and recovery at rate γ·I only the order of events matters for who falls ill in the
//! end: the next event is an infection with probability R₀·S / (R₀·S + N) (Bailey 1953, doi:10.1093/biomet/40.1-2.177).

use crate::check;
use crate::error::SimError;

/// Populations above this need more than a second.
const POPULATION_MAX: u32 = 20_000;

/// The probability of 0, 1, … `population` ever infected, the `infectious` at the start among them.
pub fn final_size_pmf(
    population: u32,
    infectious: u32,
    reproduction_number: f64,
) -> Result<Vec<f64>, SimError> {
    check::reproduction_number("reproduction_number", reproduction_number)?;
    if population == 0 || population > POPULATION_MAX {
        return Err(SimError::parameter(
            "population",
            population,
            format!("from 1 to {POPULATION_MAX}"),
        ));
    }
    if infectious > population {
        return Err(SimError::contradiction(
            "infectious",
            "population",
            "more are infectious than there are people",
        ));
    }
    let n = population as usize;
    let first = infectious as usize;
    let mut pmf = vec![0.0; n + 1];
    // Row `ever` holds the probability of having `ever` infected so far and i still infectious, before the next event.
    let mut row = vec![0.0; n + 1];
    row[first] = 1.0;
    for (ever, end) in pmf.iter_mut().enumerate().skip(first) {
        let rate = reproduction_number * (n - ever) as f64;
        let infection = rate / (rate + n as f64);
        let mut next = vec![0.0; n + 1];
        for i in (1..=ever).rev() {
            let here = row[i];
            row[i - 1] += here * (1.0 - infection);
            if i < n {
                next[i + 1] += here * infection;
            }
        }
        *end = row[0];
        row = next;
    }
    Ok(pmf)
}
