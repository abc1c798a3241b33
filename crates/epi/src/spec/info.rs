//! What the catalogue says about a method and its parameters.

use serde::Serialize;

use super::Method;
use crate::series::Step;

/// A method as the catalogue describes it (方法目录).
#[derive(Debug, Clone, Serialize)]
pub struct MethodInfo {
    /// Which method.
    pub method: Method,
    /// Chinese name.
    pub name_zh: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// One paragraph in Chinese: what it asks, how it decides, when not to use it.
    pub description_zh: &'static str,
    /// The same in English.
    pub description_en: &'static str,
    /// Where the method comes from.
    pub source: Source,
    /// Its parameters, in the order a form would show them.
    pub parameters: &'static [Parameter],
    /// The steps of series it fits.
    pub steps: &'static [Step],
}

/// A publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Authors, title, journal, year.
    pub citation: &'static str,
    /// Digital object identifier, if it has one.
    pub doi: Option<&'static str>,
}

/// A parameter of a method (参数).
#[derive(Debug, Clone, Serialize)]
pub struct Parameter {
    /// Key in a detector table.
    pub name: &'static str,
    /// Type and bounds.
    pub kind: Kind,
    /// Value when the key is absent.
    pub default: DefaultValue,
    /// Unit of the value; empty for pure numbers, flags and choices.
    pub unit: &'static str,
    /// What it does, in Chinese.
    pub description_zh: &'static str,
    /// What it does, in English.
    pub description_en: &'static str,
}

/// Type and bounds of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Kind {
    /// A whole number from `min` to `max`.
    Integer {
        /// Least value.
        min: i64,
        /// Greatest value.
        max: i64,
    },
    /// A number from `min` to `max`; with `open` the ends themselves are not allowed.
    Number {
        /// Lower end.
        min: f64,
        /// Upper end.
        max: f64,
        /// Whether the ends are excluded.
        open: bool,
    },
    /// `true` or `false`.
    Flag,
    /// One of a few words.
    Choice {
        /// The words.
        of: &'static [&'static str],
    },
}

/// The value of a parameter nobody set.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
pub enum DefaultValue {
    /// A flag.
    Flag(bool),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A choice.
    Text(&'static str),
    /// A whole number that depends on the step of the series.
    ByStep {
        /// For daily series.
        day: i64,
        /// For weekly series.
        week: i64,
        /// For monthly series.
        month: i64,
    },
}
