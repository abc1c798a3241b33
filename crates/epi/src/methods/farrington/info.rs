//! Farrington's methods in the catalogue.

use crate::series::Step;
use crate::spec::{DefaultValue, Kind, Method, MethodInfo, Parameter, Source};

// Parameters both methods share.

const YEARS: Parameter = Parameter {
    name: "years",
    kind: Kind::Integer { min: 1, max: 20 },
    default: DefaultValue::Integer(5),
    unit: "years",
    description_zh: "历史年数",
    description_en: "Past years the baseline reaches back",
};

const HALF_WINDOW: Parameter = Parameter {
    name: "half_window",
    kind: Kind::Integer { min: 0, max: 20 },
    default: DefaultValue::ByStep {
        day: 3,
        week: 3,
        month: 1,
    },
    unit: "steps",
    description_zh: "同期前后各取的期数",
    description_en: "Steps before and after the same time of year that count as the same season",
};

const TREND: Parameter = Parameter {
    name: "trend",
    kind: Kind::Flag,
    default: DefaultValue::Flag(true),
    unit: "",
    description_zh: "是否拟合长期趋势",
    description_en: "Whether to fit a time trend",
};

const REWEIGHT: Parameter = Parameter {
    name: "reweight",
    kind: Kind::Flag,
    default: DefaultValue::Flag(true),
    unit: "",
    description_zh: "是否降低既往异常值的权重",
    description_en: "Whether past outliers get less weight",
};

const TRANSFORM: Parameter = Parameter {
    name: "transform",
    kind: Kind::Choice {
        of: &["2/3", "1/2", "none"],
    },
    default: DefaultValue::Text("2/3"),
    unit: "",
    description_zh: "delta算法的幂变换",
    description_en: "Power transform of the `delta` limit: 2/3 removes skewness, 1/2 steadies the variance",
};

const RECENT_CASES_MIN: Parameter = Parameter {
    name: "recent_cases_min",
    kind: Kind::Integer {
        min: 0,
        max: 1_000_000,
    },
    default: DefaultValue::Integer(5),
    unit: "cases",
    description_zh: "最近recent_steps期内少于此例数不预警；0表示不限",
    description_en: "Cases needed in the last `recent_steps` steps for a signal; 0 asks for none",
};

const RECENT_STEPS: Parameter = Parameter {
    name: "recent_steps",
    kind: Kind::Integer { min: 1, max: 366 },
    default: DefaultValue::Integer(4),
    unit: "steps",
    description_zh: "计算最近病例数的期数（含本期）",
    description_en: "Steps over which recent cases are counted, the current one included",
};

const YEAR_STEP: Parameter = Parameter {
    name: "year_step",
    kind: Kind::Choice {
        of: &["calendar", "frequency"],
    },
    default: DefaultValue::Text("calendar"),
    unit: "",
    description_zh: "回溯一年的方式：按日历，或按固定期数（52周、12个月）",
    description_en: "How to step back a year: by the calendar, or by 52 weeks / 12 months",
};

/// The classic method.
pub static CLASSIC: MethodInfo = MethodInfo {
    method: Method::Farrington,
    name_zh: "Farrington经典法",
    name_en: "Farrington 1996",
    description_zh: "用过去数年同期窗口拟合拟泊松回归，降低既往暴发的权重，由幂变换的正态界得到预警界值。供与历史结果比较；新用途宜选灵活法。",
    description_en: "Fits a quasi-Poisson regression to the same weeks of past years, gives past outbreaks less weight, and takes a normal limit after a power transform. For comparison with past results; the flexible method is the better choice for new work.",
    source: Source {
        citation: "Farrington C. P. et al. A statistical algorithm for the early detection of outbreaks of infectious disease. J R Stat Soc A 1996;159(3):547-563",
        doi: Some("10.2307/2983331"),
    },
    parameters: &[
        Parameter {
            name: "alpha",
            kind: Kind::Number {
                min: 0.0,
                max: 0.5,
                open: true,
            },
            default: DefaultValue::Number(0.01),
            unit: "",
            description_zh: "双侧误报概率（上侧为其一半）",
            description_en: "Two-sided probability of a false alarm; the upper side has half of it",
        },
        YEARS,
        HALF_WINDOW,
        TREND,
        REWEIGHT,
        TRANSFORM,
        RECENT_CASES_MIN,
        RECENT_STEPS,
        YEAR_STEP,
    ],
    steps: &[Step::Week, Step::Month],
};

