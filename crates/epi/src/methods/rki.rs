//! RKI 1, 2 and 3: the seasonal limits of the Robert Koch Institute's early system.
//!
//! **Question.** Is the count above what was usual at this time of year, or in the last weeks?
//!
//! **Equation.** The mean m of the baseline is taken for the mean of the current count.
//! If m ≤ 20 the limit is the upper 95 % confidence limit of Crow & Gardner for a Poisson mean when ⌊m⌋ cases were seen;
//! above that it is m + 2 · sd.
//!
//! **Sources.** Höhle M., Comput Stat 2007;22:571–582, doi:10.1007/s00180-007-0074-8;
//! Crow E. L., Gardner R. S., Biometrika 1959;46:441–453, doi:10.1093/biomet/46.3-4.441 (the limits).
//! RKI 1: no past years, six weeks of this one; RKI 2: one year and this one, ±6; RKI 3: two years, ±4.
//!
//! **Units.** Cases per step; windows in steps.
//!
//! **Assumptions.** Poisson counts, past outbreaks not removed, no trend.
//! The limit treats the mean as known and its integer part as the count seen: it is a rule of thumb, not a test.
//!
//! **Missing points** are left out of the baseline, of which at least half must be reported.
//!
//! **Not for** new work where history allows a regression: use the flexible Farrington method.

use crate::detect::{Answer, Assessment, Detector, Reason, Why, check_step, reported};
use crate::methods::windows::{self, Windows, mean_and_sd};
use crate::series::{CountSeries, Step};
use crate::spec::{Method, MethodInfo, Reader, Source, SpecError};

/// Entry of the catalogue.
pub static INFO: MethodInfo = MethodInfo {
    method: Method::Rki,
    name_zh: "RKI法",
    name_en: "RKI",
    description_zh: "以过去数年同期（及当年前数周）的均值为期望，均值不超过20时取泊松95%置信上限，否则取均值加2倍标准差为界值。简便，适用于低发病数；有长期趋势时不适用。",
    description_en: "Takes the mean of the same weeks of past years (and of the last weeks) as expected; the limit is a Poisson 95 % limit up to a mean of 20 and mean + 2 sd above. A simple rule for low counts; not for series with a trend.",
    source: Source {
        citation: "Hoehle M. surveillance: An R package for the monitoring of infectious diseases. Comput Stat 2007;22:571-582",
        doi: Some("10.1007/s00180-007-0074-8"),
    },
    parameters: &[
        windows::years(2),
        windows::half_window(4),
        windows::current_year(false),
    ],
    steps: &Step::ALL,
};

/// Upper 95 % confidence limits of a Poisson mean when 0, 1 … 20 cases were seen (Crow & Gardner, table 1).
const POISSON_UPPER: [f64; 21] = [
    3.285, 5.323, 6.686, 8.102, 9.598, 11.177, 12.817, 13.765, 14.921, 16.768, 17.633, 19.050,
    20.335, 21.364, 22.945, 23.762, 25.400, 26.306, 27.735, 28.966, 30.017,
];

/// Mean up to which the table serves.
const TABLE_MEAN_MAX: f64 = 20.0;

/// The detector.
#[derive(Debug, Clone)]
pub struct Rki {
    windows: Windows,
}

impl Rki {
    pub(crate) fn read(reader: &Reader) -> Result<Self, SpecError> {
        Ok(Self {
            windows: Windows::read(reader)?,
        })
    }
}

impl Detector for Rki {
    fn method(&self) -> Method {
        Method::Rki
    }

    fn look_back(&self, step: Step) -> Option<usize> {
        Some(self.windows.look_back(step))
    }

    fn assess(&self, series: &CountSeries, at: usize) -> Answer {
        check_step(series, Method::Rki)?;
        let observed = reported(series, at)?;
        let mut baseline = Vec::new();
        self.windows.collect(series, at, &mut baseline)?;
        let (mean, sd) = mean_and_sd(&baseline);
        let bound = if mean <= TABLE_MEAN_MAX {
            POISSON_UPPER[mean as usize]
        } else {
            mean + 2.0 * sd
        };
        let count = f64::from(observed);
        let is_alarm = count > bound;
        Ok(Assessment {
            observed: u64::from(observed),
            expected: Some(mean),
            bound,
            p_value: None,
            is_alarm,
            score: Assessment::exceedance_score(count, mean, bound),
            why: Why::new(
                if is_alarm {
                    Reason::AboveBound
                } else {
                    Reason::WithinBound
                },
                baseline.len(),
            ),
        })
    }
}
