//! Farrington's regression for weekly and monthly notifications, in the flexible form of Noufaily et al.
//!
//! **Question.** Is this week's count above what season and trend of the past five years lead one to expect, past
//! outbreaks not counting fully?
//!
//! **Equation.** In words: the count of a past week is Poisson-like with a mean that is the product of the level of its
//! season and an exponential trend, and with a variance that is `dispersion` times the mean.
//! log mean(t) = level(season(t)) + slope · t (+ log population(t)).
//! Dispersion is the weighted squared Pearson residual per degree of freedom, at least 1.
//! After a first fit, points whose standardised Anscombe residual s exceeds `reweight_above` get the weight s⁻², all
//! weights are scaled to a mean of 1, and the fit is repeated.
//! The trend stays if there are three or more years, its p-value is below `trend_p_max`, and it does not carry the
//! current mean beyond the highest past count.
//! The limit is, by `bound_method`:
//! - `nb_plugin`: the 1 − alpha quantile of a negative-binomial (Poisson at dispersion 1) count with the fitted mean;
//! - `muan`: the same at the upper 1 − alpha confidence limit of the mean;
//! - `delta`: mean^e + z · sd, raised to 1/e, where e is the `transform`, and sd² follows from
//!   dispersion · mean + variance of the mean by the delta method.
//!
//! **Baseline.** The same time of year in each of `years` past years with `half_window` steps on either side; with
//! `seasons` k > 1 the rest of each year enters too, cut into k − 1 groups with levels of their own.
//! The latest `skip_recent` steps stay out, so that an outbreak that began lately does not hide itself.
//!
//! **Sources.** Farrington C. P. et al., J R Stat Soc A 1996;159:547–563, doi:10.2307/2983331;
//! Noufaily A. et al., Stat Med 2013;32(7):1206–1222, doi:10.1002/sim.5595, whose settings are the defaults here;
//! Salmon M. et al., J Stat Softw 2016;70(10), doi:10.18637/jss.v070.i10, for R's surveillance package.
//!
//! **Units.** Cases per step; slope per week, or per month of 30.44 days; `reweight_above` in standard deviations.
//!
//! **Assumptions.** Weeks are independent given season and trend, reporting has not changed, season and trend multiply.
//!
//! **Zero cases.** A season without a single case has mean 0 exactly, and its bound is 0.
//! With `recent_cases_min` at its default, single cases of a disease not seen before still make no signal: use the
//! fixed value for those.
//!
//! **Missing points** are left out of the baseline, of which at least half must be reported; in the sum of recent cases
//! they count as none.
//!
//! **Compatibility.** R's surveillance 1.20 overwrites the working weights of a reweighted fit with the prior weights
//! before it predicts. The standard error behind `delta` and `muan` limits and the trend's p-value then rest on
//! Σ w ((y − mean) / mean)² instead of the Pearson residuals. `compat = "surveillance_1_20"` repeats that.
//!
//! **The classic method** of 1996 is the special case of one season, weights from one standard deviation on, a trend
//! tested at 5 %, the `delta` limit at a two-sided level, and standard errors from the dispersion of at least 1.
//! Half of its weeks are not used and it alarms more often than it says; it is here for comparison with the past.
//!
//! **Not for** histories shorter than `years`, for daily counts (weekdays), or for diseases with fewer than about one
//! case a month.

mod bound;
mod exact;
mod fit;
pub mod info;
mod iterated;
mod reference;

use crate::detect::{Answer, Assessment, DetectError, Detector, Reason, Why, check_step, reported};
use crate::methods::enough_reported;
use crate::series::{CountSeries, Step};
use crate::spec::{ByStep, Method, Reader, SpecError};
use crate::stats::{normal_quantile, student_two_sided};

use bound::{BoundMethod, Prediction};
use fit::{Design, Fit};
use reference::{Shape, YearStep};

/// Years below which a trend is not trusted.
const TREND_YEARS_MIN: usize = 3;

/// Days in a mean month of the Gregorian calendar.
const MONTH_DAYS_MEAN: f64 = 30.436_875;

/// The detector.
#[derive(Debug, Clone)]
pub struct Farrington {
    method: Method,
    alpha: f64,
    z: f64,
    years: usize,
    half_window: ByStep,
    seasons: usize,
    skip_recent: ByStep,
    year_step: YearStep,
    trend: bool,
    trend_p_max: f64,
    reweight: bool,
    reweight_above: f64,
    bound_method: BoundMethod,
    population_offset: bool,
    recent_cases_min: u64,
    recent_steps: usize,
    repeats_surveillance: bool,
    /// Whether standard errors use the dispersion of at least 1.
    floors_errors: bool,
}

