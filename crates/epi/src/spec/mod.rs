//! Which detector, with which settings: the table in a configuration file and the detector it stands for.
//!
//! The catalogue is the only list of methods and parameters: it checks tables, fills in defaults and is what
//! screens and manuals show, so the three cannot disagree.

mod error;
mod info;
mod read;
mod value;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use error::SpecError;
pub use info::{DefaultValue, Kind, MethodInfo, Parameter, Source};
pub use value::{ParamValue, Params};

pub(crate) use read::{ByStep, Reader};

use crate::detect::Detector;
use crate::methods;

/// A way to judge counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// CIDARS fixed value (固定阈值法).
    FixedValue,
    /// CIDARS moving percentile (移动百分位数法).
    MovingPercentile,
    /// EARS C1.
    EarsC1,
    /// EARS C2.
    EarsC2,
    /// EARS C3.
    EarsC3,
    /// Flexible Farrington (Noufaily 2013).
    FarringtonFlexible,
    /// One week and two weeks together (双窗法).
    DualWindow,
    /// Classic Farrington (1996).
    Farrington,
    /// CDC's four-week sums (Stroup 1989).
    Cdc,
    /// RKI 1–3.
    Rki,
    /// Bayesian prediction from seasonal windows.
    Bayes,
    /// Cumulative sum.
    Cusum,
    /// Generalised likelihood-ratio CUSUM over a seasonal regression (Höhle & Paul 2008).
    GlrCusum,
    /// Semiparametric outbreak detection (Frisén 2009).
    OutbreakP,
}

impl Method {
    /// Every method, in the order of the catalogue.
    pub const ALL: [Method; 14] = [
        Method::FixedValue,
        Method::MovingPercentile,
        Method::EarsC1,
        Method::EarsC2,
        Method::EarsC3,
        Method::FarringtonFlexible,
        Method::DualWindow,
        Method::Farrington,
        Method::Cdc,
        Method::Rki,
        Method::Bayes,
        Method::Cusum,
        Method::GlrCusum,
        Method::OutbreakP,
    ];

    /// The word that stands for the method in tables and answers, for example `ears_c1`.
    pub fn id(self) -> &'static str {
        match self {
            Method::FixedValue => "fixed_value",
            Method::MovingPercentile => "moving_percentile",
            Method::EarsC1 => "ears_c1",
            Method::EarsC2 => "ears_c2",
            Method::EarsC3 => "ears_c3",
            Method::FarringtonFlexible => "farrington_flexible",
            Method::DualWindow => "dual_window",
            Method::Farrington => "farrington",
            Method::Cdc => "cdc",
            Method::Rki => "rki",
            Method::Bayes => "bayes",
            Method::Cusum => "cusum",
            Method::GlrCusum => "glr_cusum",
            Method::OutbreakP => "outbreak_p",
        }
    }

    /// The method with this id.
    pub fn from_id(id: &str) -> Option<Method> {
        Method::ALL.into_iter().find(|method| method.id() == id)
    }

    /// Its entry in the catalogue.
    pub fn info(self) -> &'static MethodInfo {
        match self {
            Method::FixedValue => &methods::fixed_value::INFO,
            Method::MovingPercentile => &methods::moving_percentile::INFO,
            Method::EarsC1 => &methods::ears::info::C1,
            Method::EarsC2 => &methods::ears::info::C2,
            Method::EarsC3 => &methods::ears::info::C3,
            Method::FarringtonFlexible => &methods::farrington::info::FLEXIBLE,
            Method::DualWindow => &methods::dual_window::info::INFO,
            Method::Farrington => &methods::farrington::info::CLASSIC,
            Method::Cdc => &methods::cdc::INFO,
            Method::Rki => &methods::rki::INFO,
            Method::Bayes => &methods::bayes::INFO,
            Method::Cusum => &methods::cusum::info::INFO,
            Method::GlrCusum => &methods::glr_cusum::info::INFO,
            Method::OutbreakP => &methods::outbreak_p::INFO,
        }
    }
}

/// Every method with its names, description, source and parameters.
pub fn catalogue() -> Vec<&'static MethodInfo> {
    Method::ALL.into_iter().map(Method::info).collect()
}

