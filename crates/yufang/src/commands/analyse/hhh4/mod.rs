//! `yufang analyse hhh4 FILE`

mod model;
mod tables;
mod words;

use epi::hhh4::{Convergence, Fit, Forecast};
use serde::Serialize;

use super::{Answer, ROWS_SHOWN};
use crate::cli::EndemicEpidemic;
use crate::exit::Ending;
use crate::figure::explained::{self, Made};
use crate::figure::panel::Span;
use crate::file::{Dates, Input, SeriesFile};
use crate::lang::Lang;
use crate::output::Output;
use model::Asked;

/// Level of the bound above the counts.
const BOUND: f64 = 0.95;
/// Series drawn at most: those with the most cases.
const DRAWN_MAX: usize = 6;

#[derive(Serialize)]
struct Document<'a> {
    file: &'a str,
    notes: &'a [String],
    summary: &'a str,
    log_likelihood: f64,
    aic: f64,
    counts_used: usize,
    /// Whether the fit ended at a maximum.
    has_converged: bool,
    /// The coefficient the counts do not determine, where that is why it did not.
    undetermined: Option<&'a str>,
    coefficients: &'a [Estimate],
    series: Vec<SeriesDocument<'a>>,
}

#[derive(Serialize)]
struct SeriesDocument<'a> {
    name: &'a str,
    points: Vec<PointDocument>,
}

#[derive(Serialize)]
struct PointDocument {
    label: String,
    /// `null` was not reported, or is still to come.
    count: Option<u32>,
    #[serde(flatten)]
    expected: Option<Expected>,
}

/// What was to be expected of one count, given those before it.
#[derive(Debug, Clone, Copy, Serialize)]
struct Expected {
    /// Expected cases.
    mean: f64,
    /// Of them from outside and season.
    endemic: f64,
    /// Of them after earlier cases in the same series.
    own: f64,
    /// Of them after earlier cases in others.
    others: f64,
    /// Count that is exceeded with a probability of at most 5 %.
    bound_95: f64,
}

impl Expected {
    fn of(forecast: &Forecast) -> Self {
        let [endemic, own, others] = forecast.parts;
        Self {
            mean: forecast.mean,
            endemic,
            own,
            others,
            bound_95: forecast.quantile(BOUND).unwrap_or(f64::INFINITY),
        }
    }
}

/// A coefficient as it is shown.
#[derive(Debug, Clone, Serialize)]
struct Estimate {
    name: String,
    estimate: f64,
    standard_error: Option<f64>,
    /// What the coefficient multiplies by, where it is the logarithm of a factor.
    factor: Option<f64>,
}

/// The fit and what it says of every count.
struct Answered<'f> {
    asked: &'f Asked,
    fit: &'f Fit,
    dates: Dates,
    estimates: Vec<Estimate>,
    /// By series and point; the last point is the one still to come.
    expected: Vec<Vec<Option<Expected>>>,
}

/// Takes counts apart into what comes from outside, from before and from elsewhere.
pub(super) fn run(out: Output, asked: &EndemicEpidemic) -> Result<(), Ending> {
    let lang = asked.print.lang();
    let input = Input::open(&asked.file, &asked.series.only, lang)?;
    let mut file = SeriesFile::read(&input, &asked.series, None)?;
    let wanted = Asked::of(asked, &file.series)?;
    let fit = wanted.fit(&input)?;
    let answered = Answered::new(&wanted, &fit, file.dates, &input)?;
    let method = wanted.described(asked, lang);
    file.notes.push(method.clone());
    let (counts, log_likelihood, aic) = (fit.observation_count, fit.log_likelihood, fit.aic());
    file.notes.push(lang.pick(
        format!("{counts} counts, log likelihood {log_likelihood:.2}, AIC {aic:.2}"),
        format!("使用 {counts} 个计数，对数似然 {log_likelihood:.2}，AIC {aic:.2}"),
    ));
    let words = words::all(&answered, asked, lang);
    let summary = words.join(lang.pick("; ", "；"));
    let table = tables::estimates(&answered.estimates, lang);
    let answer = Answer {
        json: answered.document(&input, &file.notes, &summary),
        csv: tables::points(&answered),
        telling: (0..table.rows.len().min(ROWS_SHOWN)).collect(),
        table,
        whole: ROWS_SHOWN,
        notes: file.notes.clone(),
        words,
    };
    answer.print(out, &asked.print, || {
        answered.draw(input.title(), &method, lang)
    })
}

