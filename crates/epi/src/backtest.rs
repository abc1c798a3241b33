//! Replays a detector over history and holds its alarms against events people know of (回溯评价).
//!
//! **Question.** With these settings, how often would there have been a signal, how many of the signals would have been
//! right, how many of the known events would have been seen, and how early?
//!
//! **Definitions.** Each is a share of counted things, so that shares of several series add up:
//! - *false-alarm rate* (误报率): points with an alarm among the answered points outside every event;
//! - *positive predictive value* (阳性预测值): alarms inside an event among all alarms;
//! - *sensitivity* (灵敏度): points with an alarm among the answered points inside an event;
//! - *probability of detection* (检出率): events with an alarm among events with an answered point;
//! - *delay* (检测延迟): days from the first day of a detected event to the first day of the step that alarms first;
//! - *lead* (提前时间): days from that step to the day people recognised the event, where that day is known.
//!
//! **Source.** The measures of Noufaily A. et al., Stat Med 2013;32(7):1206–1222, doi:10.1002/sim.5595, and
//! Kleinman K. P., Abrams A. M., Stat Methods Med Res 2006;15:445–464, doi:10.1177/0962280206071641.
//!
//! **Assumptions.** The labels are complete: an unknown outbreak makes a right alarm look false.
//! A point that was not answered is neither an alarm nor a miss, and is counted apart.
//!
//! **Not for** choosing settings and reporting how good they are on the same years.

use std::ops::Range;

use rayon::prelude::*;
use serde::Serialize;

use crate::detect::{Answer, Detector};
use crate::series::{CountSeries, Step};
use crate::spec::{DetectorSpec, SpecError};

/// An event that really happened (已知事件), in days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Its first day.
    pub first_day: i32,
    /// Its last day.
    pub last_day: i32,
    /// The day people recognised it, if that is known.
    pub recognised_day: Option<i32>,
}

/// A series and the events known in it.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelledSeries {
    /// The counts.
    pub series: CountSeries,
    /// The events.
    pub events: Vec<Event>,
}

/// So many out of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Share {
    /// Those that have the property.
    pub hits: u64,
    /// All of them.
    pub of: u64,
}

impl Share {
    /// The proportion; `None` of nothing.
    pub fn proportion(&self) -> Option<f64> {
        (self.of > 0).then(|| self.hits as f64 / self.of as f64)
    }

    /// Binomial standard error of the proportion; `None` of nothing.
    pub fn standard_error(&self) -> Option<f64> {
        self.proportion()
            .map(|p| (p * (1.0 - p) / self.of as f64).sqrt())
    }

    fn count(&mut self, is_hit: bool) {
        self.hits += u64::from(is_hit);
        self.of += 1;
    }

    fn add(&mut self, other: Share) {
        self.hits += other.hits;
        self.of += other.of;
    }
}

/// What a replay found.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Backtest {
    /// Points the detector declined to answer.
    pub unanswered_count: u64,
    /// Alarms among all answered points.
    pub alarms: Share,
    /// Alarms outside every event.
    pub false_alarms: Share,
    /// Alarms inside an event, among alarms.
    pub positive_predictive_value: Share,
    /// Alarms among the points inside an event.
    pub sensitivity: Share,
    /// Events with an alarm.
    pub detection: Share,
    /// Days from the beginning of each detected event to its first alarm, in the order of series and events.
    pub delays_days: Vec<i32>,
    /// Days from the first alarm of each detected event to its recognition, where known; negative = people were faster.
    pub leads_days: Vec<i32>,
    /// Weeks of series time answered.
    weeks: f64,
}

impl Backtest {
    /// Signals a week per series; `None` if nothing was answered.
    pub fn alarms_per_week(&self) -> Option<f64> {
        (self.weeks > 0.0).then(|| self.alarms.hits as f64 / self.weeks)
    }

    /// Mean delay in days of the detected events; `None` if none was.
    pub fn delay_days_mean(&self) -> Option<f64> {
        mean(&self.delays_days)
    }

