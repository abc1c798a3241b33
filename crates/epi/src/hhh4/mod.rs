//! Endemic–epidemic models (the `hhh4` of the literature, 地方性—流行性模型).
//!
//! **Question.** How much of the counts comes from outside and season, how much from last week's cases here, and how much from
//! last week's cases next door; and what is to be expected next?
//! For counts of one or several places or groups at equal steps.
//!
//! **Equation.** Expected cases are an endemic part, plus a multiple of the cases of the step before in the same unit, plus a
//! multiple of the weighted cases of the step before in the other units.
//! μ(i,t) = e(i,t)·ν(i,t) + λ(i,t)·y(i,t−1) + φ(i,t)·Σ over j of w(j,i)·y(j,t−1), or with earlier cases than those if asked ([`Timing`]),
//! where ln ν, ln λ and ln φ are each level(s) + slope·t + Σ over s of a·sin(2πst/year) + b·cos(2πst/year), and e is an offset such as the
//! share of the population. The weights w are given, fall as a power of a distance whose exponent is estimated, or are
//! estimated by order of neighbourhood.
//! Counts are Poisson, or negative binomial with variance μ + α·μ², one α for all units (`NegBin1`) or one each (`NegBinM`).
//! Coefficients maximise the likelihood of all counts given the counts of the step before.
//!
//! **Source.** Held L., Höhle M., Hofmann M., A statistical framework for the analysis of multivariate infectious disease
//! surveillance counts, Stat Modelling 2005;5:187–199, doi:10.1191/1471082X05st098oa;
//! Paul M., Held L., Toschke A. M., Multivariate modelling of infectious disease surveillance data, Stat Med 2008;27:6250–6267,
//! doi:10.1002/sim.3440;
//! Meyer S., Held L., Power-law models for infectious disease spread, Ann Appl Stat 2014;8:1612–1639, doi:10.1214/14-AOAS743.
//!
//! **Units.** t in steps from the first point, which is 0; a year is 365 days, 52 weeks or 12 months.
//! ν in cases a step, λ and φ in cases per earlier case; λ < 1 where an infection dies out without supply.
//!
//! **Assumptions.** What infects now was counted one step ago: the step is about the serial interval, so λ is not a reproduction
//! number where it is not. Reporting does not change. Given the step before, units are independent.
//!
//! **Missing counts** are left out, as are counts whose earlier cases are not all known; nothing is filled in.
//!
//! **Not for** a handful of cases in many units with many coefficients: what the likelihood does not determine is reported as
//! [`Convergence::Flat`], without standard errors. Not for counts still to be completed by late reports.

mod decay;
mod design;
mod error;
mod fit;
mod forecast;
mod likelihood;
mod weights;

pub use error::Hhh4Error;
pub use fit::{Coefficient, Convergence, Fit, Overdispersion};
pub use forecast::Forecast;
pub use weights::{Weights, orders};

/// How the counts of an endemic–epidemic model come about.
#[derive(Debug, Clone, PartialEq)]
pub struct Hhh4 {
    /// Cases from outside, season and trend: ν.
    pub endemic: Predictor,
    /// Cases per case of the step before in the same unit: λ; `None` leaves the part out.
    pub autoregressive: Option<Predictor>,
    /// Cases per weighted case of the step before in the other units: φ; `None` leaves the part out.
    pub neighbourhood: Option<(Predictor, Weights)>,
    /// Distribution of the counts.
    pub family: Family,
    /// How far back earlier cases lie, and where the likelihood begins.
    pub timing: Timing,
}

/// Which earlier cases infect, and which counts enter the likelihood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// Steps from the unit's own earlier cases to the count they act on, at least 1.
    pub own_lag: usize,
    /// Steps from other units' earlier cases to the count they act on, at least 1.
    pub others_lag: usize,
    /// First step whose counts enter the likelihood, for fits to be compared on the same counts; the first with earlier cases if that
    /// is later.
    pub first_step: usize,
}

impl Default for Timing {
    /// Cases of the step before, all counts.
    fn default() -> Self {
        Self {
            own_lag: 1,
            others_lag: 1,
            first_step: 0,
        }
    }
}

/// The logarithm of one part of the mean.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Predictor {
    /// Whether all units have the same level or each its own.
    pub level: Level,
    /// Whether the logarithm changes by the same amount every step.
    pub has_trend: bool,
    /// Waves a year: 1 = one sine and cosine a year, 2 = also one of half a year, and so on; 0 = no season.
    pub harmonics: usize,
    /// What the part is multiplied by, one row a unit and one value a step (0 or more), for example the share of the
    /// population; steps beyond the series may follow, for forecasts.
    pub offset: Option<Vec<Vec<f64>>>,
}

/// Levels of a predictor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// One for all units.
    #[default]
    Shared,
    /// One for each unit.
    PerUnit,
}

/// Distribution of a count around its mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Variance μ.
    Poisson,
    /// Variance μ + α·μ², the same α for all units.
    NegBin1,
    /// Variance μ + α·μ², an α for each unit.
    NegBinM,
}

impl Hhh4 {
    /// An endemic part with `harmonics` waves a year, an autoregressive part, no neighbours.
    pub fn seasonal(harmonics: usize, family: Family) -> Self {
        Self {
            endemic: Predictor {
                harmonics,
                ..Predictor::default()
            },
            autoregressive: Some(Predictor::default()),
            neighbourhood: None,
            family,
            timing: Timing::default(),
        }
    }

    /// The first step that has the earlier cases the model needs.
    fn first_answered(&self) -> usize {
        let own = self.autoregressive.as_ref().map(|_| self.timing.own_lag);
        let others = self.neighbourhood.as_ref().map(|_| self.timing.others_lag);
        own.max(others).unwrap_or(0).max(1)
    }
}
