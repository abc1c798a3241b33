//! From a detector of the pack to a method of `epi` with all its parameters, for one series.

use epi::{DefaultValue, DetectorSpec, Method, ParamValue, Params, SpecError, Step};
use kernel::Period;
use pack::{Detector, ExpressionError, Variables};
use serde_json::{Map, Value};

use super::step_of;

/// A detector that watches one series.
#[derive(Debug)]
pub(crate) struct Watch {
    /// Id of the detector in the pack.
    pub(crate) detector: String,
    /// Its method.
    pub(crate) method: Method,
    /// Every parameter with its value, those left at the method's default too, as JSON in the order of their names.
    pub(crate) params: String,
    /// Distance between the points of the series.
    pub(crate) step: Step,
    /// Whether the method reads persons at risk.
    pub(crate) needs_population: bool,
    /// The method, ready to judge.
    pub(crate) judge: Box<dyn epi::Detector>,
}

/// Why a detector does not watch a series.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WatchError {
    /// The detector is for streams of other periods.
    #[error(
        "`{detector}` is for {wanted} counts and this stream is counted by {period}; choose a detector that fits"
    )]
    Period {
        /// Detector.
        detector: String,
        /// Periods it is for.
        wanted: String,
        /// Period of the stream.
        period: Period,
    },
    /// The detector's `where` leaves the series out.
    #[error(
        "`{detector}` does not watch this series: its rule in the pack is `{rule}`; choose another detector"
    )]
    LeftOut {
        /// Detector.
        detector: String,
        /// The rule.
        rule: String,
    },
    /// An expression of the pack failed.
    #[error(transparent)]
    Expression(#[from] ExpressionError),
    /// There is no such method.
    #[error("detector `{detector}`: there is no method `{method}`; correct the pack")]
    Method {
        /// Detector.
        detector: String,
        /// Method.
        method: String,
    },
    /// The parameters are not those of the method.
    #[error("detector `{detector}`: {error}; correct the pack")]
    Settings {
        /// Detector.
        detector: String,
        /// What is wrong.
        error: SpecError,
    },
    /// A parameter is a list or a table.
    #[error("detector `{detector}`: parameter `{name}` must be one plain value; correct the pack")]
    Shape {
        /// Detector.
        detector: String,
        /// Parameter.
        name: String,
    },
}

impl WatchError {
    /// Whether the pack wants it so, as opposed to being wrong.
    pub(crate) fn is_intended(&self) -> bool {
        matches!(self, WatchError::Period { .. } | WatchError::LeftOut { .. })
    }

    /// The reason in Chinese.
    pub(crate) fn text_zh(&self) -> String {
        match self {
            WatchError::Period { wanted, period, .. } => format!(
                "该方法适用于按{wanted}统计的监测流，本监测流按{}统计；请选择其他方法",
                period_zh(*period)
            ),
            WatchError::LeftOut { rule, .. } => {
                format!("该方法不监测此序列（规则包中的条件为 {rule}）；请选择其他方法")
            }
            other => format!("规则包有误：{other}"),
        }
    }
}

fn period_zh(period: Period) -> &'static str {
    match period {
        Period::Day => "日",
        Period::Week => "周",
        Period::Month => "月",
        Period::Year => "年",
    }
}

/// The detector, set up for a series counted by `period` that `variables` describe.
///
/// A parameter whose expression gives `null` stays at the method's default.
///
/// # Errors
/// When the detector does not watch the series, or the pack is wrong.
pub(crate) fn watch(
    detector: &Detector,
    period: Period,
    variables: &Variables,
) -> Result<Watch, WatchError> {
    let (true, Some(step)) = (detector.periods.contains(&period), step_of(period)) else {
        let wanted: Vec<&str> = detector.periods.iter().map(|one| one.as_str()).collect();
        return Err(WatchError::Period {
            detector: detector.id.clone(),
            wanted: wanted.join("/"),
            period,
        });
    };
    if !detector.applies(variables)? {
        return Err(WatchError::LeftOut {
            detector: detector.id.clone(),
            rule: detector.applies_where.text().to_owned(),
        });
    }
    let method = Method::from_id(&detector.method).ok_or_else(|| WatchError::Method {
        detector: detector.id.clone(),
        method: detector.method.clone(),
    })?;
    let params = params(detector, &detector.params_for(variables)?)?;
    set_up(&detector.id, method, params, step).map_err(|error| WatchError::Settings {
        detector: detector.id.clone(),
        error,
    })
}

/// The detector as a stored signal remembers it; `None` when today's program knows the method differently.
pub(crate) fn watch_as_stored(
    detector: &str,
    method: &str,
    params: &str,
    period: Period,
) -> Option<Watch> {
    let params: Params = serde_json::from_str(params).ok()?;
    set_up(detector, Method::from_id(method)?, params, step_of(period)?).ok()
}

fn set_up(detector: &str, method: Method, params: Params, step: Step) -> Result<Watch, SpecError> {
    let spec = DetectorSpec::with_params(method, params)?;
    Ok(Watch {
        detector: detector.to_owned(),
        method,
        params: in_full(&spec, step),
        step,
        needs_population: spec.params().get("population_offset") == Some(&ParamValue::Flag(true)),
        judge: spec.build()?,
    })
}

fn params(detector: &Detector, given: &Map<String, Value>) -> Result<Params, WatchError> {
    let mut params = Params::new();
    for (name, value) in given {
        let shape = || WatchError::Shape {
            detector: detector.id.clone(),
            name: name.clone(),
        };
        let value = match value {
            Value::Null => continue,
            Value::Bool(flag) => ParamValue::Flag(*flag),
            Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(whole), _) => ParamValue::Integer(whole),
                (None, Some(number)) => ParamValue::Number(number),
                (None, None) => return Err(shape()),
            },
            Value::String(text) => ParamValue::Text(text.clone()),
            Value::Array(_) | Value::Object(_) => return Err(shape()),
        };
        params.insert(name.clone(), value);
    }
    Ok(params)
}

/// All parameters of the method as they hold for series of this step.
fn in_full(spec: &DetectorSpec, step: Step) -> String {
    let mut all: std::collections::BTreeMap<&str, ParamValue> = spec
        .method()
        .info()
        .parameters
        .iter()
        .map(|parameter| (parameter.name, default(parameter.default, step)))
        .collect();
    for (name, value) in spec.params() {
        if let Some(standing) = all.get_mut(name.as_str()) {
            *standing = value.clone();
        }
    }
    serde_json::to_string(&all).unwrap_or_default()
}

fn default(value: DefaultValue, step: Step) -> ParamValue {
    match value {
        DefaultValue::Flag(flag) => flag.into(),
        DefaultValue::Integer(whole) => whole.into(),
        DefaultValue::Number(number) => number.into(),
        DefaultValue::Text(text) => text.into(),
        DefaultValue::ByStep { day, week, month } => match step {
            Step::Day => day.into(),
            Step::Week => week.into(),
            Step::Month => month.into(),
        },
    }
}