    /// Mean lead in days; `None` if no detected event has a day of recognition.
    pub fn lead_days_mean(&self) -> Option<f64> {
        mean(&self.leads_days)
    }

    fn add(&mut self, other: Backtest) {
        self.unanswered_count += other.unanswered_count;
        self.alarms.add(other.alarms);
        self.false_alarms.add(other.false_alarms);
        self.positive_predictive_value
            .add(other.positive_predictive_value);
        self.sensitivity.add(other.sensitivity);
        self.detection.add(other.detection);
        self.delays_days.extend(other.delays_days);
        self.leads_days.extend(other.leads_days);
        self.weeks += other.weeks;
    }
}

fn mean(values: &[i32]) -> Option<f64> {
    let sum: i64 = values.iter().map(|&value| i64::from(value)).sum();
    (!values.is_empty()).then(|| sum as f64 / values.len() as f64)
}

/// Replays a detector over the points `range(series)` of every series.
///
/// The result does not depend on the number of threads.
pub fn backtest<R>(detector: &dyn Detector, panel: &[LabelledSeries], range: R) -> Backtest
where
    R: Fn(&CountSeries) -> Range<usize> + Sync,
{
    let replays: Vec<Backtest> = panel
        .par_iter()
        .map(|labelled| {
            let range = range(&labelled.series);
            let answers = detector.assess_range(&labelled.series, range.clone());
            measure(labelled, range.start, &answers)
        })
        .collect();
    let mut total = Backtest::default();
    replays.into_iter().for_each(|replay| total.add(replay));
    total
}

/// Replays every one of these settings; the results come in their order.
pub fn sweep<R>(
    specs: &[DetectorSpec],
    panel: &[LabelledSeries],
    range: R,
) -> Result<Vec<Backtest>, SpecError>
where
    R: Fn(&CountSeries) -> Range<usize> + Sync,
{
    specs
        .iter()
        .map(|spec| Ok(backtest(&*spec.build()?, panel, &range)))
        .collect()
}

/// Holds the answers about the points from `first` on against the events of their series.
fn measure(labelled: &LabelledSeries, first: usize, answers: &[Answer]) -> Backtest {
    let LabelledSeries { series, events } = labelled;
    let mut result = Backtest::default();
    let overlaps = |at: usize, event: &Event| {
        series.day(at) <= event.last_day && series.day(at + 1) > event.first_day
    };
    let mut answered = 0_u64;
    for (at, answer) in (first..).zip(answers) {
        let Ok(assessment) = answer else {
            result.unanswered_count += 1;
            continue;
        };
        answered += 1;
        let is_inside = events.iter().any(|event| overlaps(at, event));
        result.alarms.count(assessment.is_alarm);
        let share = if is_inside {
            &mut result.sensitivity
        } else {
            &mut result.false_alarms
        };
        share.count(assessment.is_alarm);
        if assessment.is_alarm {
            result.positive_predictive_value.count(is_inside);
        }
    }
    for event in events {
        let mut inside = (first..)
            .zip(answers)
            .filter(|(at, answer)| overlaps(*at, event) && answer.is_ok())
            .peekable();
        if inside.peek().is_none() {
            continue;
        }
        let alarm =
            inside.find(|(_, answer)| answer.as_ref().is_ok_and(|assessment| assessment.is_alarm));
        result.detection.count(alarm.is_some());
        if let Some((at, _)) = alarm {
            let day = series.day(at);
            result
                .delays_days
                .push(day.saturating_sub(event.first_day).max(0));
            result.leads_days.extend(
                event
                    .recognised_day
                    .map(|recognised| recognised.saturating_sub(day)),
            );
        }
    }
    result.weeks = answered as f64 * step_weeks(series.step);
    result
}

/// Length of a step in weeks.
fn step_weeks(step: Step) -> f64 {
    match step {
        Step::Day => 1.0 / 7.0,
        Step::Week => 1.0,
        Step::Month => 365.2425 / 12.0 / 7.0,
    }
}
