//! Cases by day, as every method of this module takes them.

use super::RtError;

/// Counts above this are mistakes.
pub(super) const COUNT_MAX: f64 = 1e12;

/// Cases by day (逐日病例数): finite and not negative; nowcast counts need not be whole numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Incidence {
    local: Vec<f64>,
    imported: Vec<f64>,
}

impl Incidence {
    /// Cases that are all local.
    pub fn local(counts: &[u32]) -> Self {
        Self {
            local: counts.iter().map(|&count| f64::from(count)).collect(),
            imported: Vec::new(),
        }
    }

    /// Cases infected here and cases infected elsewhere (输入病例), which infect others but were not infected by those
    /// before them.
    ///
    /// `imported` is as long as `local`, or empty when there are none.
    ///
    /// # Errors
    /// If the lengths differ, or a count is negative, not finite or above 1e12.
    pub fn new(local: Vec<f64>, imported: Vec<f64>) -> Result<Self, RtError> {
        if !imported.is_empty() && imported.len() != local.len() {
            return Err(RtError::Length {
                of: "imported counts",
                days: local.len(),
                found: imported.len(),
            });
        }
        for (of, counts) in [("local", &local), ("imported", &imported)] {
            let is_wrong = |count: &f64| !(0.0..=COUNT_MAX).contains(count);
            if let Some(day) = counts.iter().position(is_wrong) {
                let value = counts[day];
                return Err(RtError::Count { of, day, value });
            }
        }
        Ok(Self { local, imported })
    }

    /// Number of days.
    pub fn len(&self) -> usize {
        self.local.len()
    }

    /// Whether there is no day at all.
    pub fn is_empty(&self) -> bool {
        self.local.is_empty()
    }

    /// Cases of every day that were infected here.
    pub fn local_counts(&self) -> &[f64] {
        &self.local
    }

    /// Cases of a day that were infected elsewhere; 0 beyond the last day.
    pub fn imported(&self, day: usize) -> f64 {
        self.imported.get(day).copied().unwrap_or(0.0)
    }

    /// All cases of a day; 0 beyond the last day.
    pub fn total(&self, day: usize) -> f64 {
        self.local.get(day).copied().unwrap_or(0.0) + self.imported(day)
    }
}