/// Memory that neighbouring points share.
#[derive(Debug, Default)]
struct Scratch {
    design: Design,
    groups: Vec<u8>,
}

/// The power of the `transform` parameter.
fn exponent(reader: &Reader) -> Result<f64, SpecError> {
    Ok(match reader.choice("transform")? {
        "1/2" => 0.5,
        "none" => 1.0,
        _ => 2.0 / 3.0,
    })
}

/// A fit with the dispersions derived from it.
struct Model {
    fit: Fit,
    /// At least 1.
    dispersion: f64,
    /// The dispersion behind standard errors.
    error_dispersion: f64,
}

impl Farrington {
    /// The flexible method.
    pub(crate) fn read_flexible(reader: &Reader) -> Result<Self, SpecError> {
        let alpha = reader.number("alpha")?;
        Ok(Self {
            alpha,
            z: normal_quantile(1.0 - alpha),
            seasons: reader.count("seasons")?,
            skip_recent: reader.count_by_step("skip_recent")?,
            trend_p_max: reader.number("trend_p_max")?,
            reweight_above: reader.number("reweight_above")?,
            bound_method: match reader.choice("bound_method")? {
                "delta" => BoundMethod::Delta {
                    exponent: exponent(reader)?,
                },
                "muan" => BoundMethod::Muan,
                _ => BoundMethod::NbPlugin,
            },
            population_offset: reader.flag("population_offset")?,
            repeats_surveillance: reader.choice("compat")? == "surveillance_1_20",
            floors_errors: false,
            ..Self::read_classic(reader)?
        })
    }

    /// The method of 1996: windows alone, weights from one standard deviation on, a two-sided limit.
    pub(crate) fn read_classic(reader: &Reader) -> Result<Self, SpecError> {
        let alpha = reader.number("alpha")? / 2.0;
        let half_window = reader.count_by_step("half_window")?;
        Ok(Self {
            method: reader.method(),
            alpha,
            z: normal_quantile(1.0 - alpha),
            years: reader.count("years")?,
            half_window,
            seasons: 1,
            skip_recent: half_window,
            year_step: match reader.choice("year_step")? {
                "frequency" => YearStep::Frequency,
                _ => YearStep::Calendar,
            },
            trend: reader.flag("trend")?,
            trend_p_max: 0.05,
            reweight: reader.flag("reweight")?,
            reweight_above: 1.0,
            bound_method: BoundMethod::Delta {
                exponent: exponent(reader)?,
            },
            population_offset: false,
            recent_cases_min: reader.count("recent_cases_min")? as u64,
            recent_steps: reader.count("recent_steps")?,
            repeats_surveillance: false,
            floors_errors: true,
        })
    }

    fn shape(&self, step: Step) -> Shape {
        Shape {
            years: self.years,
            half_window: self.half_window.get(step),
            seasons: self.seasons,
            skip_recent: self.skip_recent.get(step),
            year_step: self.year_step,
        }
    }

    /// Time of `index` relative to `at`, in steps.
    fn time(&self, series: &CountSeries, index: usize, at: usize) -> f64 {
        match (series.step, self.year_step) {
            (Step::Month, YearStep::Calendar) => {
                f64::from(series.day(index) - series.day(at)) / MONTH_DAYS_MEAN
            }
            _ => index as f64 - at as f64,
        }
    }

    /// Collects the baseline of `at`.
    fn gather(
        &self,
        series: &CountSeries,
        at: usize,
        scratch: &mut Scratch,
    ) -> Result<(), DetectError> {
        let populations = if self.population_offset {
            Some(series.checked_population()?)
        } else {
            None
        };
        let Scratch { design, groups } = scratch;
        design.clear();
        let mut nominal = 0;
        reference::visit_baseline(
            series,
            at,
            &self.shape(series.step),
            groups,
            |index, group| {
                nominal += 1;
                if let Some(count) = series.observed[index] {
                    let exposure = populations.map_or(1.0, |p| p[index]);
                    design.push(
                        f64::from(count),
                        self.time(series, index, at),
                        group as u8,
                        exposure,
                    );
                }
            },
        )?;
        enough_reported(nominal, 2, design.len())?;
        Ok(())
    }

    /// Fits once, with the weights the design has.
    fn fit(&self, design: &mut Design, with_trend: bool) -> Option<Fit> {
        if self.repeats_surveillance {
            // Where R reports no fit at all, there still is a maximum.
            iterated::fit(design, with_trend).or_else(|| {
                if with_trend {
                    None
                } else {
                    exact::fit(design, false)
                }
            })
        } else {
            exact::fit(design, with_trend)
        }
    }

