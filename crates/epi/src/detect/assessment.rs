//! What a detector answers about one point.

use serde::Serialize;

/// The judgement of one point of a series (评估结果).
///
/// Every number is finite.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Assessment {
    /// The count judged: the point itself, or the sum of the current window for methods that look at several days.
    pub observed: u64,
    /// The count the baseline leads one to expect; `None` for methods that have no notion of it.
    pub expected: Option<f64>,
    /// The limit the count was held against, in cases.
    pub bound: f64,
    /// Probability of a count at least this high if nothing unusual happens; `None` where the method has none.
    pub p_value: Option<f64>,
    /// Whether this point is a signal (预警信号).
    pub is_alarm: bool,
    /// How far the count lies above what is expected, in units of the distance from expected to bound:
    /// 0 = as expected, 1 = at the bound. `None` where that distance is zero.
    pub score: Option<f64>,
    /// What led to the verdict.
    pub why: Why,
}

impl Assessment {
    /// `(observed − expected) / (bound − expected)`, if it exists.
    pub(crate) fn exceedance_score(observed: f64, expected: f64, bound: f64) -> Option<f64> {
        let score = (observed - expected) / (bound - expected);
        (bound > expected && score.is_finite()).then_some(score)
    }
}

/// The reason of a verdict and the baseline it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Why {
    /// The rule that decided.
    pub reason: Reason,
    /// Reported points (or windows) the baseline was made of; 0 for methods without a baseline.
    pub baseline_count: usize,
    /// Variance of the counts divided by their mean, as estimated from the baseline and at least 1;
    /// `None` where the method does not estimate it (离散参数).
    pub dispersion: Option<f64>,
    /// Change of the log mean per step, if the method kept a time trend (长期趋势).
    pub trend_per_step: Option<f64>,
    /// The method's own statistic, if it accumulates evidence over several points: the cumulative sum, the
    /// likelihood ratio.
    pub statistic: Option<f64>,
}

impl Why {
    /// A reason with nothing but the size of its baseline.
    pub(crate) fn new(reason: Reason, baseline_count: usize) -> Self {
        Self {
            reason,
            baseline_count,
            dispersion: None,
            trend_per_step: None,
            statistic: None,
        }
    }
}

/// The rule that decided between alarm and no alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// The count is above the bound.
    AboveBound,
    /// The count is at or above the bound, and the method counts "at" as an alarm.
    AtOrAboveBound,
    /// The count is below the bound, and the method looks for counts that are too low.
    BelowBound,
    /// The count alone would be within its bound, but with the steps before it there are too many cases.
    SumAboveBound {
        /// Steps summed, the current one included.
        steps: u32,
        /// Cases reported in them.
        sum: u64,
    },
    /// The count does not reach the bound.
    WithinBound,
    /// The count reaches the bound but is zero, and zero cases never alarm.
    NoCases,
    /// The count is above the bound, but there were too few cases lately to call it a signal.
    TooFewRecentCases {
        /// Cases needed in the recent steps.
        needed: u32,
        /// Recent steps counted, the current one included.
        steps: u32,
        /// Cases found in them.
        found: u64,
    },
}

impl Reason {
    /// The reason as an English clause.
    pub fn text_en(&self) -> String {
        match self {
            Reason::AboveBound => "the count is above the bound".into(),
            Reason::AtOrAboveBound => "the count is at or above the threshold".into(),
            Reason::BelowBound => "the count is below the bound".into(),
            Reason::SumAboveBound { steps, sum } => {
                format!("the count alone would pass, but {sum} cases in {steps} steps are too many")
            }
            Reason::WithinBound => "the count is within what the baseline allows".into(),
            Reason::NoCases => "there are no cases, which is never a signal".into(),
            Reason::TooFewRecentCases {
                needed,
                steps,
                found,
            } => {
                format!(
                    "the count is above the bound, but {found} cases in the last {steps} steps are fewer than the {needed} a signal needs"
                )
            }
        }
    }

    /// The reason as a Chinese clause.
    pub fn text_zh(&self) -> String {
        match self {
            Reason::AboveBound => "病例数超过预警界值".into(),
            Reason::AtOrAboveBound => "病例数达到或超过阈值".into(),
            Reason::BelowBound => "病例数低于预警下限".into(),
            Reason::SumAboveBound { steps, sum } => {
                format!("本期病例数单独看未超过界值，但最近{steps}期合计{sum}例过多")
            }
            Reason::WithinBound => "病例数在基线允许范围内".into(),
            Reason::NoCases => "本期无病例，不产生预警信号".into(),
            Reason::TooFewRecentCases {
                needed,
                steps,
                found,
            } => {
                format!("病例数超过界值，但最近{steps}期仅{found}例，少于产生信号所需的{needed}例")
            }
        }
    }
}

impl Why {
    /// The whole explanation as an English sentence.
    pub fn text_en(&self) -> String {
        let mut text = self.reason.text_en();
        if self.baseline_count > 0 {
            text.push_str(&format!("; baseline of {} values", self.baseline_count));
        }
        if let Some(dispersion) = self.dispersion {
            text.push_str(&format!(", dispersion {dispersion:.2}"));
        }
        if let Some(trend) = self.trend_per_step {
            text.push_str(&format!(
                ", trend {:+.2} % per step",
                trend.exp_m1() * 100.0
            ));
        }
        if let Some(statistic) = self.statistic {
            text.push_str(&format!(", statistic {statistic:.2}"));
        }
        text
    }

    /// The whole explanation as a Chinese sentence.
    pub fn text_zh(&self) -> String {
        let mut text = self.reason.text_zh();
        if self.baseline_count > 0 {
            text.push_str(&format!("；基线含{}个数值", self.baseline_count));
        }
        if let Some(dispersion) = self.dispersion {
            text.push_str(&format!("，离散参数{dispersion:.2}"));
        }
        if let Some(trend) = self.trend_per_step {
            text.push_str(&format!("，每期趋势{:+.2}%", trend.exp_m1() * 100.0));
        }
        if let Some(statistic) = self.statistic {
            text.push_str(&format!("，统计量{statistic:.2}"));
        }
        text
    }
}
