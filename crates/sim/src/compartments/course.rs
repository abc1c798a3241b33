//! What a run gives back: the compartments by day.

use serde::Serialize;

/// The compartments of one day, each by group, in persons.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// Day; 0 is the start.
    pub day: f64,
    /// Susceptible (易感者).
    pub susceptible: Vec<f64>,
    /// Latent: infected, not yet infectious.
    pub exposed: Vec<f64>,
    /// Infectious (传染者).
    pub infectious: Vec<f64>,
    /// On a ward.
    pub ward: Vec<f64>,
    /// In intensive care (重症监护).
    pub intensive: Vec<f64>,
    /// Immune and recovered.
    pub recovered: Vec<f64>,
    /// Dead.
    pub dead: Vec<f64>,
    /// Infections since the start.
    pub infections: Vec<f64>,
    /// Admissions to wards since the start.
    pub admissions: Vec<f64>,
    /// Admissions to intensive care since the start.
    pub intensive_admissions: Vec<f64>,
}

impl Row {
    /// Persons in all compartments of all groups; never changes during a run.
    pub fn persons(&self) -> f64 {
        [
            &self.susceptible,
            &self.exposed,
            &self.infectious,
            &self.ward,
            &self.intensive,
            &self.recovered,
            &self.dead,
        ]
        .iter()
        .flat_map(|block| block.iter())
        .sum()
    }
}

/// A run, day by day as asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Course {
    /// The days asked for that were reached, in order.
    pub rows: Vec<Row>,
    /// Whether the run was stopped before the last of them.
    pub partial: bool,
}

impl Course {
    /// The last day reached.
    pub fn last(&self) -> Option<&Row> {
        self.rows.last()
    }
}