    /// Fits, reweights and fits again.
    fn model(&self, design: &mut Design, with_trend: bool) -> Option<Model> {
        design.weigh_equally();
        let mut fit = self.fit(design, with_trend)?;
        let mut pearson = design.pearson_dispersion(&fit);
        let mut error_dispersion = pearson;
        if self.reweight {
            design.weigh_down_outliers(&fit, pearson.max(1.0), self.reweight_above);
            fit = self.fit(design, with_trend)?;
            pearson = design.pearson_dispersion(&fit);
            error_dispersion = if self.repeats_surveillance {
                design.defective_dispersion(&fit)
            } else {
                pearson
            };
        }
        let dispersion = pearson.max(1.0);
        Some(Model {
            fit,
            dispersion,
            error_dispersion,
        })
    }

    /// Whether the trend is significant and does not carry the mean beyond anything seen.
    fn keeps_trend(&self, model: &Model, design: &Design, exposure: f64) -> bool {
        let Some(slope) = model.fit.slope else {
            return false;
        };
        let t = slope / (model.error_dispersion * model.fit.slope_variance()).sqrt();
        let highest = design.count.iter().copied().fold(0.0, f64::max);
        student_two_sided(t, model.fit.freedom as f64) < self.trend_p_max
            && model.fit.predict(self.seasons - 1, exposure) <= highest
    }

    fn judge(&self, series: &CountSeries, at: usize, scratch: &mut Scratch) -> Answer {
        check_step(series, self.method)?;
        let observed = reported(series, at)?;
        self.gather(series, at, scratch)?;
        let design = &mut scratch.design;
        let exposure = match &series.population {
            Some(populations) if self.population_offset => populations[at],
            _ => 1.0,
        };

        let with_trend = (self.trend && self.years >= TREND_YEARS_MIN)
            .then(|| self.model(design, true))
            .flatten()
            .filter(|model| self.keeps_trend(model, design, exposure));
        let Some(model) = with_trend.or_else(|| self.model(design, false)) else {
            return Err(reference::too_thin(self.seasons + 2, design.len()).into());
        };
        let window = self.seasons - 1;
        if !model.fit.has_group(window) {
            return Err(reference::too_thin(1, 0).into());
        }

        let mean = model.fit.predict(window, exposure);
        let error_dispersion = if self.floors_errors {
            model.dispersion
        } else {
            model.error_dispersion
        };
        let variance = error_dispersion * model.fit.log_mean_variance(0.0, window);
        let prediction = Prediction {
            mean,
            log_se: variance.sqrt(),
            variance_ratio: if mean > 0.0 { variance * mean } else { 0.0 },
            dispersion: model.dispersion,
            window_exposure: model.fit.group_exposure(window) / exposure,
        };
        let count = f64::from(observed);
        let limit = self
            .bound_method
            .limit(&prediction, count, self.alpha, self.z);
        let reason = self.decide(series, at, count > limit.bound);
        Ok(Assessment {
            observed: u64::from(observed),
            expected: Some(mean),
            bound: limit.bound,
            p_value: limit.p_value,
            is_alarm: reason == Reason::AboveBound,
            score: Assessment::exceedance_score(count, mean, limit.bound),
            why: Why {
                reason,
                baseline_count: design.len(),
                dispersion: Some(model.dispersion),
                trend_per_step: model.fit.slope,
                statistic: None,
            },
        })
    }

    /// A count above the bound is a signal only if there were enough cases lately.
    fn decide(&self, series: &CountSeries, at: usize, is_above: bool) -> Reason {
        if !is_above {
            return Reason::WithinBound;
        }
        let first = (at + 1).saturating_sub(self.recent_steps);
        let found: u64 = series.observed[first..=at]
            .iter()
            .flatten()
            .map(|&count| u64::from(count))
            .sum();
        if found >= self.recent_cases_min {
            Reason::AboveBound
        } else {
            let (needed, steps) = (self.recent_cases_min as u32, self.recent_steps as u32);
            Reason::TooFewRecentCases {
                needed,
                steps,
                found,
            }
        }
    }
}

impl Detector for Farrington {
    fn method(&self) -> Method {
        self.method
    }

    fn look_back(&self, step: Step) -> Option<usize> {
        // A calendar year is up to 1.25 days longer than 52 weeks, and a weekday lies up to three days off.
        let drift = if step == Step::Week {
            self.years.div_ceil(5) + 1
        } else {
            0
        };
        let baseline = self.years * step.per_year() + drift + self.half_window.get(step);
        Some(baseline.max(self.recent_steps - 1))
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
