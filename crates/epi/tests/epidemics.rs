//! Simulated epidemics whose R is known on every day.

use std::f64::consts::TAU;

use epi::rt::{Incidence, SerialInterval};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// Days simulated.
pub const DAYS: usize = 90;

/// First day on which estimates are judged: two to three serial intervals after the first case.
pub const JUDGED_FROM: usize = 14;

/// How one kind of epidemic goes.
#[derive(Debug, Clone, Copy)]
pub struct Scenario {
    pub name: &'static str,
    /// R of a day.
    r: fn(usize) -> f64,
    /// Cases a day in the first week, which nobody infected here.
    seeds: f64,
    /// Imported cases a day.
    imported: f64,
    /// Dispersion of how many people single cases infect.
    superspreading: f64,
    /// Negative binomial size of the scatter of reporting.
    reporting: f64,
}

const PLAIN: Scenario = Scenario {
    name: "",
    r: |_| 1.0,
    seeds: 20.0,
    imported: 0.0,
    superspreading: f64::INFINITY,
    reporting: f64::INFINITY,
};

/// The kinds of epidemic that methods are judged on.
pub const SCENARIOS: [Scenario; 8] = [
    Scenario {
        name: "constant 1.2",
        r: |_| 1.2,
        ..PLAIN
    },
    Scenario {
        name: "step 2.5 to 0.8",
        r: |day| if day < 30 { 2.5 } else { 0.8 },
        seeds: 5.0,
        ..PLAIN
    },
    Scenario {
        name: "slow wave",
        r: |day| (0.35 * (TAU * day as f64 / 60.0).sin()).exp(),
        seeds: 40.0,
        ..PLAIN
    },
    Scenario {
        name: "piecewise",
        r: |day| [1.6, 0.7, 1.3, 0.9, 1.1][(day / 20).min(4)],
        ..PLAIN
    },
    Scenario {
        name: "low counts, imports",
        r: |day| if day < 45 { 0.9 } else { 0.6 },
        seeds: 2.0,
        imported: 0.5,
        ..PLAIN
    },
    Scenario {
        name: "superspreading",
        r: |day| (0.3 * (TAU * day as f64 / 60.0).sin()).exp(),
        superspreading: 0.3,
        ..PLAIN
    },
    Scenario {
        name: "noisy reports",
        r: |day| if day < 40 { 1.5 } else { 0.8 },
        reporting: 8.0,
        ..PLAIN
    },
    Scenario {
        name: "ramp 2 to 0.7",
        r: |day| 2.0 - 1.3 * (day as f64 / 60.0).min(1.0),
        seeds: 10.0,
        ..PLAIN
    },
];

/// The serial interval of all scenarios: mean 5.1 and sd 2.8 days.
pub fn interval() -> SerialInterval {
    SerialInterval::discretised_gamma(5.1, 2.8, 30).unwrap()
}

/// One epidemic and its truth.
pub struct Epidemic {
    pub incidence: Incidence,
    pub r: Vec<f64>,
}

impl Scenario {
    /// One run of the epidemic.
    pub fn simulate(&self, seed: u64) -> Epidemic {
        let mut rng = Pcg64Mcg::seed_from_u64(seed);
        let weights = interval();
        let (mut local, mut imported) = (Vec::new(), Vec::new());
        for day in 0..DAYS {
            let total = |day: usize| local[day] + imported[day];
            let lags = 1..weights.weights().len().min(day + 1);
            let infectivity: f64 = lags
                .map(|lag| weights.weights()[lag] * total(day - lag))
                .sum();
            let seeds = if day < 7 { self.seeds } else { 0.0 };
            let mut mean = (self.r)(day) * infectivity;
            if self.superspreading.is_finite() && mean > 0.0 {
                mean *= gamma_of_mean_one(self.superspreading * infectivity, &mut rng);
            }
            if self.reporting.is_finite() {
                mean *= gamma_of_mean_one(self.reporting, &mut rng);
            }
            local.push(poisson(mean, &mut rng));
            imported.push(poisson(seeds + self.imported, &mut rng));
        }
        Epidemic {
            incidence: Incidence::new(local, imported).unwrap(),
            r: (0..DAYS).map(self.r).collect(),
        }
    }
}

/// A standard normal number (Box & Muller).
pub fn normal(rng: &mut Pcg64Mcg) -> f64 {
    let radius = (-2.0 * (1.0 - rng.random::<f64>()).ln()).sqrt();
    radius * (TAU * rng.random::<f64>()).cos()
}

/// A gamma number of mean 1 (Marsaglia & Tsang 2000, doi:10.1145/358407.358414).
fn gamma_of_mean_one(shape: f64, rng: &mut Pcg64Mcg) -> f64 {
    if shape < 1.0 {
        let boost = (1.0 - rng.random::<f64>()).powf(1.0 / shape);
        return gamma_of_mean_one(shape + 1.0, rng) * boost * (shape + 1.0) / shape;
    }
    let d = shape - 1.0 / 3.0;
    loop {
        let x = normal(rng);
        let v = (1.0 + x / (9.0 * d).sqrt()).powi(3);
        let u = 1.0 - rng.random::<f64>();
        if v > 0.0 && u.ln() < 0.5 * x * x + d * (1.0 - v + v.ln()) {
            return d * v / shape;
        }
    }
}

/// A Poisson count: by inversion, and from a mean of 500 on as a rounded normal number.
pub fn poisson(mean: f64, rng: &mut Pcg64Mcg) -> f64 {
    if mean > 500.0 {
        return (mean + mean.sqrt() * normal(rng)).round().max(0.0);
    }
    let (mut term, mut count) = ((-mean).exp(), 0.0);
    let mut left = rng.random::<f64>() - term;
    while left > 0.0 && count < 2000.0 {
        count += 1.0;
        term *= mean / count;
        left -= term;
    }
    count
}