/// A method and the parameters that differ from its defaults.
///
/// In a file it is one table: the key `method` and beside it the parameters.
///
/// ```
/// let spec: epi::DetectorSpec = toml::from_str(r#"
///     method = "moving_percentile"
///     percentile = 90
/// "#).unwrap();
/// assert_eq!(spec.method(), epi::Method::MovingPercentile);
///
/// let typo = toml::from_str::<epi::DetectorSpec>("method = 'ears_c1'\nalhpa = 0.01");
/// assert!(typo.unwrap_err().to_string().contains("did you mean `alpha`?"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct DetectorSpec {
    method: Method,
    params: Params,
}

impl DetectorSpec {
    /// The method with every parameter at its default.
    pub fn new(method: Method) -> Self {
        Self {
            method,
            params: Params::new(),
        }
    }

    /// The method with these parameters, checked against the catalogue.
    pub fn with_params(method: Method, params: Params) -> Result<Self, SpecError> {
        for (name, value) in &params {
            read::check(method, name, value)?;
        }
        Ok(Self { method, params })
    }

    /// The same with one parameter set.
    pub fn set(mut self, name: &str, value: impl Into<ParamValue>) -> Result<Self, SpecError> {
        let value = value.into();
        read::check(self.method, name, &value)?;
        self.params.insert(name.to_owned(), value);
        Ok(self)
    }

    /// From a table that holds `method` and the parameters side by side.
    pub fn from_table(mut table: Params) -> Result<Self, SpecError> {
        let id = table.remove("method").ok_or_else(|| SpecError::NoMethod {
            known: Method::ALL.map(|m| format!("`{}`", m.id())).join(", "),
        })?;
        let id = id.to_string();
        let method = Method::from_id(&id).ok_or_else(|| SpecError::UnknownMethod {
            nearest: read::nearest(&id, Method::ALL.iter().map(|m| m.id())),
            given: id,
        })?;
        Self::with_params(method, table)
    }

    /// Which method.
    pub fn method(&self) -> Method {
        self.method
    }

    /// The parameters that were set.
    pub fn params(&self) -> &Params {
        &self.params
    }

    /// Reads parameters with their defaults.
    pub(crate) fn reader(&self) -> Reader<'_> {
        Reader::new(self.method, &self.params)
    }

    /// The detector itself, ready to judge.
    pub fn build(&self) -> Result<Box<dyn Detector>, SpecError> {
        let reader = self.reader();
        Ok(match self.method {
            Method::FixedValue => Box::new(methods::fixed_value::FixedValue::read(&reader)?),
            Method::MovingPercentile => {
                Box::new(methods::moving_percentile::MovingPercentile::read(&reader)?)
            }
            Method::EarsC1 | Method::EarsC2 | Method::EarsC3 => {
                Box::new(methods::ears::Ears::read(&reader)?)
            }
            Method::FarringtonFlexible => {
                Box::new(methods::farrington::Farrington::read_flexible(&reader)?)
            }
            Method::DualWindow => methods::dual_window::read(&reader)?,
            Method::Farrington => Box::new(methods::farrington::Farrington::read_classic(&reader)?),
            Method::Cdc => Box::new(methods::cdc::Cdc::read(&reader)?),
            Method::Rki => Box::new(methods::rki::Rki::read(&reader)?),
            Method::Bayes => Box::new(methods::bayes::Bayes::read(&reader)?),
            Method::Cusum => Box::new(methods::cusum::Cusum::read(&reader)?),
            Method::GlrCusum => Box::new(methods::glr_cusum::GlrCusum::read(&reader)?),
            Method::OutbreakP => Box::new(methods::outbreak_p::OutbreakP::read(&reader)?),
        })
    }
}

impl<'de> Deserialize<'de> for DetectorSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let table = Params::deserialize(deserializer)?;
        DetectorSpec::from_table(table).map_err(D::Error::custom)
    }
}

impl Serialize for DetectorSpec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut table = self.params.clone();
        table.insert(
            "method".to_owned(),
            ParamValue::Text(self.method.id().to_owned()),
        );
        table.serialize(serializer)
    }
}
