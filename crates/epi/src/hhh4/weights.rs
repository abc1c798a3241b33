//! How strongly the cases of one unit are felt in another (邻接权重).

use super::Hhh4Error;

/// Weights w(from, to), zero from a unit to itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// Row after row; a row holds the weights *from* a unit.
    table: Vec<f64>,
    units: usize,
}

impl Weights {
    /// A table with a row for every unit the cases come from and a column for every unit they are felt in.
    /// The diagonal is not read: cases of the same unit are the autoregressive part's.
    pub fn new(rows: &[Vec<f64>]) -> Result<Self, Hhh4Error> {
        let units = rows.len();
        let mut table = Vec::with_capacity(units * units);
        for (from, row) in rows.iter().enumerate() {
            for to in 0..units {
                let weight = match row.get(to) {
                    _ if from == to => 0.0,
                    Some(weight) if weight.is_finite() && *weight >= 0.0 => *weight,
                    _ => return Err(Hhh4Error::Weight { from, to }),
                };
                table.push(weight);
            }
        }
        Ok(Self { table, units })
    }

    /// Weight 1 between neighbours, given as pairs of units, and 0 between others.
    pub fn neighbours(units: usize, pairs: &[(usize, usize)]) -> Result<Self, Hhh4Error> {
        let mut rows = vec![vec![0.0; units]; units];
        for &(from, to) in pairs {
            if from >= units || to >= units {
                return Err(Hhh4Error::Weight { from, to });
            }
            rows[from][to] = 1.0;
            rows[to][from] = 1.0;
        }
        Self::new(&rows)
    }

    /// The same with the weights from every unit adding up to 1, so that every case is passed on once.
    /// A unit without neighbours keeps its zeros.
    pub fn normalised(mut self) -> Self {
        for row in self.table.chunks_mut(self.units.max(1)) {
            let sum: f64 = row.iter().sum();
            if sum > 0.0 {
                row.iter_mut().for_each(|weight| *weight /= sum);
            }
        }
        self
    }

    /// Number of units.
    pub fn units(&self) -> usize {
        self.units
    }

    /// Weight of the cases of one unit in another.
    pub fn weight(&self, from: usize, to: usize) -> f64 {
        self.table[from * self.units + to]
    }
}
