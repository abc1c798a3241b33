//! The likelihood-ratio CUSUM in the catalogue.

use crate::series::Step;
use crate::spec::{DefaultValue, Kind, Method, MethodInfo, Parameter, Source};

/// Entry of the catalogue.
pub static INFO: MethodInfo = MethodInfo {
    method: Method::GlrCusum,
    name_zh: "广义似然比累积和法（GLR-CUSUM）",
    name_en: "GLR-CUSUM",
    description_zh: "以受控期拟合的季节性负二项（或泊松）回归为基准，在所有可能的变化起点中寻找最能解释近期病例数的变化（水平升高、降低或出现传播），似然比之和达到阈值即产生预警信号，随后重新开始累积。无需事先给定变化幅度，且考虑季节与过度离散；受控期内须无暴发。",
    description_en: "Holds counts against a seasonal negative-binomial (or Poisson) regression of an in-control period and asks which change (a higher level, a lower level, or spread from case to case), begun at which point, explains the recent counts best. A signal when that likelihood ratio reaches the threshold; it then starts afresh. No size of change need be given; the in-control period must hold no outbreak.",
    source: Source {
        citation: "Hohle M., Paul M. Count data regression charts for the monitoring of surveillance time series. Comput Stat Data Anal 2008;52:4357-4368",
        doi: Some("10.1016/j.csda.2008.02.015"),
    },
    parameters: &[
        CHANGE, DIRECTION, KAPPA, THRESHOLD, WINDOW, POINTS_MIN, FAMILY, DISPERSION, MEAN,
        HARMONICS, TREND, BASELINE, COMPAT,
    ],
    steps: &Step::ALL,
};

const CHANGE: Parameter = Parameter {
    name: "change",
    kind: Kind::Choice {
        of: &["intercept", "epidemic"],
    },
    default: DefaultValue::Text("intercept"),
    unit: "",
    description_zh: "变化类型：intercept为均值乘以一个常数；epidemic为均值加上λ倍的上一期病例数",
    description_en: "Kind of change: `intercept` multiplies the mean, `epidemic` adds λ times the previous count to it",
};

const DIRECTION: Parameter = Parameter {
    name: "direction",
    kind: Kind::Choice {
        of: &["increase", "decrease"],
    },
    default: DefaultValue::Text("increase"),
    unit: "",
    description_zh: "监测升高还是降低（epidemic只有升高）",
    description_en: "Whether higher or lower counts are looked for; `epidemic` knows higher ones only",
};

const KAPPA: Parameter = Parameter {
    name: "kappa",
    kind: Kind::Number {
        min: 0.0,
        max: 10.0,
        open: false,
    },
    default: DefaultValue::Number(0.0),
    unit: "",
    description_zh: "事先给定的变化幅度（均值之比的自然对数，0.405即1.5倍），即普通似然比累积和；0表示由数据估计。用于intercept",
    description_en: "Size of the change if known: log ratio of means, 0.405 for 1.5 times (plain likelihood-ratio CUSUM); 0 = found from the counts. For `intercept`",
};

const THRESHOLD: Parameter = Parameter {
    name: "threshold",
    kind: Kind::Number {
        min: 0.0,
        max: 1e6,
        open: true,
    },
    default: DefaultValue::Number(5.0),
    unit: "",
    description_zh: "阈值：对数似然比达到此值即预警",
    description_en: "Log likelihood ratio at which there is a signal",
};

const WINDOW: Parameter = Parameter {
    name: "window",
    kind: Kind::Integer {
        min: 0,
        max: 10_000,
    },
    default: DefaultValue::ByStep {
        day: 28,
        week: 26,
        month: 12,
    },
    unit: "steps",
    description_zh: "变化最早可始于多少期之前；0表示自上次信号以来不限",
    description_en: "How long ago a change may have begun; 0 = at any time since the last signal",
};

const POINTS_MIN: Parameter = Parameter {
    name: "points_min",
    kind: Kind::Integer { min: 1, max: 1000 },
    default: DefaultValue::Integer(1),
    unit: "steps",
    description_zh: "变化至少须已持续的期数（含当期）",
    description_en: "Steps a change must have lasted, the current one included",
};

const FAMILY: Parameter = Parameter {
    name: "family",
    kind: Kind::Choice {
        of: &["neg_bin", "poisson"],
    },
    default: DefaultValue::Text("neg_bin"),
    unit: "",
    description_zh: "病例数的分布：负二项或泊松",
    description_en: "Distribution of the counts",
};

const DISPERSION: Parameter = Parameter {
    name: "dispersion_alpha",
    kind: Kind::Number {
        min: 0.0,
        max: 1e3,
        open: false,
    },
    default: DefaultValue::Number(0.0),
    unit: "",
    description_zh: "负二项离散参数：方差 = m + α·m²；0表示由受控期估计",
    description_en: "Overdispersion of `neg_bin`: variance = m + α · m²; 0 = estimated from the in-control points",
};

const MEAN: Parameter = Parameter {
    name: "mean",
    kind: Kind::Number {
        min: 0.0,
        max: 1e9,
        open: false,
    },
    default: DefaultValue::Number(0.0),
    unit: "cases",
    description_zh: "已知的受控均值；0表示由受控期的季节性回归给出",
    description_en: "In-control mean if known; 0 = by seasonal regression on the in-control points",
};

const HARMONICS: Parameter = Parameter {
    name: "harmonics",
    kind: Kind::Integer { min: 0, max: 3 },
    default: DefaultValue::Integer(1),
    unit: "waves a year",
    description_zh: "季节性回归中一年的谐波个数；0表示无季节性",
    description_en: "Yearly waves of the regression: 1 = one a year, 2 = also one of half a year, …; 0 = no season",
};

const TREND: Parameter = Parameter {
    name: "trend",
    kind: Kind::Flag,
    default: DefaultValue::Flag(false),
    unit: "",
    description_zh: "季节性回归是否含长期趋势（将外推至监测期）",
    description_en: "Whether the regression has a time trend, which is carried on into the future",
};

const BASELINE: Parameter = Parameter {
    name: "baseline",
    kind: Kind::Integer {
        min: 4,
        max: 10_000,
    },
    default: DefaultValue::ByStep {
        day: 365,
        week: 104,
        month: 36,
    },
    unit: "steps",
    description_zh: "序列开头作为受控期的期数，其后开始监测",
    description_en: "Points at the beginning of the series taken as in control; monitoring starts after them",
};

const COMPAT: Parameter = Parameter {
    name: "compat",
    kind: Kind::Choice {
        of: &["none", "surveillance_1_20"],
    },
    default: DefaultValue::Text("none"),
    unit: "",
    description_zh: "兼容R包surveillance 1.20：重复其求最大值的方式",
    description_en: "Repeat R's surveillance 1.20: the way it looks for the maximum",
};
