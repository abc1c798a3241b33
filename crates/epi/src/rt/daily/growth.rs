//! How fast an epidemic of a given R grows.
//!
//! R = 1 / Σ w(s) e^(−r s): if cases grow by e^r a day, those infected s days ago were fewer by e^(−r s)
//! (Wallinga & Lipsitch 2007, doi:10.1098/rspb.2006.3754; exact where R has stayed as it is for a serial interval).

use std::f64::consts::LN_2;

use serde::Serialize;

use crate::rt::SerialInterval;

/// Growth of cases in conditions as they are (增长率与倍增时间).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Growth {
    /// Median growth rate a day: 0.1 is 10.5 % more cases from day to day, negative is decline.
    pub rate_per_day: f64,
    /// 2.5 % quantile of the growth rate.
    pub rate_lower: f64,
    /// 97.5 % quantile of the growth rate.
    pub rate_upper: f64,
    /// Days in which cases double at the median growth rate; none where it is not above 0.
    pub doubling_days: Option<f64>,
    /// Days in which cases halve at the median growth rate; none where it is not below 0.
    pub halving_days: Option<f64>,
}

/// Growth rates beyond this are the edge of the grid of R and not of the epidemic.
const RATE_MAX: f64 = 3.0;

impl Growth {
    /// From the 2.5 %, 50 % and 97.5 % quantiles of R; growth rises with R, so that quantiles stay quantiles.
    pub(super) fn new([lower, median, upper]: [f64; 3], interval: &SerialInterval) -> Self {
        let rate = growth_rate(median, interval);
        let days = |rate: f64| (rate > 0.0).then(|| LN_2 / rate);
        Self {
            rate_per_day: rate,
            rate_lower: growth_rate(lower, interval),
            rate_upper: growth_rate(upper, interval),
            doubling_days: days(rate),
            halving_days: days(-rate),
        }
    }
}

/// Growth rate a day at which `r` people are infected by a case, by Newton's method on the logarithm, which is convex.
fn growth_rate(r: f64, interval: &SerialInterval) -> f64 {
    let weights = interval.support();
    let total: f64 = weights.iter().sum();
    let target = -r.ln();
    let mut rate = 0.0;
    for _ in 0..60 {
        // Σ w e^(−rate · lag) and its derivative, by Horner's rule.
        let shrink = f64::exp(-rate);
        let (mut sum, mut slope) = (0.0, 0.0);
        for weight in weights.iter().rev() {
            slope = slope * shrink + sum;
            sum = sum * shrink + weight;
        }
        let lag_mean = slope * shrink / sum;
        let step = ((sum / total).ln() - target) / lag_mean;
        let next = (rate + step).clamp(-RATE_MAX, RATE_MAX);
        if (next - rate).abs() < 1e-12 {
            return next;
        }
        rate = next;
    }
    rate
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_of_a_fixed_interval_has_a_closed_form() {
        let interval = SerialInterval::from_weights(vec![0.0, 0.0, 0.0, 0.0, 1.0]).unwrap();
        for r in [0.2_f64, 0.9, 1.0, 1.5, 4.0] {
            assert!((growth_rate(r, &interval) - r.ln() / 4.0).abs() < 1e-12);
        }
        let growth = Growth::new([0.8, 2.0, 3.0], &interval);
        assert!((growth.doubling_days.unwrap() - 4.0).abs() < 1e-9);
        assert!(growth.rate_lower < 0.0 && growth.halving_days.is_none());
        assert_eq!(Growth::new([1.0; 3], &interval).doubling_days, None);
    }
}
