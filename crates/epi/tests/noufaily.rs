//! The published simulation design for weekly outbreak detection, and how detectors are compared on it.
//!
//! **Source.** Noufaily A. et al., Stat Med 2013;32:1206–1222, doi:10.1002/sim.5595, section on simulations; used again
//! with 100 replicates of each of the 42 scenarios by Bédubourg G., Le Strat Y., PLoS ONE 2017;12:e0181227,
//! doi:10.1371/journal.pone.0181227.
//!
//! **Baseline.** 624 weeks; week t = 1 … 624 has the mean exp(θ + β t + Σ_{j ≤ m} (γ₁ cos 2πjt/52 + γ₂ sin 2πjt/52))
//! and is negative binomial with variance φ times the mean (Poisson at φ = 1).
//! Seven sets of (θ, β, γ₁, γ₂, φ), each without and with trend, each with m = 0, 1 and 2, make the 42 scenarios.
//!
//! **Outbreaks.** An outbreak of strength k that begins in week i has a Poisson number of cases with mean k times the
//! standard deviation of the baseline in week i; a case falls floor(x) weeks after i, log x normal with mean 0 and
//! standard deviation 0.5, so that half of the cases fall into week i and 42 % into the next.
//! Four outbreaks with k drawn from 2, 3, 5, 10 begin in weeks 313–575, one with k drawn likewise in weeks 576–624.
//! An outbreak without cases is drawn again, for there would be nothing to detect.
//!
//! **Measures**, over weeks 576–624 of all series together:
//! - *false-positive rate*: weeks with an alarm among the weeks before the outbreak's first and after its last case;
//! - *probability of detection* (POD): outbreaks with an alarm between start and last case;
//! - *delay*: weeks from the start to the first alarm, in the mean over detected outbreaks.
//!
//! Detectors are compared at the same false-positive rate: one threshold for all series is put where the pooled rate is
//! the wanted one, and where many weeks have exactly the threshold, each alarms with the probability that fills the rate.

use std::ops::{Range, RangeInclusive};

use epi::{Answer, CountSeries, Step};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// Weeks of a series.
const WEEKS: usize = 624;

/// Weeks in which the past outbreaks begin, and weeks that are judged; from 0.
const PAST: Range<usize> = 312..575;
pub const JUDGED: Range<usize> = 575..WEEKS;

/// Outbreaks in the past weeks, and the strengths of all.
const PAST_OUTBREAKS: usize = 4;
const STRENGTHS: [f64; 4] = [2.0, 3.0, 5.0, 10.0];

/// θ, β, γ₁, γ₂, φ.
const SETS: [[f64; 5]; 7] = [
    [0.1, 0.0025, 0.6, 0.6, 1.5],
    [-2.0, 0.005, 0.1, 0.3, 2.0],
    [1.5, 0.003, 0.2, -0.4, 1.0],
    [0.5, 0.002, 0.5, 0.5, 5.0],
    [2.5, 0.001, 1.0, 0.1, 3.0],
    [3.75, 0.001, 0.1, -0.1, 1.1],
    [5.0, 0.0001, 0.05, 0.01, 1.2],
];

/// Scenarios of the design.
pub const SCENARIOS: usize = SETS.len() * 2 * 3;

/// One simulated series with its truth.
pub struct Simulated {
    pub series: CountSeries,
    /// Mean of the baseline in every week.
    pub mean: Vec<f64>,
    /// Variance of the baseline over its mean.
    pub dispersion: f64,
    /// First week of the outbreak to its last case.
    pub outbreak: RangeInclusive<usize>,
}

/// A negative-binomial count (Poisson at dispersion 1) by inversion.
pub fn draw(mean: f64, dispersion: f64, rng: &mut Pcg64Mcg) -> u32 {
    let zero = if dispersion > 1.0 {
        -mean / (dispersion - 1.0) * dispersion.ln()
    } else {
        -mean
    };
    let (mut term, mut count) = (zero.exp(), 0.0);
    let mut left = rng.random::<f64>() - term;
    while left > 0.0 && count < 1e6 {
        term *= (mean / dispersion + (1.0 - 1.0 / dispersion) * count) / (count + 1.0);
        count += 1.0;
        left -= term;
    }
    count as u32
}

