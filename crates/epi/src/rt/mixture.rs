//! Equal mixtures of gamma distributions that share their shape.

use crate::stats::{GammaQuantile, gamma_lower, ln_gamma, normal_quantile};

/// Variables of one gamma shape and many rates, one as probable as the other.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct GammaMixture {
    shape: f64,
    rates: Vec<f64>,
}

impl GammaMixture {
    /// A mixture with at least one rate; shape and rates are positive.
    pub(super) fn new(shape: f64, rates: Vec<f64>) -> Self {
        Self { shape, rates }
    }

    /// Mean over the rates of a function of the rate.
    fn average(&self, of: impl Fn(f64) -> f64) -> f64 {
        self.rates.iter().map(|&rate| of(rate)).sum::<f64>() / self.rates.len() as f64
    }

    pub(super) fn mean(&self) -> f64 {
        self.shape * self.average(|rate| 1.0 / rate)
    }

    pub(super) fn sd(&self) -> f64 {
        let mean = self.mean();
        let around = |rate: f64| self.shape / rate - mean;
        let within = self.average(|rate| self.shape / (rate * rate));
        (within + self.average(|rate| around(rate).powi(2))).sqrt()
    }

    pub(super) fn probability_at_most(&self, value: f64) -> f64 {
        self.average(|rate| gamma_lower(self.shape, rate * value))
    }

    pub(super) fn quantiles(&self, probabilities: &[f64]) -> Vec<f64> {
        let table = RootTable::new(self.shape);
        let roots: Vec<f64> = self.rates.iter().map(|rate| rate.cbrt()).collect();
        let moments = |power: i32| {
            roots.iter().map(|root| root.powi(-power)).sum::<f64>() / roots.len() as f64
        };
        let (first, second) = (moments(1), moments(2));
        let mean = table.mean * first;
        let spread = (table.sd.powi(2) * second
            + table.mean.powi(2) * (second - first * first).max(0.0))
        .sqrt();
        let one = |&probability: &f64| {
            if probability <= 0.0 {
                return 0.0;
            }
            if probability >= 1.0 {
                return f64::INFINITY;
            }
            let start = mean + normal_quantile(probability) * spread;
            self.quantile(probability, start, &roots, &table)
        };
        probabilities.iter().map(one).collect()
    }

    /// Newton's method on the cube root of R, kept between the quantiles of the extreme rates.
    fn quantile(&self, probability: f64, start: f64, roots: &[f64], table: &RootTable) -> f64 {
        let root = GammaQuantile::new(probability).of_shape(self.shape).cbrt();
        let ends = |(least, most): (f64, f64), &rate: &f64| (least.min(rate), most.max(rate));
        let (least, most) = roots.iter().fold((f64::INFINITY, 0.0), ends);
        let (mut low, mut high) = (root / most, root / least);
        let mut at = start.clamp(low, high);
        for _ in 0..60 {
            let (mut below, mut density) = (0.0, 0.0);
            for root in roots {
                let (probability, slope) = table.at(at * root);
                below += probability;
                density += slope * root;
            }
            let excess = below / roots.len() as f64 - probability;
            if excess < 0.0 {
                low = at;
            } else {
                high = at;
            }
            let next = at - excess * roots.len() as f64 / density;
            let next = if next > low && next < high {
                next
            } else {
                0.5 * (low + high)
            };
            if (next - at).abs() <= 1e-6 * at {
                // Quadratic convergence: the next step would be below a millionth of this one.
                return next.powi(3);
            }
            at = next;
        }
        at.powi(3)
    }
}

/// Distribution function of the cube root of a gamma variable of scale 1, in a table with cubic interpolation.
///
/// The root is nearly normal, so that even steps of an eighth of its sd give six digits everywhere; mixtures over drawn
/// rates are not known better than to two.
struct RootTable {
    shape: f64,
    /// Mean and sd of the root, nearly.
    mean: f64,
    sd: f64,
    start: f64,
    step: f64,
    /// Probability and density times the step at `start`, `start + step`, …; empty if the density has a pole at 0.
    nodes: Vec<(f64, f64)>,
}

/// The table reaches this many sds to either side.
const REACH: f64 = 6.0;