impl<'f> Answered<'f> {
    fn new(asked: &'f Asked, fit: &'f Fit, dates: Dates, input: &Input) -> Result<Self, Ending> {
        let explained = fit
            .explained(&asked.series)
            .map_err(|error| input.refuse(error))?;
        let length = asked.series.first().map_or(0, epi::CountSeries::len);
        // The last counts may be those that are missing; then nothing can be said of the next.
        let next = fit.forecast(&asked.series, length).ok();
        let expected = explained
            .iter()
            .enumerate()
            .map(|(unit, points)| {
                let next = next.as_ref().map(|next| Expected::of(&next[unit]));
                let known = points.iter().map(|point| point.as_ref().map(Expected::of));
                known.chain([next]).collect()
            })
            .collect();
        Ok(Self {
            asked,
            fit,
            dates,
            estimates: tables::estimates_of(fit, &asked.names),
            expected,
        })
    }

    fn document<'a>(
        &'a self,
        input: &'a Input,
        notes: &'a [String],
        summary: &'a str,
    ) -> Document<'a> {
        let of_series = |unit: usize| {
            let series = &self.asked.series[unit];
            let points = self.expected[unit].iter().enumerate();
            SeriesDocument {
                name: &self.asked.names[unit],
                points: points
                    .map(|(at, expected)| PointDocument {
                        label: self.dates.label(series, at),
                        count: series.observed.get(at).copied().flatten(),
                        expected: *expected,
                    })
                    .collect(),
            }
        };
        Document {
            file: &input.name,
            notes,
            summary,
            log_likelihood: self.fit.log_likelihood,
            aic: self.fit.aic(),
            counts_used: self.fit.observation_count,
            has_converged: self.fit.has_converged(),
            undetermined: match &self.fit.convergence {
                Convergence::Flat { coefficient } => Some(coefficient),
                _ => None,
            },
            coefficients: &self.estimates,
            series: (0..self.asked.series.len()).map(of_series).collect(),
        }
    }

    fn draw(&self, title: &str, method: &str, lang: Lang) -> String {
        let cases = |unit: &usize| -> u64 {
            let observed = self.asked.series[*unit].observed.iter().flatten();
            observed.map(|count| u64::from(*count)).sum()
        };
        let mut drawn: Vec<usize> = (0..self.asked.series.len()).collect();
        drawn.sort_by_key(|unit| std::cmp::Reverse(cases(unit)));
        drawn.truncate(DRAWN_MAX);
        drawn.sort_unstable();
        let shown: Vec<explained::Shown<'_>> = drawn
            .iter()
            .map(|&unit| {
                let series = &self.asked.series[unit];
                let made = |expected: &Expected| Made {
                    parts: [expected.endemic, expected.own, expected.others],
                    bound: expected.bound_95,
                };
                explained::Shown {
                    name: match self.asked.names[unit].as_str() {
                        "" => lang.pick("cases", "病例数").to_owned(),
                        name => name.to_owned(),
                    },
                    span: Span {
                        series,
                        dates: self.dates,
                        shown: 0..series.len(),
                    },
                    points: self.expected[unit]
                        .iter()
                        .map(|point| point.as_ref().map(made))
                        .collect(),
                }
            })
            .collect();
        let left = self.asked.series.len() - drawn.len();
        let subtitle = if left > 0 {
            lang.pick(
                format!("{method}; the {DRAWN_MAX} series with most cases, {left} are not drawn"),
                format!("{method}；绘出病例最多的 {DRAWN_MAX} 个序列，其余 {left} 个略"),
            )
        } else {
            method.to_owned()
        };
        explained::draw(title, &subtitle, &shown, self.asked.has(), lang)
    }
}
