//! One probability for two looks: has an outbreak begun this step, or one step ago?
//!
//! An outbreak of strength k puts half of k standard deviations of cases into each of two steps.
//! For a count y of mean m the evidence of strength k is L_k(y) = P(y; m + k/2 sd) / P(y; m), the added cases Poisson.
//! With this step's count a and the count b before it, the evidence that an outbreak is going on is
//!
//! E(a, b) = mean over k of L_k(a) · (s + (1 − s) · L_k(b)) / (1 + ε · mean over k of L_k(b)):
//!
//! it began now with prior probability s, one step ago with 1 − s; in the denominator, one that began a step ago may
//! also be over, so that a week already signalled does not make a signal of the ordinary week after it.
//! The p-value is the probability that two ordinary counts give as much evidence, half of the ties counted: a sum over
//! their joint distribution, so that the two looks need no correction for being two.

use crate::stats::CountModel;

/// Strengths an outbreak may have, in standard deviations of the ordinary count.
const STRENGTHS: [f64; 3] = [2.0, 4.0, 8.0];

/// Share of an outbreak's cases in each of its two steps.
const STEP_SHARE: f64 = 0.5;

/// Most counts a table holds one by one; wider distributions are looked at on a grid of about so many points.
const COUNTS_MAX: f64 = 512.0;
const GRID_POINTS: f64 = 192.0;

/// Standard deviations below and above the mean where tables end, with room for small means.
const BELOW_SD: f64 = 6.5;
const ABOVE_SD: f64 = 10.0;
const ABOVE: f64 = 20.0;

/// Evidence that differs by less than this share is a tie.
const TIE: f64 = 1e-10;

/// Prior beliefs about outbreaks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beliefs {
    /// Probability that an outbreak under way began this step and not one step ago.
    pub(super) starts_now: f64,
    /// Odds that one that began a step ago is over.
    pub(super) is_over: f64,
}

/// An ordinary count: how probable each value is and what evidence it would be, over a grid of values.
#[derive(Debug, Default)]
struct Look {
    /// What the tables hold, so that they need not be filled twice.
    model: Option<CountModel>,
    first: f64,
    stride: f64,
    probability: Vec<f64>,
    /// Probability of the value or a higher one; one entry longer.
    at_least: Vec<f64>,
    /// L_k by strength, rising.
    evidence: Vec<[f64; STRENGTHS.len()]>,
}

impl Look {
    fn fill(&mut self, model: &CountModel) {
        if self.model == Some(*model) {
            return;
        }
        self.model = Some(*model);
        let (mean, sd) = (model.mean(), model.sd());
        self.first = (mean - BELOW_SD * sd).floor().max(0.0);
        let width = mean + ABOVE_SD * sd + ABOVE - self.first;
        let stride = if width > COUNTS_MAX {
            (width / GRID_POINTS).ceil()
        } else {
            1.0
        };
        self.fill_with(model, stride, (width / stride).ceil() as usize);
    }

    /// So many points from `first` on.
    fn fill_with(&mut self, model: &CountModel, stride: f64, points: usize) {
        self.stride = stride;
        self.fill_probabilities(model, points);
        self.fill_evidence(model, points);
        let end = self.first + stride * points as f64;
        self.at_least.clear();
        self.at_least.resize(points + 1, 0.0);
        self.at_least[points] = model.at_least(end - (stride - 1.0) / 2.0);
        for i in (0..points).rev() {
            self.at_least[i] = self.at_least[i + 1] + self.probability[i];
        }
    }

    /// Each point stands for its neighbours.
    fn fill_probabilities(&mut self, model: &CountModel, points: usize) {
        let (first, stride) = (self.first, self.stride);
        let logs = model.log_probabilities();
        let of = |k: f64| (logs.at(k) - libm::lgamma(k + 1.0)).exp();
        self.probability.clear();
        if stride > 1.0 {
            let points = (0..points).map(|i| stride * of(first + stride * i as f64));
            self.probability.extend(points);
        } else {
            let mut probability = of(first);
            self.probability.extend((0..points).map(|i| {
                let k = first + i as f64;
                let here = probability;
                probability *= model.growth(k) / (k + 1.0);
                here
            }));
        }
    }

