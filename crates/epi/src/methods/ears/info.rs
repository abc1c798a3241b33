//! EARS in the catalogue.

use crate::series::Step;
use crate::spec::{DefaultValue, Kind, Method, MethodInfo, Parameter, Source};

const SOURCE: Source = Source {
    citation: "Hutwagner L. et al. The bioterrorism preparedness and response Early Aberration Reporting System (EARS). J Urban Health 2003;80(2 Suppl 1):i89-i96",
    doi: Some("10.1007/PL00022319"),
};

const STEPS: &[Step] = &[Step::Day, Step::Week];

const BASELINE: Parameter = Parameter {
    name: "baseline",
    kind: Kind::Integer { min: 3, max: 366 },
    default: DefaultValue::Integer(7),
    unit: "steps",
    description_zh: "基线期长度",
    description_en: "Points of the baseline",
};

const MIN_SD: Parameter = Parameter {
    name: "min_sd",
    kind: Kind::Number {
        min: 0.0,
        max: 1e9,
        open: false,
    },
    default: DefaultValue::Number(0.0),
    unit: "cases",
    description_zh: "标准差下限，防止病例稀少时单个病例即预警",
    description_en: "Least standard deviation, so that a single case in a sparse series need not alarm",
};

const fn alpha(default: f64) -> Parameter {
    Parameter {
        name: "alpha",
        kind: Kind::Number {
            min: 0.0,
            max: 0.5,
            open: true,
        },
        default: DefaultValue::Number(default),
        unit: "",
        description_zh: "单侧误报概率；0.00135相当于3个标准差，0.02275相当于2个",
        description_en: "One-sided probability of a false alarm; 0.00135 is 3 standard deviations, 0.02275 is 2",
    }
}

const COMPAT: Parameter = Parameter {
    name: "compat",
    kind: Kind::Choice {
        of: &["none", "surveillance_1_20"],
    },
    default: DefaultValue::Text("none"),
    unit: "",
    description_zh: "兼容R包surveillance 1.20的C3界值（其报警与当期病例数无关）",
    description_en: "Repeat the C3 bound of R's surveillance 1.20, whose alarm does not depend on the current count",
};

/// C1.
pub static C1: MethodInfo = MethodInfo {
    method: Method::EarsC1,
    name_zh: "EARS C1",
    name_en: "EARS C1",
    description_zh: "当期病例数超过前7期均值加若干倍标准差即产生预警信号。只需很短的历史，适用于新监测流；对缓慢上升不敏感，不适用于有星期效应或季节性的序列。",
    description_en: "A signal when the count exceeds mean plus some standard deviations of the seven points directly before it. Needs next to no history; blind to slow rises, and not for series with weekday or seasonal patterns.",
    source: SOURCE,
    parameters: &[alpha(0.001), BASELINE, MIN_SD],
    steps: STEPS,
};

/// C2.
pub static C2: MethodInfo = MethodInfo {
    method: Method::EarsC2,
    name_zh: "EARS C2",
    name_en: "EARS C2",
    description_zh: "同C1，但基线与当期间隔2期，使刚开始的暴发不抬高自身界值。适用于新监测流；不适用于有季节性的序列。",
    description_en: "As C1 with a gap of two points before the current one, so that a beginning outbreak does not raise its own limit. For new streams; not for seasonal series.",
    source: SOURCE,
    parameters: &[alpha(0.001), BASELINE, MIN_SD],
    steps: STEPS,
};

/// C3.
pub static C3: MethodInfo = MethodInfo {
    method: Method::EarsC3,
    name_zh: "EARS C3",
    name_en: "EARS C3",
    description_zh: "将当期与前两期超出C2基线的部分累加，超过界值即产生预警信号，能发现持续数日的上升；误报较C1、C2多。",
    description_en: "Adds up how far the current and the two preceding points exceed their C2 baselines: sees rises that last for days, at the price of more false alarms than C1 and C2.",
    source: SOURCE,
    parameters: &[alpha(0.025), BASELINE, MIN_SD, COMPAT],
    steps: STEPS,
};
