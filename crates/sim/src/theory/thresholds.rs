//! How much isolation or vaccination ends an epidemic.

use crate::check;
use crate::error::SimError;

/// The share of a population that must be immune so that one case infects one other: 1 − 1/R₀, or 0 when it does not
/// spread anyway (群体免疫阈值; Fine et al. 2011, doi:10.1093/cid/cir007).
pub fn herd_immunity_threshold(reproduction_number: f64) -> Result<f64, SimError> {
    let r = check::reproduction_number("reproduction_number", reproduction_number)?;
    Ok((1.0 - 1.0 / r).max(0.0))
}

/// The share to vaccinate with a vaccine of this effectiveness; `None` when vaccinating everybody is not enough.
pub fn critical_coverage(
    reproduction_number: f64,
    vaccine_effectiveness: f64,
) -> Result<Option<f64>, SimError> {
    let needed = herd_immunity_threshold(reproduction_number)?;
    let effect = check::share("vaccine_effectiveness", vaccine_effectiveness)?;
    if needed == 0.0 {
        return Ok(Some(0.0));
    }
    Ok((needed <= effect).then(|| needed / effect))
}

/// What is left of R₀ when this share of cases is isolated at onset and this share of transmission comes before onset
/// (Fraser et al. 2004, doi:10.1073/pnas.0307506101).
pub fn reproduction_number_with_isolation(
    reproduction_number: f64,
    isolated: f64,
    presymptomatic: f64,
) -> Result<f64, SimError> {
    let r = check::reproduction_number("reproduction_number", reproduction_number)?;
    let isolated = check::share("isolated", isolated)?;
    let presymptomatic = check::share("presymptomatic", presymptomatic)?;
    Ok(r * (1.0 - isolated * (1.0 - presymptomatic)))
}
