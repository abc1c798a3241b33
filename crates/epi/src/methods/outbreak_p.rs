//! outbreakP: has an outbreak of unknown shape begun, whatever the level before?
//!
//! **Question.** Do the counts since the beginning of the series rise, more than chance would make them?
//!
//! **Equation.** The likelihood ratio of two Poisson models: means that never fall (found by pooling neighbours that
//! violate the order) against one constant mean. Sum over points of count · ln(rising mean / constant mean), exponentiated;
//! alarm when it exceeds `k`.
//!
//! **Source.** Frisén M., Andersson E., Schiöler L., Robust outbreak surveillance of epidemics in Sweden,
//! Stat Med 2009;28:476–493, doi:10.1002/sim.3483.
//!
//! **Units.** A ratio without unit; the bound is the count at which it would reach `k`.
//!
//! **Assumptions.** Poisson counts; the series begins in a quiet time. The statistic never forgets: a rise long ago keeps
//! alarming, so give it one season at a time.
//!
//! **Missing points** are left out.
//!
//! **Not for** endemic diseases with seasons, or for following the end of an outbreak.

use std::ops::Range;

use crate::detect::{Answer, Assessment, Detector, NotEnoughData, Reason, Why, reported};
use crate::series::{CountSeries, Step};
use crate::spec::{DefaultValue, Kind, Method, MethodInfo, Parameter, Reader, Source, SpecError};

/// Entry of the catalogue.
pub static INFO: MethodInfo = MethodInfo {
    method: Method::OutbreakP,
    name_zh: "outbreakP半参数法",
    name_en: "outbreakP",
    description_zh: "比较“病例数单调上升”与“病例数恒定”两种泊松模型的似然比，超过阈值即产生预警信号；无需历史基线。适用于每个流行季开始时的监测；统计量不会遗忘，不适用于终年流行的疾病。",
    description_en: "The likelihood ratio of counts that rise, in whatever shape, against a constant level; needs no history. For the onset of a season's epidemic; it never forgets, so not for endemic diseases.",
    source: Source {
        citation: "Frisen M., Andersson E., Schioler L. Robust outbreak surveillance of epidemics in Sweden. Stat Med 2009;28:476-493",
        doi: Some("10.1002/sim.3483"),
    },
    parameters: &[Parameter {
        name: "k",
        kind: Kind::Number {
            min: 1.0,
            max: 1e12,
            open: true,
        },
        default: DefaultValue::Number(100.0),
        unit: "",
        description_zh: "似然比阈值",
        description_en: "Likelihood ratio above which there is a signal",
    }],
    steps: &Step::ALL,
};

/// The detector.
#[derive(Debug, Clone)]
pub struct OutbreakP {
    log_k: f64,
}

/// A stretch of points that share one rising mean.
#[derive(Debug, Clone, Copy)]
struct Block {
    cases: f64,
    points: f64,
}

impl Block {
    fn mean(&self) -> f64 {
        self.cases / self.points
    }

    /// cases · ln(mean), 0 for no cases.
    fn weight(&self) -> f64 {
        if self.cases > 0.0 {
            self.cases * self.mean().ln()
        } else {
            0.0
        }
    }

    fn joined(self, other: Block) -> Block {
        Block {
            cases: self.cases + other.cases,
            points: self.points + other.points,
        }
    }
}

/// Rising means of the points so far.
#[derive(Debug, Default)]
struct Rising {
    blocks: Vec<Block>,
    cases: f64,
    points: f64,
}

impl Rising {
    /// The last block if `count` were added, and how many blocks stay before it.
    fn tail_with(&self, count: f64) -> (Block, usize) {
        let mut tail = Block {
            cases: count,
            points: 1.0,
        };
        let mut kept = self.blocks.len();
        while kept > 0 && self.blocks[kept - 1].mean() >= tail.mean() {
            kept -= 1;
            tail = self.blocks[kept].joined(tail);
        }
        (tail, kept)
    }

    fn add(&mut self, count: f64) {
        let (tail, kept) = self.tail_with(count);
        self.blocks.truncate(kept);
        self.blocks.push(tail);
        self.cases += count;
        self.points += 1.0;
    }

    /// Logarithm of the likelihood ratio if `count` were added.
    fn log_ratio_with(&self, count: f64) -> f64 {
        let (tail, kept) = self.tail_with(count);
        let constant = Block {
            cases: self.cases + count,
            points: self.points + 1.0,
        };
        self.blocks[..kept].iter().map(Block::weight).sum::<f64>() + tail.weight()
            - constant.weight()
    }

    /// The least whole count at which the log ratio exceeds `limit`.
    fn count_to_exceed(&self, limit: f64) -> f64 {
        let mut high = 1.0;
        while self.log_ratio_with(high) <= limit && high < 1e12 {
            high *= 2.0;
        }
        let mut low = -1.0;
        while high - low > 1.0 {
            let middle = ((low + high) / 2.0_f64).floor();
            if self.log_ratio_with(middle) > limit {
                high = middle
            } else {
                low = middle
            }
        }
        high
    }
}

impl OutbreakP {
    pub(crate) fn read(reader: &Reader) -> Result<Self, SpecError> {
        Ok(Self {
            log_k: reader.number("k")?.ln(),
        })
    }

    fn judge(&self, series: &CountSeries, at: usize, before: &Rising) -> Answer {
        let observed = reported(series, at)?;
        if before.points < 1.0 {
            return Err(NotEnoughData {
                needed: 1,
                found: 0,
                of: "reported earlier points",
            }
            .into());
        }
        let count = f64::from(observed);
        let log_ratio = before.log_ratio_with(count);
        let bound = before.count_to_exceed(self.log_k);
        let is_alarm = log_ratio > self.log_k;
        let expected = before.cases / before.points;
        let reason = if is_alarm {
            Reason::AtOrAboveBound
        } else {
            Reason::WithinBound
        };
        Ok(Assessment {
            observed: u64::from(observed),
            expected: Some(expected),
            bound,
            p_value: None,
            is_alarm,
            score: Assessment::exceedance_score(count, expected, bound),
            why: Why {
                statistic: Some(log_ratio.exp().min(f64::MAX)),
                ..Why::new(reason, before.points as usize)
            },
        })
    }
}

impl Detector for OutbreakP {
    fn method(&self) -> Method {
        Method::OutbreakP
    }

    fn look_back(&self, _step: Step) -> Option<usize> {
        None
    }

    fn assess(&self, series: &CountSeries, at: usize) -> Answer {
        reported(series, at)?;
        let mut before = Rising::default();
        series.observed[..at]
            .iter()
            .flatten()
            .for_each(|&count| before.add(f64::from(count)));
        self.judge(series, at, &before)
    }

    fn assess_range(&self, series: &CountSeries, range: Range<usize>) -> Vec<Answer> {
        let mut rising = Rising::default();
        let mut answers = Vec::with_capacity(range.len());
        for at in 0..range.end {
            if range.contains(&at) {
                answers.push(self.judge(series, at, &rising));
            }
            if let Some(Some(count)) = series.observed.get(at) {
                rising.add(f64::from(*count));
            }
        }
        answers
    }
}