/// The flexible method.
pub static FLEXIBLE: MethodInfo = MethodInfo {
    method: Method::FarringtonFlexible,
    name_zh: "Farrington灵活法",
    name_en: "Flexible Farrington",
    description_zh: "用过去数年同期及全年各季节组的数据拟合含季节与长期趋势的拟泊松回归，降低既往暴发的权重，由负二项分位数得到预警界值。适用于有5年以上历史的周、月报告病例数；不适用于历史短或极罕见的疾病。",
    description_en: "Fits a quasi-Poisson regression with season and trend to past years, gives past outbreaks less weight, and takes a negative-binomial quantile as limit. For weekly or monthly counts with five or more years of history; not for short histories or very rare diseases.",
    source: Source {
        citation: "Noufaily A. et al. An improved algorithm for outbreak detection in multiple surveillance systems. Stat Med 2013;32(7):1206-1222",
        doi: Some("10.1002/sim.5595"),
    },
    parameters: &[
        Parameter {
            name: "alpha",
            kind: Kind::Number {
                min: 0.0,
                max: 0.5,
                open: true,
            },
            default: DefaultValue::Number(0.005),
            unit: "",
            description_zh: "单侧误报概率",
            description_en: "One-sided probability of a false alarm",
        },
        YEARS,
        HALF_WINDOW,
        Parameter {
            name: "seasons",
            kind: Kind::Integer { min: 1, max: 20 },
            default: DefaultValue::Integer(10),
            unit: "",
            description_zh: "将一年分成的季节组数；1表示只用同期窗口",
            description_en: "Groups a year is cut into, the window being one of them; 1 uses the windows alone",
        },
        Parameter {
            name: "skip_recent",
            kind: Kind::Integer { min: 0, max: 366 },
            default: DefaultValue::ByStep {
                day: 26,
                week: 26,
                month: 6,
            },
            unit: "steps",
            description_zh: "不纳入基线的最近期数",
            description_en: "Latest steps left out of the baseline",
        },
        TREND,
        Parameter {
            name: "trend_p_max",
            kind: Kind::Number {
                min: 0.0,
                max: 1.0,
                open: false,
            },
            default: DefaultValue::Number(1.0),
            unit: "",
            description_zh: "趋势的显著性水平，p值不低于它时去掉趋势；1表示不检验",
            description_en: "Level below which the trend's p-value must lie for the trend to stay; 1 keeps any trend",
        },
        REWEIGHT,
        Parameter {
            name: "reweight_above",
            kind: Kind::Number {
                min: 1.0,
                max: 100.0,
                open: false,
            },
            default: DefaultValue::Number(2.58),
            unit: "sd",
            description_zh: "标准化Anscombe残差超过此值的点降权",
            description_en: "Standardised Anscombe residual above which a point gets less weight",
        },
        Parameter {
            name: "bound_method",
            kind: Kind::Choice {
                of: &["nb_plugin", "muan", "delta"],
            },
            default: DefaultValue::Text("nb_plugin"),
            unit: "",
            description_zh: "界值算法：nb_plugin为负二项分位数，muan为均值置信上限处的分位数，delta为变换后的正态界",
            description_en: "Limit: `nb_plugin` = negative-binomial quantile at the fitted mean, `muan` = at the upper confidence limit of the mean, `delta` = normal limit after a power transform",
        },
        TRANSFORM,
        Parameter {
            name: "population_offset",
            kind: Kind::Flag,
            default: DefaultValue::Flag(false),
            unit: "",
            description_zh: "是否以人口数为偏移量（按率建模）",
            description_en: "Whether to model rates, with the population of each step as offset",
        },
        RECENT_CASES_MIN,
        RECENT_STEPS,
        YEAR_STEP,
        Parameter {
            name: "compat",
            kind: Kind::Choice {
                of: &["none", "surveillance_1_20"],
            },
            default: DefaultValue::Text("none"),
            unit: "",
            description_zh: "兼容R包surveillance 1.20：加权拟合的标准误缺陷及其迭代终点",
            description_en: "Repeat R's surveillance 1.20: the defective standard error of its reweighted fits, and where its iteration stops",
        },
    ],
    steps: &[Step::Week, Step::Month],
};
