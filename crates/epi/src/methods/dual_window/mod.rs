//! The two-window test (双窗法): one look at this week, one at two weeks, one budget of false alarms.
//!
//! **Question.** Is this week's count too high for its season, or are this week and the last together?
//! An outbreak that begins on a Friday puts half of its cases into the next week; each week alone may pass for chance.
//!
//! **For** weekly and monthly counts with two or more years of history, where small outbreaks matter and investigating
//! a signal is not free.
//!
//! **Equation.** In words: the expected count follows from level, trend and season of the whole history; the count
//! scatters around it with a variance that is `dispersion` times the mean; the look at one week and the look at two are
//! each ranked by how rarely such a count happens, and the p-value is how rarely either look ranks as high by chance.
//! log mean(t) = level + slope · t + Σ_j (a_j cos 2πjt + b_j sin 2πjt), t in years, j = 1 … `harmonics`.
//! With r₁ = P(Y > y) + ½ P(Y = y) for this week and r₂ likewise for the sum with the week before,
//! rank = min(r₁ / s, r₂ / (1 − s)), s = `one_step_share`, and
//! p = P(rank of an ordinary pair < rank) + ½ P(equal), summed over the two negative-binomial counts.
//! There is a signal when p ≤ `alpha`; the bound is the greatest count at which there is none, given last week's.
//! The p-value is a mid-p-value (Lancaster 1961): with whole numbers its level is kept on average, not from above.
//!
//! **Last week's outbreak.** The earlier count enters the sum no further than its own upper `carry_p` quantile, in the
//! observation and in the distribution it is held against: a week that was a signal by itself does not make a second
//! one of an ordinary week.
//!
//! **Baseline.** Up to `years` of history but the latest `skip_recent` steps, older years fading with `half_life_years`.
//! Past outbreaks are clipped and what clipping costs ordinary weeks is given back (`baseline.rs`).
//! Trend and season have priors around none, so that sparse series get no more of them than they show.
//! The uncertainty of the expected count widens the distribution. Weekly baselines are fitted anew every fourth week.
//!
//! **Related series.** `prior_dispersion` and `prior_points` say how strongly related series scatter and how many points
//! of history that knowledge is worth; [`learn_dispersion`] learns both from a panel.
//!
//! **Sources.** The test is this project's own. Its parts: robust regression after Cantoni E., Ronchetti E., J Am Stat
//! Assoc 2001;96:1022–1030, doi:10.1198/016214501753209004; mid-p-values after Lancaster H. O., J Am Stat Assoc
//! 1961;56:223–234, doi:10.1080/01621459.1961.10482105; the design it was tried on is that of Noufaily A. et al.,
//! Stat Med 2013;32:1206–1222, doi:10.1002/sim.5595. `docs/methods/dual_window.md` has the figures.
//!
//! **Units.** Cases per step; slope in the log mean per step.
//!
//! **Assumptions.** Weeks are independent given level, trend and season; trend and season multiply; reporting has not
//! changed within the years used.
//!
//! **Missing points** are left out of the baseline, of which at least half must be reported.
//! Without the count before, this step is judged alone at the whole budget.
//!
//! **Not for** daily counts (weekdays), histories under two years, or diseases whose level jumps from year to year by
//! large epidemics: a season then is not a season.

mod baseline;
mod evidence;
pub mod info;
mod panel;

use std::f64::consts::TAU;

use crate::detect::{
    Answer, Assessment, DetectError, Detector, NotEnoughData, Reason, Why, check_step, reported,
};
use crate::methods::{BASELINE_POINTS, enough_reported};
use crate::series::{CountSeries, Step};
use crate::spec::{ByStep, Method, Reader, SpecError};
use crate::stats::CountModel;

use baseline::{Baseline, History, Prior};
use evidence::{Beliefs, JointTest};

pub use panel::{DispersionPrior, LearnError, learn_dispersion};

/// Weekly baselines are fitted at every fourth week, counted from 1970-01-01.
const WEEKS_A_FIT: usize = 4;

/// Years of history below which trend and season cannot be told from chance.
const YEARS_MIN: usize = 2;

/// Prior standard deviations: of the log mean's change in a year, and of the wave with j crests a year, divided by j.
const TREND_SD: f64 = 0.2;
const WAVE_SD: f64 = 0.5;

/// Odds that an outbreak that began a step ago is over.
const IS_OVER: f64 = 0.05;

/// Mean length of a year in days, for waves that follow the calendar.
const YEAR_DAYS: f64 = 365.2425;

