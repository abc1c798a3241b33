//! The two-window test in the catalogue.

use crate::series::Step;
use crate::spec::{DefaultValue, Kind, Method, MethodInfo, Parameter, Source};

/// Entry of the catalogue.
pub static INFO: MethodInfo = MethodInfo {
    method: Method::DualWindow,
    name_zh: "双窗法",
    name_en: "Two-window test",
    description_zh: "由全部历史拟合水平、趋势和季节（稳健回归，降低既往暴发的影响），同时检验本期病例数和最近两期合计病例数，二者共用一个误报概率。适用于有2年以上历史的周、月报告病例数，尤其是跨周的小规模暴发；不适用于日报告数据和历史短的序列。",
    description_en: "Fits level, trend and season to the whole history, past outbreaks weighing little, and tests this step's count and the sum of the last two under one false-alarm probability. For weekly or monthly counts with two or more years of history, above all for small outbreaks that spread over two weeks; not for daily counts or short histories.",
    source: Source {
        citation: "This project's own test; its robust regression after Cantoni E., Ronchetti E. Robust inference for generalized linear models. J Am Stat Assoc 2001;96(455):1022-1030",
        doi: Some("10.1198/016214501753209004"),
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
            description_zh: "误报概率（两个窗口合计）",
            description_en: "Probability of a false alarm, both looks together",
        },
        Parameter {
            name: "years",
            kind: Kind::Integer { min: 2, max: 30 },
            default: DefaultValue::Integer(10),
            unit: "years",
            description_zh: "最多使用的历史年数",
            description_en: "Most years of history that are used",
        },
        Parameter {
            name: "half_life_years",
            kind: Kind::Number {
                min: 0.5,
                max: 100.0,
                open: false,
            },
            default: DefaultValue::Number(5.0),
            unit: "years",
            description_zh: "权重减半所需的年数，越小越快适应新水平",
            description_en: "Years after which a past point weighs half; the fewer, the sooner a new level is learnt",
        },
        Parameter {
            name: "harmonics",
            kind: Kind::Integer { min: 0, max: 3 },
            default: DefaultValue::Integer(2),
            unit: "",
            description_zh: "季节的谐波数；0表示无季节",
            description_en: "Pairs of yearly waves the season is made of; 0 for none",
        },
        Parameter {
            name: "trend",
            kind: Kind::Flag,
            default: DefaultValue::Flag(true),
            unit: "",
            description_zh: "是否拟合长期趋势",
            description_en: "Whether to fit a time trend",
        },
        Parameter {
            name: "skip_recent",
            kind: Kind::Integer { min: 1, max: 12 },
            default: DefaultValue::ByStep {
                day: 7,
                week: 4,
                month: 1,
            },
            unit: "steps",
            description_zh: "拟合基线时不纳入的最近期数",
            description_en: "Latest steps left out of the baseline when it is fitted",
        },
        Parameter {
            name: "starts_now",
            kind: Kind::Number {
                min: 0.0,
                max: 1.0,
                open: true,
            },
            default: DefaultValue::Number(0.5),
            unit: "",
            description_zh: "暴发始于本期（而非上一期）的先验概率，越大越侧重本期单独的病例数",
            description_en: "Prior probability that an outbreak began this step and not one step ago; the higher, the more the count of this step alone decides",
        },
        Parameter {
            name: "year_step",
            kind: Kind::Choice {
                of: &["calendar", "frequency"],
            },
            default: DefaultValue::Text("calendar"),
            unit: "",
            description_zh: "一年的长度：按日历，或固定52周",
            description_en: "Length of a year: by the calendar, or 52 weeks",
        },
        Parameter {
            name: "prior_dispersion",
            kind: Kind::Number {
                min: 1.0,
                max: 1000.0,
                open: false,
            },
            default: DefaultValue::Number(1.5),
            unit: "",
            description_zh: "同类序列的典型离散参数",
            description_en: "Dispersion that is usual in related series",
        },
        Parameter {
            name: "prior_points",
            kind: Kind::Number {
                min: 0.0,
                max: 10_000.0,
                open: false,
            },
            default: DefaultValue::Number(10.0),
            unit: "points",
            description_zh: "上一参数相当于多少个历史数据点",
            description_en: "Points of history that `prior_dispersion` is worth",
        },
    ],
    steps: &[Step::Week, Step::Month],
};
