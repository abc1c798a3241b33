//! The points since the last signal, and the judgement of the newest of them.

use super::ratio::{Change, Point, Ratio, greatest};
use super::{GlrCusum, InControl, compat};
use crate::detect::{Answer, Assessment, DetectError, NotEnoughData, Reason, Why};
use crate::series::{CountSeries, Step};

/// One more than any count a series can hold.
const BEYOND_ANY_COUNT: f64 = 4_294_967_296.0;

/// Steps by Newton's method in search of a bound, after which the rest is halved.
const NEWTON_MAX: usize = 8;

/// Monitoring since its beginning or the last signal.
pub(super) struct Watch<'a> {
    rule: &'a GlrCusum,
    /// One entry a step; `None` = not reported.
    steps: Vec<Option<Point>>,
    /// Steps a change may have lasted, the current one included; `None` = any.
    lasted_max: Option<usize>,
    /// The likelihood-ratio CUSUM, used if the size of the change is known.
    sum: f64,
    is_first: bool,
}

impl<'a> Watch<'a> {
    pub(super) fn new(rule: &'a GlrCusum, step: Step) -> Self {
        let window = rule.window.get(step);
        Self {
            rule,
            steps: Vec::new(),
            // A window shorter than the least duration would leave no change to look for.
            lasted_max: (window > 0).then(|| (window + 1).max(rule.steps_min)),
            sum: 0.0,
            is_first: true,
        }
    }

    /// Takes note of a step without a count.
    pub(super) fn skip(&mut self) {
        self.steps.push(None);
        self.is_first = false;
    }

    /// Takes note of a count and starts afresh after a signal; judges the count if `is_asked`, else answers `None`.
    pub(super) fn next(
        &mut self,
        series: &CountSeries,
        at: usize,
        count: u32,
        in_control: &InControl,
        is_asked: bool,
    ) -> Option<Answer> {
        let Some(&mean) = in_control.means.get(at) else {
            let too_few = NotEnoughData {
                needed: at + 1,
                found: in_control.means.len(),
                of: "in-control means",
            };
            return Some(Err(too_few.into()));
        };
        let point = self.point(series, at, count, mean);
        self.steps.push(Some(point));
        let refusal = self.refusal(&point);
        let alpha = in_control.alpha;
        let sum_before = self.sum;
        let statistic = self.statistic(&point, alpha);
        let is_alarm = refusal.is_none() && statistic >= self.rule.threshold;
        let answer = match refusal {
            Some(refusal) => Some(Err(refusal)),
            None if is_asked => {
                let bound = match self.known_factor() {
                    Some(factor) => self.crossing(&point, factor, sum_before, alpha),
                    None => self.search(&point, alpha, is_alarm),
                };
                Some(Ok(
                    self.assessment(&point, in_control, bound, statistic, is_alarm)
                ))
            }
            None => None,
        };
        if is_alarm {
            self.steps.clear();
            self.sum = 0.0;
        }
        answer
    }

    fn point(&mut self, series: &CountSeries, at: usize, count: u32, mean: f64) -> Point {
        let before = at.checked_sub(1).and_then(|before| series.observed[before]);
        let takes_zero = self.is_first && self.rule.repeats_surveillance;
        self.is_first = false;
        Point {
            count: f64::from(count),
            mean,
            previous: if takes_zero {
                Some(0.0)
            } else {
                before.map(f64::from)
            },
        }
    }

    /// Why nothing can be said of the newest point, if so.
    fn refusal(&self, point: &Point) -> Option<DetectError> {
        let too_few = |needed, found, of| Some(NotEnoughData { needed, found, of }.into());
        if self.steps.len() < self.rule.steps_min {
            too_few(
                self.rule.steps_min,
                self.steps.len(),
                "steps since monitoring began or the last signal",
            )
        } else if self.rule.change == Change::Epidemic && point.previous.is_none() {
            too_few(1, 0, "reported counts of the step before")
        } else {
            None
        }
    }

    /// e^κ, if the size of the change is known.
    fn known_factor(&self) -> Option<f64> {
        let kappa = self.rule.kappa?;
        Some(match self.rule.change {
            Change::Fall => (-kappa).exp(),
            _ => kappa.exp(),
        })
    }

    /// The steps in which a change may have begun.
    fn window(&self) -> &[Option<Point>] {
        let lasted = self.lasted_max.unwrap_or(usize::MAX);
        &self.steps[self.steps.len().saturating_sub(lasted)..]
    }

    fn statistic(&mut self, point: &Point, alpha: f64) -> f64 {
        let rule = self.rule;
        if let Some(factor) = self.known_factor() {
            let ratio = point.ratio(point.mean * factor, alpha);
            self.sum = (self.sum + ratio.log).max(0.0);
            return self.sum;
        }
        if rule.repeats_surveillance {
            let has_window = self.lasted_max.is_some();
            return compat::greatest(
                self.window(),
                rule.steps_min,
                has_window,
                rule.change,
                alpha,
            );
        }
        greatest(self.window(), rule.steps_min, rule.change, alpha).log
    }