/// The detector; `P` coefficients: level, trend and two for each harmonic.
#[derive(Debug, Clone)]
pub struct DualWindow<const P: usize> {
    alpha: f64,
    years: usize,
    skip_recent: ByStep,
    prior: Prior<P>,
    beliefs: Beliefs,
    weeks: Lags<P>,
    months: Lags<P>,
}

/// Rows of the design by distance from the point of the fit, and the weights of points so far back.
#[derive(Debug, Clone)]
struct Lags<const P: usize> {
    /// Row of the step `WEEKS_A_FIT` − 1 after the fit first, then backwards in time.
    rows: Vec<[f64; P]>,
    weights: Vec<f64>,
}

impl<const P: usize> Lags<P> {
    /// Rows for baselines of so many points; `period` is the length of a year in steps.
    fn new(points: usize, period: f64, half_life: f64, with_trend: bool) -> Self {
        let lag = |place: usize| place as f64 - (WEEKS_A_FIT - 1) as f64;
        let row = |place: usize| {
            let years = -lag(place) / period;
            let mut row = [0.0; P];
            row[0] = 1.0;
            row[1] = if with_trend { years } else { 0.0 };
            for (i, value) in row.iter_mut().enumerate().skip(2) {
                let angle = TAU * years * (i / 2) as f64;
                *value = if i % 2 == 0 { angle.cos() } else { angle.sin() };
            }
            row
        };
        let places = 0..points + WEEKS_A_FIT;
        Self {
            rows: places.clone().map(row).collect(),
            weights: places
                .map(|place| (-lag(place) / (period * half_life)).exp2())
                .collect(),
        }
    }

    /// The place of the step `back` steps before one that lies `age` steps after the fit.
    fn place(age: usize, back: usize) -> usize {
        WEEKS_A_FIT - 1 - age + back
    }
}

/// Reads the settings; the number of harmonics decides the type.
pub(crate) fn read(reader: &Reader) -> Result<Box<dyn Detector>, SpecError> {
    Ok(match reader.count("harmonics")? {
        0 => Box::new(DualWindow::<2>::read(reader)?),
        1 => Box::new(DualWindow::<4>::read(reader)?),
        2 => Box::new(DualWindow::<6>::read(reader)?),
        _ => Box::new(DualWindow::<8>::read(reader)?),
    })
}

/// Memory that neighbouring points share.
#[derive(Debug)]
struct Scratch<const P: usize> {
    history: History<P>,
    test: JointTest,
    /// The last baseline and the point it was fitted at.
    fitted: Option<(usize, Result<Baseline<P>, NotEnoughData>)>,
}

impl<const P: usize> Default for Scratch<P> {
    fn default() -> Self {
        Self {
            history: History::default(),
            test: JointTest::default(),
            fitted: None,
        }
    }
}

impl<const P: usize> DualWindow<P> {
    fn read(reader: &Reader) -> Result<Self, SpecError> {
        let years = reader.count("years")?;
        let half_life = reader.number("half_life_years")?;
        let with_trend = reader.flag("trend")?;
        let week_period = match reader.choice("year_step")? {
            "frequency" => 52.0,
            _ => YEAR_DAYS / 7.0,
        };
        let lags = |step: Step, period| {
            Lags::new(years * step.per_year() + 1, period, half_life, with_trend)
        };
        let mut prior = Prior::new(TREND_SD, |crests| WAVE_SD / crests as f64);
        prior.dispersion = reader.number("prior_dispersion")?;
        prior.dispersion_points = reader.number("prior_points")?;
        Ok(Self {
            alpha: reader.number("alpha")?,
            years,
            skip_recent: reader.count_by_step("skip_recent")?,
            prior,
            beliefs: Beliefs {
                starts_now: reader.number("starts_now")?,
                is_over: IS_OVER,
            },
            weeks: lags(Step::Week, week_period),
            months: lags(Step::Month, 12.0),
        })
    }

    fn lags(&self, step: Step) -> &Lags<P> {
        match step {
            Step::Month => &self.months,
            _ => &self.weeks,
        }
    }

    /// Steps since the baseline of `at` was fitted; the same whatever part of the series is at hand.
    fn age(series: &CountSeries, at: usize) -> usize {
        match series.step {
            Step::Week => (series.day(at).div_euclid(7)).rem_euclid(WEEKS_A_FIT as i32) as usize,
            _ => 0,
        }
    }