    /// L_k from point to point; beyond the counts it was made for, an outbreak scatters as ordinary counts do, so that
    /// no count is too high to be evidence.
    fn fill_evidence(&mut self, model: &CountModel, points: usize) {
        let sd = model.sd();
        let dispersion = sd * sd / model.mean();
        let outbreaks = STRENGTHS.map(|strength| {
            let added = STEP_SHARE * strength * sd;
            let mean = model.mean() + added;
            let as_poisson = CountModel::new(mean, (sd * sd + added) / mean);
            (as_poisson, CountModel::new(mean, dispersion))
        });
        let log_first = model.log_probabilities().at(self.first);
        let mut ratios = outbreaks
            .map(|(outbreak, _)| (outbreak.log_probabilities().at(self.first) - log_first).exp());
        self.evidence.clear();
        for i in 0..points {
            self.evidence.push(ratios);
            let middle = self.first + self.stride * (i as f64 + 0.5) - 0.5;
            let ordinary = model.growth(middle);
            for (ratio, (as_poisson, as_ordinary)) in ratios.iter_mut().zip(&outbreaks) {
                let growth = as_poisson.growth(middle).max(as_ordinary.growth(middle)) / ordinary;
                *ratio *= if self.stride > 1.0 {
                    growth.powf(self.stride)
                } else {
                    growth
                };
            }
        }
    }

    /// A count that is not known: it happens with certainty and is evidence of nothing.
    fn fill_unknown(&mut self) {
        self.model = None;
        (self.first, self.stride) = (0.0, 1.0);
        self.probability.clear();
        self.probability.push(1.0);
        self.evidence.clear();
        self.evidence.push([1.0; STRENGTHS.len()]);
    }

    /// Place of a count on the grid; counts beyond it are no more than its end.
    fn place(&self, count: f64) -> f64 {
        ((count - self.first) / self.stride).clamp(0.0, (self.probability.len() - 1) as f64)
    }
}

/// The joint test of two counts; the memory stays between tests.
#[derive(Debug, Default)]
pub(super) struct JointTest {
    current: Look,
    previous: Look,
    /// What the count before makes of each strength, by its place on the grid.
    factors: Vec<[f64; STRENGTHS.len()]>,
}

impl JointTest {
    /// Prepares the test for the distributions of an ordinary count and of the one before, if that is known.
    pub(super) fn prepare(
        &mut self,
        current: &CountModel,
        previous: Option<&CountModel>,
        beliefs: Beliefs,
    ) {
        // What was current a step ago is the count before now.
        if previous.is_some() && self.current.model.as_ref() == previous {
            std::mem::swap(&mut self.current, &mut self.previous);
        }
        self.current.fill(current);
        match previous {
            Some(previous) => self.previous.fill(previous),
            None => self.previous.fill_unknown(),
        }
        let strengths = STRENGTHS.len() as f64;
        let factor = |evidence: &[f64; STRENGTHS.len()]| {
            let mean = evidence.iter().sum::<f64>() / strengths;
            let whole = strengths * (1.0 + beliefs.is_over * mean);
            evidence.map(|l| (beliefs.starts_now + (1.0 - beliefs.starts_now) * l) / whole)
        };
        self.factors.clear();
        self.factors
            .extend(self.previous.evidence.iter().map(factor));
    }

    /// E at places of the two grids.
    fn evidence(&self, current: usize, previous: usize) -> f64 {
        let looks = self.current.evidence[current]
            .iter()
            .zip(&self.factors[previous]);
        looks.map(|(l, factor)| l * factor).sum()
    }

    /// Evidence of the two counts that an outbreak is going on.
    pub(super) fn evidence_of(&self, current: u32, previous: u32) -> f64 {
        let place = |look: &Look, count: u32| look.place(f64::from(count)).round() as usize;
        self.evidence(
            place(&self.current, current),
            place(&self.previous, previous),
        )
    }

