//! How many fall ill before an epidemic ends by itself (最终规模).
//!
//! In words: whoever escapes has escaped the infectiousness of all who did not.
//! The result holds for any latent and infectious period in a large population that mixes at random and changes nothing
//! (Kermack & McKendrick 1927, doi:10.1098/rspa.1927.0118; Ma & Earn 2006, doi:10.1007/s11538-005-9047-7).

use serde::Serialize;

use super::bisect;
use crate::check;
use crate::error::SimError;

/// The end of an epidemic in one population, in shares of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FinalSize {
    /// Still susceptible at the end.
    pub susceptible: f64,
    /// Infected during the epidemic.
    pub attack_of_total: f64,
    /// Infected, of those who were susceptible at the start (罹患率).
    pub attack_of_susceptible: f64,
}

/// The final size from a basic reproduction number and the shares susceptible and infectious at the start:
/// s∞ = s₀ · exp(−R₀ · (s₀ + i₀ − s∞)).
///
/// With nobody infectious at the start it is the size of a major outbreak after a vanishing introduction.
pub fn final_size(
    reproduction_number: f64,
    susceptible: f64,
    infectious: f64,
) -> Result<FinalSize, SimError> {
    let r = check::reproduction_number("reproduction_number", reproduction_number)?;
    let s0 = check::share("susceptible", susceptible)?;
    let i0 = check::share("infectious", infectious)?;
    if s0 + i0 > 1.0 + 1e-12 {
        return Err(SimError::contradiction(
            "infectious",
            "susceptible",
            "together they are more than everybody; lower one of them",
        ));
    }
    let end = if s0 == 0.0 || (i0 == 0.0 && r * s0 <= 1.0) {
        s0
    } else {
        // The right side minus the left is positive at 0. Its other sign change lies beyond s₀ when somebody is
        // infectious; otherwise s₀ itself is a root, and the wanted one lies left of the minimum at ln(R₀ s₀) / R₀.
        let gap = |s: f64| s0 * (-r * (s0 + i0 - s)).exp() - s;
        let high = if i0 > 0.0 { s0 } else { 1.0 / r };
        bisect(0.0, high, gap)
    };
    Ok(FinalSize {
        susceptible: end,
        attack_of_total: s0 - end,
        attack_of_susceptible: if s0 > 0.0 { (s0 - end) / s0 } else { 0.0 },
    })
}

/// The share infected in each of several groups, after a vanishing introduction.
///
/// `next_generation[i][j]` is how many of group i one case of group j infects when all are susceptible; `fractions` are
/// the groups' shares of the population.
/// The attack rates solve aᵢ = 1 − exp(−Σⱼ next_generationᵢⱼ · aⱼ · fⱼ / fᵢ) and are all 0 when the next-generation
/// matrix has no eigenvalue above 1.
pub fn final_size_groups(
    next_generation: &[Vec<f64>],
    fractions: &[f64],
) -> Result<Vec<f64>, SimError> {
    check::square("next_generation", next_generation, fractions.len())?;
    check::shares("fractions", fractions)?;
    for (i, &fraction) in fractions.iter().enumerate() {
        check::positive(format!("fractions[{i}]"), fraction)?;
    }
    if spectral_radius(next_generation) <= 1.0 {
        return Ok(vec![0.0; fractions.len()]);
    }
    let force = |attack: &[f64], i: usize| -> f64 {
        next_generation[i]
            .iter()
            .zip(attack)
            .zip(fractions)
            .map(|((k, a), f)| k * a * f / fractions[i])
            .sum()
    };
    // From everybody infected, the iteration falls monotonically to the largest solution.
    let mut attack = vec![1.0; fractions.len()];
    for _ in 0..100_000 {
        let next: Vec<f64> = (0..attack.len())
            .map(|i| -(-force(&attack, i)).exp_m1())
            .collect();
        let change = next
            .iter()
            .zip(&attack)
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f64::max);
        attack = next;
        if change < 1e-15 {
            break;
        }
    }
    Ok(attack)
}

/// The largest eigenvalue of a matrix without negative entries: the basic reproduction number of a next-generation
/// matrix (Diekmann et al. 1990, doi:10.1007/BF00178324).
///
/// Powers of the matrix plus the identity, which has the same eigenvector and no cycles.
pub fn spectral_radius(matrix: &[Vec<f64>]) -> f64 {
    let mut vector = vec![1.0; matrix.len()];
    let mut radius = 0.0;
    for _ in 0..100_000 {
        let next: Vec<f64> = matrix
            .iter()
            .zip(&vector)
            .map(|(row, own)| own + row.iter().zip(&vector).map(|(a, v)| a * v).sum::<f64>())
            .collect();
        let size = next.iter().copied().fold(0.0, f64::max);
        let change = (size - 1.0 - radius).abs();
        radius = size - 1.0;
        vector = next.iter().map(|value| value / size).collect();
        if change <= 1e-15 * size {
            break;
        }
    }
    radius
}