    /// Fits the baseline of the steps from `anchor` on.
    fn fit(
        &self,
        series: &CountSeries,
        anchor: usize,
        history: &mut History<P>,
    ) -> Result<Baseline<P>, NotEnoughData> {
        let first = anchor.saturating_sub(self.years * series.step.per_year());
        // INVARIANT: `skip_recent` is at most a year, and there are two.
        let end = anchor - self.skip_recent.get(series.step);
        let lags = self.lags(series.step);
        history.clear();
        for (index, count) in (first..end).zip(&series.observed[first..end]) {
            if let Some(count) = count {
                let place = Lags::<P>::place(0, anchor - index);
                history.push(lags.rows[place], f64::from(*count), lags.weights[place]);
            }
        }
        enough_reported(end - first, 2 * P, history.len())?;
        history.fit(&self.prior).ok_or(NotEnoughData {
            needed: history.len() + 1,
            found: history.len(),
            of: BASELINE_POINTS,
        })
    }

    /// The distribution of an ordinary count at a row: the variance of its mean adds to its own.
    fn ordinary(baseline: &Baseline<P>, row: &[f64; P]) -> CountModel {
        let expected = baseline.at(row);
        let dispersion = baseline.dispersion + expected.mean * expected.log_variance;
        CountModel::new(expected.mean, dispersion)
    }

    fn judge(&self, series: &CountSeries, at: usize, scratch: &mut Scratch<P>) -> Answer {
        check_step(series, Method::DualWindow)?;
        let observed = reported(series, at)?;
        let age = Self::age(series, at);
        let needed = YEARS_MIN * series.step.per_year() + age;
        if at < needed {
            return Err(NotEnoughData {
                needed,
                found: at,
                of: "steps of history",
            }
            .into());
        }
        let anchor = at - age;
        if !matches!(scratch.fitted, Some((fitted_at, _)) if fitted_at == anchor) {
            scratch.fitted = Some((anchor, self.fit(series, anchor, &mut scratch.history)));
        }
        let Some((_, fitted)) = &scratch.fitted else {
            return Err(DetectError::OutOfRange {
                at,
                len: series.len(),
            });
        };
        let baseline = fitted.as_ref().map_err(|&error| error)?;
        let rows = &self.lags(series.step).rows;
        let current = Self::ordinary(baseline, &rows[Lags::<P>::place(age, 0)]);
        let previous = Self::ordinary(baseline, &rows[Lags::<P>::place(age, 1)]);
        let before = at.checked_sub(1).and_then(|before| series.observed[before]);
        let test = &mut scratch.test;
        test.prepare(&current, before.map(|_| &previous), self.beliefs);
        let verdict = self.verdict(test, observed, before);
        let (count, expected) = (f64::from(observed), current.mean());
        Ok(Assessment {
            observed: u64::from(observed),
            expected: Some(expected),
            bound: verdict.bound,
            p_value: Some(verdict.p_value),
            is_alarm: count > verdict.bound,
            score: Assessment::exceedance_score(count, expected, verdict.bound),
            why: Why {
                reason: verdict.reason,
                baseline_count: baseline.points,
                dispersion: Some(baseline.dispersion),
                trend_per_step: Some(baseline.slope_per_year() / series.step.per_year() as f64),
                statistic: Some(verdict.evidence),
            },
        })
    }

    /// Tests a count together with the one before it, or alone if that is not known.
    fn verdict(&self, test: &JointTest, observed: u32, before: Option<u32>) -> Verdict {
        let previous = before.unwrap_or(0);
        let bound = test.bound(self.alpha, previous);
        let count = f64::from(observed);
        let reason = if count <= bound {
            Reason::WithinBound
        } else if before.is_some() && count <= test.bound_alone(self.alpha) {
            Reason::SumAboveBound {
                steps: 2,
                sum: u64::from(observed) + u64::from(previous),
            }
        } else {
            Reason::AboveBound
        };
        Verdict {
            bound,
            p_value: test.p_value(observed, previous),
            evidence: test.evidence_of(observed, previous),
            reason,
        }
    }
}

/// What the two looks say.
struct Verdict {
    bound: f64,
    p_value: f64,
    evidence: f64,
    reason: Reason,
}

impl<const P: usize> Detector for DualWindow<P> {
    fn method(&self) -> Method {
        Method::DualWindow
    }

    fn look_back(&self, step: Step) -> Option<usize> {
        Some(
            self.years.max(YEARS_MIN) * step.per_year() + self.skip_recent.get(step) + WEEKS_A_FIT
                - 1,
        )
    }

    fn assess(&self, series: &CountSeries, at: usize) -> Answer {
        self.judge(series, at, &mut Scratch::default())
    }

    fn assess_range(&self, series: &CountSeries, range: std::ops::Range<usize>) -> Vec<Answer> {
        let mut scratch = Scratch::default();
        range
            .map(|at| self.judge(series, at, &mut scratch))
            .collect()
    }
}