    /// The count at which the likelihood-ratio CUSUM reaches the threshold.
    fn crossing(&self, point: &Point, factor: f64, sum_before: f64, alpha: f64) -> f64 {
        let none = Point {
            count: 0.0,
            ..*point
        };
        let ratio = none.ratio(point.mean * factor, alpha);
        let count = (self.rule.threshold - sum_before - ratio.log) / ratio.per_case;
        match self.rule.change {
            Change::Fall if count < 0.0 => 0.0,
            Change::Fall => count.floor() + 1.0,
            _ => count.clamp(0.0, BEYOND_ANY_COUNT),
        }
    }

    /// The least count that is a signal or, of decreases, that is none.
    ///
    /// The statistic is convex in the newest count, so that Newton's method comes to the crossing from the far side
    /// without passing it.
    fn search(&mut self, point: &Point, alpha: f64, is_alarm: bool) -> f64 {
        let rule = self.rule;
        let newest = self.steps.len() - 1;
        let mut at = |count: f64| {
            self.steps[newest] = Some(Point { count, ..*point });
            greatest(self.window(), rule.steps_min, rule.change, alpha)
        };
        let bound = match rule.change {
            Change::Fall => least_without_signal(&mut at, rule.threshold),
            _ => least_with_signal(&mut at, rule.threshold, point, is_alarm),
        };
        self.steps[newest] = Some(*point);
        bound
    }

    fn assessment(
        &self,
        point: &Point,
        in_control: &InControl,
        bound: f64,
        statistic: f64,
        is_alarm: bool,
    ) -> Assessment {
        let is_fall = self.rule.change == Change::Fall;
        let reason = match (is_alarm, is_fall) {
            (false, _) => Reason::WithinBound,
            (true, false) => Reason::AtOrAboveBound,
            (true, true) => Reason::BelowBound,
        };
        let score = if is_fall {
            Assessment::exceedance_score(-point.count, -point.mean, -bound)
        } else {
            Assessment::exceedance_score(point.count, point.mean, bound)
        };
        Assessment {
            observed: point.count as u64,
            expected: Some(point.mean),
            bound,
            p_value: None,
            is_alarm,
            score,
            why: Why {
                dispersion: Some(1.0 + in_control.alpha * point.mean),
                trend_per_step: in_control.trend_per_step,
                statistic: Some(statistic),
                ..Why::new(reason, in_control.baseline_count)
            },
        }
    }
}

/// The least count that is a signal; 0 if the earlier points are enough for one, `BEYOND_ANY_COUNT` if none is.
fn least_with_signal(
    at: &mut impl FnMut(f64) -> Ratio,
    threshold: f64,
    point: &Point,
    is_alarm: bool,
) -> f64 {
    if at(0.0).log >= threshold {
        return 0.0;
    }
    // A count that is a signal, and one that is none.
    let (mut high, mut low) = (point.count, 0.0);
    if !is_alarm {
        high = point.count.max(point.mean.floor()) + 1.0;
        while at(high).log < threshold {
            low = high;
            high *= 2.0;
            if high >= BEYOND_ANY_COUNT {
                return BEYOND_ANY_COUNT;
            }
        }
    }
    let mut steps = 0;
    while high - low > 1.0 {
        steps += 1;
        let ratio = at(high);
        let newton = high - ((ratio.log - threshold) / ratio.per_case).floor();
        // One lower than Newton's answer is a signal only through rounding; it closes the search.
        let next = if steps > NEWTON_MAX {
            f64::midpoint(low, high).floor()
        } else if newton > low && newton < high {
            newton
        } else {
            high - 1.0
        };
        if at(next).log >= threshold {
            high = next;
        } else {
            low = next;
        }
    }
    high
}

/// The least count that is no signal; 0 if none is a signal, `BEYOND_ANY_COUNT` if the earlier points are enough for one.
fn least_without_signal(at: &mut impl FnMut(f64) -> Ratio, threshold: f64) -> f64 {
    // At no cases at all the slope may be infinite, so the search begins at one.
    for count in [0.0, 1.0] {
        if at(count).log < threshold {
            return count;
        }
    }
    // A count that is a signal, and one that is none.
    let (mut low, mut high) = (1.0, BEYOND_ANY_COUNT);
    if at(high).log >= threshold {
        return high;
    }
    let mut steps = 0;
    while high - low > 1.0 {
        steps += 1;
        let ratio = at(low);
        let newton = low + ((ratio.log - threshold) / -ratio.per_case).floor();
        let next = if steps > NEWTON_MAX {
            f64::midpoint(low, high).floor()
        } else if newton > low && newton < high {
            newton
        } else {
            low + 1.0
        };
        if at(next).log >= threshold {
            low = next;
        } else {
            high = next;
        }
    }
    high
}
