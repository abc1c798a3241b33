//! A figure with its uncertainty, unit and source.

use serde::{Deserialize, Serialize};

use crate::error::SimError;
use crate::random::Stream;

/// A parameter of a disease (参数): never a bare number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Best estimate.
    pub value: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end of the 95 % interval.
    pub high: f64,
    /// Unit: `days`, `share`, `cases`.
    pub unit: String,
    /// Where the figure comes from: a DOI, a standard, or whose assumption it is.
    pub source: String,
}

impl Parameter {
    /// A figure that is taken as known.
    pub fn fixed(value: f64, unit: &str, source: &str) -> Self {
        Self {
            value,
            low: value,
            high: value,
            unit: unit.to_owned(),
            source: source.to_owned(),
        }
    }

    /// Refuses a value outside these bounds, an interval that does not contain it, and a figure without a source.
    pub(crate) fn check(&self, field: &str, min: f64, max: f64) -> Result<(), SimError> {
        for (name, value) in [
            ("low", self.low),
            ("value", self.value),
            ("high", self.high),
        ] {
            if !(min..=max).contains(&value) {
                return Err(SimError::parameter(
                    format!("{field}.{name}"),
                    value,
                    format!("from {min} to {max} {}", self.unit),
                ));
            }
        }
        if self.low > self.value || self.value > self.high {
            return Err(SimError::contradiction(
                format!("{field}.value"),
                format!("{field}.low"),
                "the value must lie between `low` and `high`",
            ));
        }
        if self.source.trim().is_empty() {
            return Err(SimError::parameter(
                format!("{field}.source"),
                "empty",
                "the publication the figure comes from, or whose assumption it is",
            ));
        }
        Ok(())
    }

    /// The same parameter with a value drawn from its uncertainty: half-normal on either side, within the interval
    /// widened by a half, so that an ensemble never leaves what is believed possible.
    #[must_use]
    pub(crate) fn drawn(&self, stream: &mut Stream, min: f64, max: f64) -> Self {
        // 1.96 standard deviations reach the end of a 95 % interval.
        let z = (stream.normal() / 1.96).clamp(-1.5, 1.5);
        let width = if z < 0.0 {
            self.value - self.low
        } else {
            self.high - self.value
        };
        Self::fixed(
            (self.value + z * width).clamp(min, max),
            &self.unit,
            &self.source,
        )
    }
}
