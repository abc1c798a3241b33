//! Detectors as screens offer them.

use pack::Detector;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A detector of the pack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DetectorView {
    /// Id.
    pub id: String,
    /// Method of the science library.
    pub method: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// What it does, in Chinese.
    pub description_zh: String,
    /// What it does, in English.
    pub description_en: String,
    /// Parameters the pack sets; those computed for each series stand as their expression.
    #[schema(value_type = Object)]
    pub params: Map<String, Value>,
    /// Where the method and its parameters come from.
    pub source: String,
    /// How far that is trusted, A to D.
    pub confidence: String,
    /// Periods of the streams it can run on.
    pub period: Vec<String>,
    /// Which series it watches, as the pack says it.
    pub rule: String,
}

impl From<&Detector> for DetectorView {
    fn from(detector: &Detector) -> Self {
        let mut params = detector.params.clone();
        for (name, expression) in &detector.params_cel {
            params.insert(name.clone(), expression.text().into());
        }
        DetectorView {
            id: detector.id.clone(),
            method: detector.method.clone(),
            name_zh: detector.name_zh.clone(),
            name_en: detector.name_en.clone(),
            description_zh: detector.description_zh.clone(),
            description_en: detector.description_en.clone(),
            params,
            source: detector.source.clone(),
            confidence: detector.confidence.as_str().to_owned(),
            period: detector.periods.iter().map(ToString::to_string).collect(),
            rule: detector.applies_where.text().to_owned(),
        }
    }
}