/// A standard normal variable by Box and Muller's method.
fn normal(rng: &mut Pcg64Mcg) -> f64 {
    let radius = (-2.0 * (1.0 - rng.random::<f64>()).ln()).sqrt();
    radius * (std::f64::consts::TAU * rng.random::<f64>()).cos()
}

/// Mean of the baseline in every week of a scenario.
fn means(scenario: usize) -> Vec<f64> {
    let [theta, beta, gamma_cos, gamma_sin, _] = SETS[scenario / 6];
    let beta = if scenario % 6 < 3 { 0.0 } else { beta };
    let waves = scenario % 3;
    let log_mean = |t: f64| {
        let wave = |j: usize| {
            let angle = std::f64::consts::TAU * j as f64 * t / 52.0;
            gamma_cos * angle.cos() + gamma_sin * angle.sin()
        };
        theta + beta * t + (1..=waves).map(wave).sum::<f64>()
    };
    (1..=WEEKS).map(|t| log_mean(t as f64).exp()).collect()
}

/// One replicate of a scenario (0 … 41); the same for the same numbers.
pub fn simulate(scenario: usize, replicate: usize, seed: u64) -> Simulated {
    let stream =
        seed ^ ((replicate * SCENARIOS + scenario) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut rng = Pcg64Mcg::seed_from_u64(stream);
    let dispersion = SETS[scenario / 6][4];
    let mean = means(scenario);
    let mut counts: Vec<u32> = mean
        .iter()
        .map(|&m| draw(m, dispersion, &mut rng))
        .collect();
    let mut add = |strength: f64, start: usize, rng: &mut Pcg64Mcg| loop {
        let cases = draw(strength * (mean[start] * dispersion).sqrt(), 1.0, rng);
        let mut last = start;
        for _ in 0..cases {
            let week = start + (0.5 * normal(rng)).exp() as usize;
            if week < WEEKS {
                counts[week] += 1;
                last = last.max(week);
            }
        }
        if cases > 0 {
            break start..=last;
        }
    };
    let mut outbreak = |weeks: Range<usize>, rng: &mut Pcg64Mcg| {
        let strength = STRENGTHS[rng.random_range(0..STRENGTHS.len())];
        add(strength, rng.random_range(weeks), rng)
    };
    for _ in 0..PAST_OUTBREAKS {
        outbreak(PAST, &mut rng);
    }
    let outbreak = outbreak(JUDGED, &mut rng);
    Simulated {
        series: CountSeries::complete(12_422, Step::Week, &counts),
        mean,
        dispersion,
        outbreak,
    }
}

/// Every scenario with so many replicates.
pub fn panel(replicates: usize, seed: u64) -> Vec<Simulated> {
    (0..replicates)
        .flat_map(|replicate| {
            (0..SCENARIOS).map(move |scenario| simulate(scenario, replicate, seed))
        })
        .collect()
}

/// How alarming an answer is, lowest first: by p-value, else by the score or the method's statistic.
pub fn rank(answer: &Answer) -> f64 {
    let Ok(answer) = answer else {
        return f64::INFINITY;
    };
    let by_statistic = answer.score.or(answer.why.statistic).map(|value| -value);
    let by_bound = if answer.observed as f64 > answer.bound {
        -1e9
    } else {
        1e9
    };
    answer.p_value.or(by_statistic).unwrap_or(by_bound)
}

/// P(Y ≥ count) and P(Y > count) of a negative-binomial count with known mean and dispersion.
fn tails(mean: f64, dispersion: f64, count: u32) -> [f64; 2] {
    let (a, b) = (mean / dispersion, 1.0 - 1.0 / dispersion);
    let zero = if dispersion > 1.0 {
        -mean / (dispersion - 1.0) * dispersion.ln()
    } else {
        -mean
    };
    let mut term = zero.exp();
    let mut k = 0.0;
    while k < f64::from(count) {
        term *= (a + b * k) / (k + 1.0);
        k += 1.0;
    }
    let here = term;
    let mut above = 0.0;
    while k < mean || term > 1e-17 * above {
        term *= (a + b * k) / (k + 1.0);
        k += 1.0;
        above += term;
        if term == 0.0 {
            break;
        }
    }
    [here + above, above]
}

/// Ranks of the judged weeks by one who knows the true mean and dispersion of every week and looks at the last `weeks`
/// weeks together.
pub fn oracle(simulated: &Simulated, weeks: usize) -> Vec<f64> {
    let judge = |at: usize| {
        let window = at + 1 - weeks..=at;
        let mean: f64 = window.clone().map(|week| simulated.mean[week]).sum();
        let count = window
            .map(|week| simulated.series.observed[week].unwrap_or(0))
            .sum();
        let [at_least, above] = tails(mean, simulated.dispersion, count);
        0.5 * (at_least + above)
    };
    JUDGED.map(judge).collect()
}

/// What a detector reaches at a false-positive rate.
#[derive(Debug, Clone, Copy)]
pub struct Quality {
    /// Ranks below this alarm.
    pub threshold: f64,
    /// Probability of detection with its standard error over series.
    pub detection: f64,
    pub detection_error: f64,
    /// Mean delay in weeks with its standard error over detected outbreaks.
    pub delay: f64,
    pub delay_error: f64,
}

/// Holds the ranks of the judged weeks of every series against the truth, at a matched false-positive rate.
pub fn quality(panel: &[Simulated], ranks: &[Vec<f64>], rate: f64) -> Quality {
    let mut quiet: Vec<f64> = Vec::new();
    for (simulated, ranks) in panel.iter().zip(ranks) {
        let outside = JUDGED
            .zip(ranks)
            .filter(|(week, _)| !simulated.outbreak.contains(week));
        quiet.extend(outside.map(|(_, rank)| *rank));
    }
    quiet.sort_by(f64::total_cmp);
    let wanted = rate * quiet.len() as f64;
    let threshold = quiet[wanted as usize];
    let below = quiet.partition_point(|&rank| rank < threshold) as f64;
    let up_to = quiet.partition_point(|&rank| rank <= threshold) as f64;
    let share = (wanted - below) / (up_to - below);

    // Probability of an alarm in each outbreak, with the weeks it is expected after the start.
    let outcome = |(simulated, ranks): (&Simulated, &Vec<f64>)| {
        let (mut missed, mut weeks) = (1.0, Vec::new());
        for week in simulated.outbreak.clone() {
            let rank = ranks[week - JUDGED.start];
            let hit = if rank < threshold {
                1.0
            } else if rank == threshold {
                share
            } else {
                0.0
            };
            weeks.push(missed * hit);
            missed *= 1.0 - hit;
        }
        weeks
    };
    let outcomes: Vec<Vec<f64>> = panel.iter().zip(ranks).map(outcome).collect();
    let n = panel.len() as f64;
    let detected: f64 = outcomes.iter().flatten().sum();
    let detection = detected / n;
    let moment = |power: i32| {
        let of = |weeks: &Vec<f64>| -> f64 {
            weeks
                .iter()
                .enumerate()
                .map(|(week, p)| p * (week as f64).powi(power))
                .sum()
        };
        outcomes.iter().map(of).sum::<f64>() / detected
    };
    let delay = moment(1);
    Quality {
        threshold,
        detection,
        detection_error: (detection * (1.0 - detection) / n).sqrt(),
        delay,
        delay_error: ((moment(2) - delay * delay) / detected).sqrt(),
    }
}
