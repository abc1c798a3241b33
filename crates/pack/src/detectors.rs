//! Detectors (预警方法): which method watches which series, with which parameters.

use std::collections::BTreeMap;

use kernel::Period;
use serde_json::{Map, Value};

use crate::expression::{Expression, ExpressionError, Variables};
use crate::marks::Confidence;

/// Names of the detection methods that a pack may use.
pub const METHODS: [&str; 6] = [
    "fixed_value",
    "moving_percentile",
    "ears_c1",
    "ears_c2",
    "ears_c3",
    "farrington_flexible",
];

/// One detector: a method, its parameters and the series it applies to.
#[derive(Debug, Clone)]
pub struct Detector {
    /// Stable id, for example `cidars_moving_percentile`.
    pub id: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// What it does, in Chinese.
    pub description_zh: String,
    /// What it does, in English.
    pub description_en: String,
    /// Member of [`METHODS`].
    pub method: String,
    /// The native periods of the streams it may run on.
    pub periods: Vec<Period>,
    /// Fixed parameters of the method.
    pub params: Map<String, Value>,
    /// Parameters computed from the stream, condition and region at hand.
    pub params_cel: BTreeMap<String, Expression>,
    /// Which series it applies to; an expression over `stream`, `condition` and `region`.
    pub applies_where: Expression,
    /// Where the method and its parameters come from.
    pub source: String,
    /// How far that is trusted.
    pub confidence: Confidence,
}

impl Detector {
    /// Whether the detector watches the series described by `variables`.
    ///
    /// # Errors
    /// When the expression fails on these variables; the error names the line of the pack.
    pub fn applies(&self, variables: &Variables) -> Result<bool, ExpressionError> {
        self.applies_where.is_true(variables)
    }

    /// The parameters for the series described by `variables`: the fixed ones, overlaid with the computed ones.
    ///
    /// # Errors
    /// When an expression fails on these variables; the error names the line of the pack.
    pub fn params_for(&self, variables: &Variables) -> Result<Map<String, Value>, ExpressionError> {
        let mut params = self.params.clone();
        for (name, expression) in &self.params_cel {
            params.insert(name.clone(), expression.evaluate(variables)?.into());
        }
        Ok(params)
    }
}
