//! stub
pub mod info;
use crate::detect::{Answer, Detector, NotEnoughData};
use crate::series::{CountSeries, Step};
use crate::spec::{Method, Reader, SpecError};
/// The detector.
#[derive(Debug, Clone)]
pub struct FarringtonFlexible {
    years: usize,
}
impl FarringtonFlexible {
    pub(crate) fn read(reader: &Reader) -> Result<Self, SpecError> {
        Ok(Self {
            years: reader.count("years")?,
        })
    }
}
impl Detector for FarringtonFlexible {
    fn method(&self) -> Method {
        Method::FarringtonFlexible
    }
    fn look_back(&self, step: Step) -> Option<usize> {
        Some(self.years * step.per_year() + 30)
    }
    fn assess(&self, _series: &CountSeries, at: usize) -> Answer {
        Err(NotEnoughData {
            needed: self.years,
            found: at,
            of: crate::methods::BASELINE_POINTS,
        }
        .into())
    }
}
