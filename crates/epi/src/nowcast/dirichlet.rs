//! Every event step on its own, with delays as if all were in.
//!
//! **Equation.** Delays are multinomial with a Dirichlet(0.1, …, 0.1) prior; counting all reports so far gives a beta distribution
//! for the share F known after a delay. The final count is negative binomial before any report; given F and the reports, what is
//! still to come is negative binomial again. It is averaged over F by quadrature, where the original draws at random.
//!
//! **Source.** Höhle M., an der Heiden M., Biometrics 2014;70:993–1002, doi:10.1111/biom.12194 (there without correction for
//! truncation).
//!
//! **Assumptions.** Delays do not change, and the triangle's cut-off does not matter: in a growing epidemic short delays are
//! over-represented, F too high, and the nowcast too low.

use super::predictive::Predictive;
use super::{CountPrior, NowcastSettings, Outcome, Outlook, ReportingTriangle};

/// Prior cases of every delay.
const CONCENTRATION: f64 = 0.1;

/// Nodes of the quadrature over the share known; more change no quantile.
const NODES: usize = 240;

/// Final counts tabulated at most; an estimate that would need more is not given.
const TABLE_MAX: usize = 1 << 22;

pub(super) fn outcome(triangle: &ReportingTriangle, settings: &NowcastSettings) -> Outcome {
    let delay_max = triangle.delay_max();
    let mut weights = vec![CONCENTRATION; delay_max + 1];
    for row in 0..triangle.len() {
        for (delay, &count) in triangle.row(row).iter().enumerate() {
            weights[delay] += f64::from(count);
        }
    }
    let total: f64 = weights.iter().sum();
    let mut known = 0.0;
    let up_to: Vec<f64> = weights
        .iter()
        .map(|weight| {
            known += weight;
            known
        })
        .collect();
    let steps = triangle.len();
    let recent = (steps.saturating_sub(delay_max)..steps)
        .map(|row| {
            let alpha = up_to[steps - 1 - row];
            let share = BetaShare {
                alpha,
                beta: total - alpha,
            };
            Outlook {
                reported_share: alpha / total,
                predictive: tabulate(triangle.reported(row), &share, settings.count_prior),
            }
        })
        .collect();
    Outcome {
        recent,
        delay_cdf: up_to.iter().map(|known| (known / total).min(1.0)).collect(),
    }
}

/// A beta distribution of a share.
struct BetaShare {
    alpha: f64,
    beta: f64,
}

impl BetaShare {
    /// Shares and their weights, which add up to 1.
    fn nodes(&self) -> Vec<(f64, f64)> {
        // On the logit scale the density has one mode and exponential tails, so that equal steps converge fast.
        let (a, b) = (self.alpha, self.beta);
        let (centre, scale) = ((a / b).ln(), (1.0 / a + 1.0 / b).sqrt());
        let (share, rest) = (a / (a + b), b / (a + b));
        let node = |i: usize| {
            let logit = centre + scale * (-10.0 + 16.0 * (i as f64 + 0.5) / NODES as f64);
            let known = 1.0 / (1.0 + (-logit).exp());
            let unknown = 1.0 / (1.0 + logit.exp());
            let weight = (a * (known / share).ln() + b * (unknown / rest).ln()).exp();
            (known, weight)
        };
        let mut nodes: Vec<_> = (0..NODES).map(node).collect();
        nodes.retain(|(known, weight)| *known > 0.0 && *weight > 0.0);
        let sum: f64 = nodes.iter().map(|(_, weight)| weight).sum();
        for (_, weight) in &mut nodes {
            *weight /= sum;
        }
        nodes
    }
}

/// The distribution of the final count; `None` if it reaches too far to be tabulated.
fn tabulate(reported: u64, share: &BetaShare, prior: CountPrior) -> Option<Predictive> {
    let longest = match prior.max {
        Some(max) => (max.saturating_sub(reported) as usize).checked_add(1)?,
        None => TABLE_MAX,
    };
    let prior_size = prior.mean * prior.mean / (prior.variance - prior.mean);
    let size = prior_size + reported as f64;
    let mut shares = Vec::new();
    for (known, weight) in share.nodes() {
        let log_stay = ((1.0 - known) / (1.0 + prior_size / prior.mean)).ln();
        let to_come = NegativeBinomial { size, log_stay };
        to_come.add_to(&mut shares, weight, longest.min(TABLE_MAX))?;
    }
    if prior.max.is_none() && shares.len() >= TABLE_MAX {
        return None;
    }
    let mut sum = 0.0;
    for share in &mut shares {
        sum += *share;
        *share = sum;
    }
    for share in &mut shares {
        *share /= sum;
    }
    Some(Predictive::Cumulative {
        least: reported,
        shares,
    })
}

/// P(k) ∝ Γ(size + k) / k! · stayᵏ.
struct NegativeBinomial {
    size: f64,
    log_stay: f64,
}

impl NegativeBinomial {
    /// Adds `weight` times the probabilities of 0, 1 … to a table of `longest` at most, where they are scaled to add up to 1.
    ///
    /// `None` if nearly all of them lie beyond.
    fn add_to(&self, table: &mut Vec<f64>, weight: f64, longest: usize) -> Option<()> {
        let stay = self.log_stay.exp();
        let mean = self.size * stay / (1.0 - stay);
        let sd = (mean / (1.0 - stay)).sqrt();
        // Far below the mean probabilities are nothing, and 0 may be too unlikely for a double.
        let first = (mean - 10.0 * sd).max(0.0) as usize;
        if first >= longest {
            return None;
        }
        let at = first as f64;
        let log_first =
            libm::lgamma(self.size + at) - libm::lgamma(self.size) - libm::lgamma(at + 1.0)
                + at * self.log_stay
                + self.size * (-stay).ln_1p();
        let mut term = log_first.exp();
        let mut terms = Vec::new();
        for k in first..longest {
            terms.push(term);
            let next = term * stay * (self.size + k as f64) / (k as f64 + 1.0);
            if k as f64 > mean && next < 1e-14 {
                break;
            }
            term = next;
        }
        let sum: f64 = terms.iter().sum();
        if !(sum > 0.0 && sum.is_finite()) {
            return None;
        }
        if table.len() < first + terms.len() {
            table.resize(first + terms.len(), 0.0);
        }
        for (entry, term) in table[first..].iter_mut().zip(&terms) {
            *entry += weight * term / sum;
        }
        Some(())
    }
}