/// Steps of the table in one sd.
const STEPS_PER_SD: f64 = 8.0;

impl RootTable {
    fn new(shape: f64) -> Self {
        let scale = shape.cbrt();
        let mean = scale * (1.0 - 1.0 / (9.0 * shape)).max(0.1);
        let sd = scale / (3.0 * shape.sqrt());
        let step = sd / STEPS_PER_SD;
        let start = (mean - REACH * sd).max(0.0);
        let mut table = Self {
            shape,
            mean,
            sd,
            start,
            step,
            nodes: Vec::new(),
        };
        if shape >= 1.0 {
            table.fill();
        }
        table
    }

    /// Integrates the density by Simpson's rule from node to node.
    fn fill(&mut self) {
        let constant = 3.0_f64.ln() - ln_gamma(self.shape);
        let power = 3.0 * self.shape - 1.0;
        let density = |root: f64| {
            if root <= 0.0 {
                return 0.0;
            }
            (power * root.ln() - root * root * root + constant).exp() * self.step
        };
        let count = ((self.mean + REACH * self.sd - self.start) / self.step) as usize;
        let mut probability = 0.0;
        let mut left = density(self.start);
        self.nodes.push((probability, left));
        for node in 0..count {
            let root = self.start + node as f64 * self.step;
            let right = density(root + self.step);
            probability += (left + 4.0 * density(root + 0.5 * self.step) + right) / 6.0;
            self.nodes.push((probability, right));
            left = right;
        }
        // What lies outside the reach is shared out, so that the table ends at 1.
        for (value, slope) in &mut self.nodes {
            *value /= probability;
            *slope /= probability;
        }
    }

    /// Distribution function and density of the root.
    fn at(&self, root: f64) -> (f64, f64) {
        if self.nodes.is_empty() {
            let x = root.powi(3);
            let log = (3.0 * self.shape - 1.0) * root.ln() - x - ln_gamma(self.shape);
            return (gamma_lower(self.shape, x), 3.0 * log.exp());
        }
        let place = (root - self.start) / self.step;
        if place <= 0.0 {
            return (0.0, 0.0);
        }
        let node = place as usize;
        let [(p0, d0), (p1, d1)] = match self.nodes.get(node..node + 2) {
            Some(&[left, right]) => [left, right],
            _ => return (1.0, 0.0),
        };
        let t = place - node as f64;
        let rise = p1 - p0;
        // Hermite's cubic with the values and slopes of both ends.
        let (c2, c3) = (3.0 * rise - 2.0 * d0 - d1, d0 + d1 - 2.0 * rise);
        let value = p0 + t * (d0 + t * (c2 + t * c3));
        let slope = d0 + t * (2.0 * c2 + 3.0 * t * c3);
        (value, slope / self.step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixtures_of_one_rate_are_gamma_variables() {
        for shape in [0.3, 1.0, 2.5, 40.0, 3e5] {
            let mixture = GammaMixture::new(shape, vec![2.0; 7]);
            assert!((mixture.mean() - shape / 2.0).abs() < 1e-12 * shape);
            assert!((mixture.sd() - shape.sqrt() / 2.0).abs() < 1e-7 * shape);
            let probabilities = [0.025, 0.5, 0.975];
            for (got, p) in mixture.quantiles(&probabilities).iter().zip(probabilities) {
                let want = GammaQuantile::new(p).of_shape(shape) / 2.0;
                assert!(
                    (got / want - 1.0).abs() < 2e-5,
                    "{shape} {p}: {got} vs {want}"
                );
            }
        }
    }

    #[test]
    fn quantiles_undo_the_distribution_function() {
        for shape in [0.4, 1.0, 3.0, 30.0, 500.0] {
            let rates = (0..50)
                .map(|k| 10.0 * (1.0 + f64::from(k)).sqrt())
                .collect();
            let mixture = GammaMixture::new(shape, rates);
            let probabilities = [0.001, 0.025, 0.25, 0.5, 0.9, 0.975, 0.999];
            for (value, p) in mixture.quantiles(&probabilities).iter().zip(probabilities) {
                let back = mixture.probability_at_most(*value);
                assert!((back - p).abs() < 3e-6, "{shape} {p}: {back}");
            }
        }
    }
}