    /// P(E as high as at these places), half of the ties counted.
    fn p_at_points(&self, current: usize, previous: usize) -> f64 {
        let seen = self.evidence(current, previous);
        let (as_high, higher) = (seen * (1.0 - TIE), seen * (1.0 + TIE));
        let points = self.current.probability.len();
        let mut p = 0.0;
        // The place from which the current count is evidence enough; it moves little from one earlier count to the next.
        let mut from = current;
        for (earlier, probability) in self.previous.probability.iter().enumerate() {
            while from > 0 && self.evidence(from - 1, earlier) >= as_high {
                from -= 1;
            }
            while from < points && self.evidence(from, earlier) < as_high {
                from += 1;
            }
            let mut above = from;
            while above < points && self.evidence(above, earlier) <= higher {
                above += 1;
            }
            let tails = self.current.at_least[from] + self.current.at_least[above];
            p += probability * 0.5 * tails;
        }
        p.clamp(0.0, 1.0)
    }

    /// The same for a place of the earlier count that may lie between the points of a coarse grid.
    fn p_at(&self, current: usize, previous: f64) -> f64 {
        let (below, share) = (previous.floor() as usize, previous.fract());
        let low = self.p_at_points(current, below);
        if share > 0.0 {
            between(low, self.p_at_points(current, below + 1), share)
        } else {
            low
        }
    }

    /// Probability that two ordinary counts are as much evidence as these, half of the ties counted.
    pub(super) fn p_value(&self, current: u32, previous: u32) -> f64 {
        let previous = self.previous.place(f64::from(previous));
        let place = self.current.place(f64::from(current));
        let (below, share) = (place.floor() as usize, place.fract());
        let low = self.p_at(below, previous);
        if share > 0.0 {
            between(low, self.p_at(below + 1, previous), share)
        } else {
            low
        }
    }

