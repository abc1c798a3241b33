//! Checks parameter tables against the catalogue and reads values with their defaults.

use super::{DefaultValue, Kind, Method, ParamValue, Parameter, Params, SpecError};
use crate::series::Step;

/// The candidate spelled most like `given`.
pub(super) fn nearest<'a>(given: &str, candidates: impl Iterator<Item = &'a str>) -> String {
    candidates
        .max_by(|a, b| strsim::jaro_winkler(given, a).total_cmp(&strsim::jaro_winkler(given, b)))
        .unwrap_or_default()
        .to_owned()
}

/// Whether the catalogue knows this parameter and allows this value.
pub(super) fn check(method: Method, name: &str, value: &ParamValue) -> Result<(), SpecError> {
    let info = method.info();
    let parameter = info
        .parameters
        .iter()
        .find(|p| p.name == name)
        .ok_or_else(|| SpecError::UnknownParameter {
            method: method.id(),
            given: name.to_owned(),
            nearest: nearest(name, info.parameters.iter().map(|p| p.name)),
        })?;
    let (right_type, in_bounds) = match (parameter.kind, value) {
        (Kind::Flag, ParamValue::Flag(_)) => (true, true),
        (Kind::Integer { min, max }, ParamValue::Integer(v)) => (true, (min..=max).contains(v)),
        // A whole number may be written as `7.0`, as expression languages like to do.
        (Kind::Integer { min, max }, ParamValue::Number(v)) => {
            (v.fract() == 0.0, *v >= min as f64 && *v <= max as f64)
        }
        (Kind::Number { min, max, open }, ParamValue::Integer(v)) => {
            (true, within(*v as f64, min, max, open))
        }
        (Kind::Number { min, max, open }, ParamValue::Number(v)) => {
            (true, within(*v, min, max, open))
        }
        (Kind::Choice { of }, ParamValue::Text(v)) => (true, of.contains(&v.as_str())),
        _ => (false, false),
    };
    let (method, name, wanted, given) = (
        method.id(),
        name.to_owned(),
        in_words(&parameter.kind),
        value.to_string(),
    );
    match (right_type, in_bounds) {
        (false, _) => Err(SpecError::WrongType {
            method,
            name,
            wanted,
            given,
        }),
        (true, false) => Err(SpecError::OutOfBounds {
            method,
            name,
            wanted,
            given,
        }),
        (true, true) => Ok(()),
    }
}

fn within(value: f64, min: f64, max: f64, open: bool) -> bool {
    if open {
        value > min && value < max
    } else {
        value >= min && value <= max
    }
}

fn in_words(kind: &Kind) -> String {
    match kind {
        Kind::Flag => "true or false".to_owned(),
        Kind::Integer { min, max } => format!("a whole number from {min} to {max}"),
        Kind::Number {
            min,
            max,
            open: false,
        } => format!("a number from {min} to {max}"),
        Kind::Number {
            min,
            max,
            open: true,
        } => format!("a number between {min} and {max}"),
        Kind::Choice { of } => {
            format!(
                "one of {}",
                of.iter()
                    .map(|word| format!("`{word}`"))
                    .collect::<Vec<_>>()
                    .join(", ")
            )
        }
    }
}

/// Reads the parameters of one detector; what was not set comes from the catalogue.
pub(crate) struct Reader<'a> {
    method: Method,
    params: &'a Params,
}

/// A whole number whose default depends on the step of the series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ByStep {
    day: usize,
    week: usize,
    month: usize,
}

impl ByStep {
    /// The value for series of this step.
    pub(crate) fn get(self, step: Step) -> usize {
        match step {
            Step::Day => self.day,
            Step::Week => self.week,
            Step::Month => self.month,
        }
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(method: Method, params: &'a Params) -> Self {
        Self { method, params }
    }

    /// The method whose parameters these are.
    pub(crate) fn method(&self) -> Method {
        self.method
    }

    /// The catalogue's entry for a parameter and the value set for it, if any.
    fn look_up(
        &self,
        name: &str,
    ) -> Result<(&'static Parameter, Option<&'a ParamValue>), SpecError> {
        let info = self.method.info();
        let parameter = info
            .parameters
            .iter()
            .find(|p| p.name == name)
            .ok_or_else(|| SpecError::UnknownParameter {
                method: self.method.id(),
                given: name.to_owned(),
                nearest: nearest(name, info.parameters.iter().map(|p| p.name)),
            })?;
        Ok((parameter, self.params.get(name)))
    }

    fn wrong(&self, parameter: &Parameter, given: String) -> SpecError {
        SpecError::WrongType {
            method: self.method.id(),
            name: parameter.name.to_owned(),
            wanted: in_words(&parameter.kind),
            given,
        }
    }

    /// A number.
    pub(crate) fn number(&self, name: &str) -> Result<f64, SpecError> {
        let (parameter, value) = self.look_up(name)?;
        match (value, parameter.default) {
            (Some(ParamValue::Number(v)), _) => Ok(*v),
            (Some(ParamValue::Integer(v)), _) => Ok(*v as f64),
            (None, DefaultValue::Number(v)) => Ok(v),
            (None, DefaultValue::Integer(v)) => Ok(v as f64),
            (Some(other), _) => Err(self.wrong(parameter, other.to_string())),
            (None, default) => Err(self.wrong(parameter, format!("{default:?}"))),
        }
    }

    /// A whole number that does not depend on the step.
    pub(crate) fn count(&self, name: &str) -> Result<usize, SpecError> {
        Ok(self.count_by_step(name)?.get(Step::Week))
    }

    /// A whole number that may depend on the step.
    pub(crate) fn count_by_step(&self, name: &str) -> Result<ByStep, SpecError> {
        let (parameter, value) = self.look_up(name)?;
        let same = |v: i64| (v, v, v);
        let (day, week, month) = match (value, parameter.default) {
            (Some(ParamValue::Integer(v)), _) => same(*v),
            (Some(ParamValue::Number(v)), _) if v.fract() == 0.0 => same(*v as i64),
            (None, DefaultValue::Integer(v)) => same(v),
            (None, DefaultValue::ByStep { day, week, month }) => (day, week, month),
            (Some(other), _) => return Err(self.wrong(parameter, other.to_string())),
            (None, default) => return Err(self.wrong(parameter, format!("{default:?}"))),
        };
        let whole = |v: i64| usize::try_from(v).map_err(|_| self.wrong(parameter, v.to_string()));
        Ok(ByStep {
            day: whole(day)?,
            week: whole(week)?,
            month: whole(month)?,
        })
    }

    /// A flag.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, SpecError> {
        let (parameter, value) = self.look_up(name)?;
        match (value, parameter.default) {
            (Some(ParamValue::Flag(v)), _) => Ok(*v),
            (None, DefaultValue::Flag(v)) => Ok(v),
            (Some(other), _) => Err(self.wrong(parameter, other.to_string())),
            (None, default) => Err(self.wrong(parameter, format!("{default:?}"))),
        }
    }

    /// One of a few words.
    pub(crate) fn choice(&self, name: &str) -> Result<&'a str, SpecError> {
        let (parameter, value) = self.look_up(name)?;
        match (value, parameter.default) {
            (Some(ParamValue::Text(v)), _) => Ok(v),
            (None, DefaultValue::Text(v)) => Ok(v),
            (Some(other), _) => Err(self.wrong(parameter, other.to_string())),
            (None, default) => Err(self.wrong(parameter, format!("{default:?}"))),
        }
    }
}
