//! Lawless's adjustment for reports still on their way.
//!
//! **Equation.** g(x), the share of cases with a delay of exactly x among those with a delay up to x, can be seen
//! without bias in a cut-off triangle: all event steps at least x back take part.
//! The share known after delay x is F(x) = (1 − g(x+1)) · (1 − g(x+2)) ⋯ (1 − g(D)).
//! Final count = reported / F, with variance reported · (1 − F) / F², the scatter of the reports to come.
//!
//! **Source.** Lawless J.F., Canadian Journal of Statistics 1994;22:15–31, doi:10.2307/3315826.
//! The variance leaves out Lawless's second term, the uncertainty of F itself, as the R package surveillance 1.20 does: intervals
//! are too narrow, which is one reason to prefer the default method.
//!
//! **Not for** the first weeks of an outbreak, when long delays cannot have been seen, and for days without any report yet.

use super::predictive::Predictive;
use super::{Outcome, Outlook, ReportingTriangle};

pub(super) fn outcome(triangle: &ReportingTriangle) -> Outcome {
    let hazards = reverse_hazards(triangle);
    let delay_max = triangle.delay_max();
    let mut delay_cdf = vec![1.0; delay_max + 1];
    for delay in (0..delay_max).rev() {
        delay_cdf[delay] = delay_cdf[delay + 1] * (1.0 - hazards[delay + 1]);
    }
    let steps = triangle.len();
    let recent = (steps.saturating_sub(delay_max)..steps)
        .map(|row| outlook(triangle.reported(row), delay_cdf[steps - 1 - row]))
        .collect();
    Outcome { recent, delay_cdf }
}

fn outlook(reported: u64, share: f64) -> Outlook {
    let known = reported as f64;
    let predictive = if share >= 1.0 {
        Some(Predictive::Certain(reported))
    } else if share > 0.0 && reported > 0 {
        Some(Predictive::Normal {
            mean: known / share,
            sd: (known * (1.0 - share)).sqrt() / share,
            least: reported,
        })
    } else {
        None
    };
    Outlook {
        reported_share: share,
        predictive,
    }
}

/// g(x) by delay x; 0 where no case was seen.
fn reverse_hazards(triangle: &ReportingTriangle) -> Vec<f64> {
    let mut exact = vec![0_u64; triangle.delay_max() + 1];
    let mut up_to = exact.clone();
    for row in 0..triangle.len() {
        let mut sum = 0;
        for (delay, &count) in triangle.row(row).iter().enumerate() {
            sum += u64::from(count);
            exact[delay] += u64::from(count);
            up_to[delay] += sum;
        }
    }
    let share = |(&exact, &up_to): (&u64, &u64)| match up_to {
        0 => 0.0,
        _ => exact as f64 / up_to as f64,
    };
    exact.iter().zip(&up_to).map(share).collect()
}