    /// The greatest current count whose p-value is above `alpha`, given the count before; 0 if there is none.
    pub(super) fn bound(&self, alpha: f64, previous: u32) -> f64 {
        let previous = self.previous.place(f64::from(previous));
        let points = self.current.probability.len();
        // The p-value is above `alpha` at `low` and not at `high`; the bound of one look is a good guess.
        let (mut low, mut high) = (0, points);
        let mut guess = self.place_alone(alpha);
        let mut step = 1;
        while high - low > 1 {
            let middle = guess.clamp(low + 1, high - 1);
            if self.p_at(middle, previous) > alpha {
                low = middle;
                guess = middle + step;
            } else {
                high = middle;
                guess = middle.saturating_sub(step);
            }
            // Steps double until both ends are near, then halve the rest.
            if guess <= low || guess >= high || step > (high - low) / 2 {
                guess = (low + high) / 2;
            }
            step *= 2;
        }
        let at = self.current.first + self.current.stride * low as f64;
        if self.current.stride > 1.0 && high < points {
            let log_p = |place| self.p_at(place, previous).max(f64::MIN_POSITIVE).ln();
            let (above, below) = (log_p(low), log_p(high));
            let share =
                ((above - alpha.ln()) / (above - below).max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
            (at + share * self.current.stride).floor()
        } else {
            at
        }
    }

    /// The last place whose own tail, half of its probability counted, is above `alpha`.
    fn place_alone(&self, alpha: f64) -> usize {
        let at_least = &self.current.at_least;
        // `at_least` falls, and so do means of its neighbours.
        let first = at_least.partition_point(|&p| p > alpha).saturating_sub(1);
        let is_above =
            0.5 * (at_least[first] + at_least[(first + 1).min(at_least.len() - 1)]) > alpha;
        if is_above {
            first
        } else {
            first.saturating_sub(1)
        }
    }

    /// The greatest count whose own tail, half of its probability counted, is above `alpha`: the bound of one look.
    pub(super) fn bound_alone(&self, alpha: f64) -> f64 {
        self.current.first + self.current.stride * self.place_alone(alpha) as f64
    }
}

/// A tail probability between two points of a coarse grid: tails fall like a geometric series.
fn between(low: f64, high: f64, share: f64) -> f64 {
    if low > 0.0 && high > 0.0 {
        (low.ln() * (1.0 - share) + high.ln() * share).exp()
    } else {
        low.min(high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BELIEFS: Beliefs = Beliefs {
        starts_now: 0.5,
        is_over: 0.05,
    };

    fn prepared(mean: f64, dispersion: f64) -> JointTest {
        let model = CountModel::new(mean, dispersion);
        let mut test = JointTest::default();
        test.prepare(&model, Some(&model), BELIEFS);
        test
    }

    #[test]
    fn p_values_are_the_probability_of_as_much_evidence() {
        let test = prepared(1.3, 1.4);
        let (points, earlier) = (test.current.probability.len(), test.factors.len());
        let seen = test.evidence(4, 2);
        let mut direct = 0.0;
        for a in 0..points {
            for b in 0..earlier {
                let both = test.current.probability[a] * test.previous.probability[b];
                let evidence = test.evidence(a, b);
                let is_tie = (evidence / seen - 1.0).abs() <= TIE;
                direct += both
                    * if is_tie {
                        0.5
                    } else {
                        f64::from(u8::from(evidence > seen))
                    };
            }
        }
        assert!((test.p_value(4, 2) - direct).abs() < 1e-12);
    }

    #[test]
    fn the_bound_is_the_last_count_above_the_level() {
        for (mean, dispersion) in [(0.05, 1.0), (0.8, 2.0), (12.0, 1.0), (90.0, 3.0)] {
            let test = prepared(mean, dispersion);
            for alpha in [0.001, 0.01, 0.05] {
                for previous in [0, mean as u32, 2 * mean as u32 + 4] {
                    let bound = test.bound(alpha, previous) as u32;
                    assert!(test.p_value(bound, previous) > alpha || bound == 0);
                    assert!(test.p_value(bound + 1, previous) <= alpha);
                }
            }
        }
    }

    #[test]
    fn a_coarse_grid_gives_nearly_the_same_p_value() {
        let (mean, dispersion) = (2000.0, 2.0);
        let model = CountModel::new(mean, dispersion);
        let coarse = prepared(mean, dispersion);
        assert!(coarse.current.stride > 1.0);
        let mut fine = JointTest::default();
        for look in [&mut fine.current, &mut fine.previous] {
            look.model = Some(model);
            look.first = coarse.current.first;
            look.fill_with(&model, 1.0, 1400);
        }
        fine.prepare(&model, Some(&model), BELIEFS);
        for previous in [1950, 2040, 2100, 2300] {
            for current in [1990, 2060, 2110, 2160, 2200] {
                let (a, b) = (
                    coarse.p_value(current, previous),
                    fine.p_value(current, previous),
                );
                assert!((a / b - 1.0).abs() < 0.05, "{current} {previous}: {a} {b}");
            }
            let (a, b) = (coarse.bound(0.01, previous), fine.bound(0.01, previous));
            assert!((a - b).abs() < 0.05 * model.sd(), "{previous}: {a} {b}");
        }
    }

    #[test]
    fn without_the_count_before_the_look_at_one_step_remains() {
        let model = CountModel::new(3.0, 1.0);
        let mut test = JointTest::default();
        test.prepare(&model, None, BELIEFS);
        let tail = 0.5 * (model.at_least(7.0) + model.at_least(8.0));
        assert!((test.p_value(7, 0) - tail).abs() < 1e-12);
        assert_eq!(test.bound(0.02, 0), test.bound_alone(0.02));
    }

    #[test]
    fn a_week_that_was_a_signal_does_not_make_one_of_an_ordinary_week() {
        let test = prepared(20.0, 1.5);
        for previous in [60, 200, 100_000] {
            assert!(test.p_value(20, previous) > 0.01);
            assert!(test.p_value(45, previous) < 0.01);
        }
    }
}
