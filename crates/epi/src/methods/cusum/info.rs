//! CUSUM in the catalogue.

use crate::series::Step;
use crate::spec::{DefaultValue, Kind, Method, MethodInfo, Parameter, Source};

/// Entry of the catalogue.
pub static INFO: MethodInfo = MethodInfo {
    method: Method::Cusum,
    name_zh: "累积和法（CUSUM）",
    name_en: "CUSUM",
    description_zh: "将每期病例数与受控期均值的标准化偏差超出参考值k的部分累加，达到决策界h即产生预警信号。能较早发现小而持续的上升；信号发出后需重新设定受控期。",
    description_en: "Adds up by how much standardised counts exceed a reference value k; a signal at the decision limit h. Sees small lasting rises early; once it has signalled, it stays high until they have worn off.",
    source: Source {
        citation: "Rossi G. et al. An approximate CUSUM procedure for surveillance of health events. Stat Med 1999;18:2111-2122",
        doi: Some("10.1002/(SICI)1097-0258(19990830)18:16<2111::AID-SIM171>3.0.CO;2-Q"),
    },
    parameters: &[
        Parameter {
            name: "k",
            kind: Kind::Number {
                min: 0.0,
                max: 1e6,
                open: false,
            },
            default: DefaultValue::Number(1.04),
            unit: "sd",
            description_zh: "参考值：不计入累积和的偏差",
            description_en: "Reference value: deviation that is not counted",
        },
        Parameter {
            name: "h",
            kind: Kind::Number {
                min: 0.0,
                max: 1e9,
                open: true,
            },
            default: DefaultValue::Number(2.26),
            unit: "sd",
            description_zh: "决策界：累积和达到此值即预警",
            description_en: "Decision limit: a signal when the sum reaches it",
        },
        Parameter {
            name: "transform",
            kind: Kind::Choice {
                of: &[
                    "rossi",
                    "standard",
                    "anscombe",
                    "anscombe_2nd",
                    "pearson_neg_bin",
                    "none",
                ],
            },
            default: DefaultValue::Text("rossi"),
            unit: "",
            description_zh: "使病例数近似正态的变换；none为直接累加例数",
            description_en: "How counts are made nearly normal; `none` adds up plain cases",
        },
        Parameter {
            name: "mean",
            kind: Kind::Choice {
                of: &["constant", "seasonal"],
            },
            default: DefaultValue::Text("constant"),
            unit: "",
            description_zh: "受控均值：常数，或含一年周期的泊松回归",
            description_en: "In-control mean: constant, or a Poisson regression with one yearly wave",
        },
        Parameter {
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
            description_zh: "序列开头作为受控期的期数，其后开始累积",
            description_en: "Points at the beginning of the series taken as in control; the sum starts after them",
        },
        Parameter {
            name: "reset",
            kind: Kind::Flag,
            default: DefaultValue::Flag(false),
            unit: "",
            description_zh: "预警后累积和是否归零",
            description_en: "Whether the sum begins again from 0 after an alarm",
        },
        Parameter {
            name: "dispersion_alpha",
            kind: Kind::Number {
                min: 0.0,
                max: 1e3,
                open: false,
            },
            default: DefaultValue::Number(0.0),
            unit: "",
            description_zh: "pearson_neg_bin变换的离散参数：方差 = m + α·m²",
            description_en: "Overdispersion of `pearson_neg_bin`: variance = m + α · m²",
        },
        Parameter {
            name: "compat",
            kind: Kind::Choice {
                of: &["none", "surveillance_1_20"],
            },
            default: DefaultValue::Text("none"),
            unit: "",
            description_zh: "兼容R包surveillance 1.20：其anscombe_2nd、standard、none的界值",
            description_en: "Repeat R's surveillance 1.20: its bounds of `anscombe_2nd`, `standard` and `none`",
        },
    ],
    steps: &Step::ALL,
};
