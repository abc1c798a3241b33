//! How strongly the cases of one unit are felt in another (邻接权重).

use std::collections::VecDeque;

use super::Hhh4Error;
use super::decay::{Form, Tables};

/// Weights w(from, to), zero from a unit to itself; given, or estimated with the rest of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// Row after row; a row holds the weights *from* a unit. Where they are estimated, the search starts from these.
    table: Vec<f64>,
    units: usize,
    form: Form,
    is_normalised: bool,
}

impl Weights {
    /// A table with a row for every unit the cases come from and a column for every unit they are felt in.
    /// The diagonal is not read: cases of the same unit are the autoregressive part's.
    pub fn new(rows: &[Vec<f64>]) -> Result<Self, Hhh4Error> {
        let is_sound = |weight: f64| weight.is_finite() && weight >= 0.0;
        let table = square(rows, is_sound, 0.0)?;
        Ok(Self::of(Form::Given(table), rows.len()))
    }

    /// Weight 1 between neighbours, given as pairs of units, and 0 between others.
    pub fn neighbours(units: usize, pairs: &[(usize, usize)]) -> Result<Self, Hhh4Error> {
        let orders = orders(units, pairs)?;
        let weight = |order: &f64| if *order == 1.0 { 1.0 } else { 0.0 };
        let rows = orders
            .iter()
            .map(|row| row.iter().map(weight).collect())
            .collect::<Vec<Vec<f64>>>();
        Self::new(&rows)
    }

    /// Weights that fall as a power of the distance, w = distance^−d, with the exponent d (`ne.decay`) to be estimated.
    ///
    /// Distances, such as the [`orders`] of neighbourhood or kilometres, are above 0; infinity stands for a weight of 0.
    /// After Meyer S., Held L., Ann Appl Stat 2014;8:1612–1639, doi:10.1214/14-AOAS743.
    pub fn power_law(distances: &[Vec<f64>]) -> Result<Self, Hhh4Error> {
        let distances = square(distances, |distance| distance > 0.0, f64::INFINITY)?;
        let units = distances.len().isqrt();
        Ok(Self::of(Form::PowerLaw(distances), units))
    }

    /// A free weight for every order of neighbourhood up to `highest`, 1 at order 1; the logarithms of the others
    /// (`ne.order2`, …) are to be estimated.
    ///
    /// An order no pair of units has leaves its weight undetermined.
    pub fn by_order(orders: &[Vec<f64>], highest: usize) -> Result<Self, Hhh4Error> {
        let orders = square(orders, |order| order >= 1.0, f64::INFINITY)?;
        let units = orders.len().isqrt();
        let highest = highest.max(1);
        Ok(Self::of(Form::ByOrder { orders, highest }, units))
    }

    fn of(form: Form, units: usize) -> Self {
        let mut weights = Self {
            table: Vec::new(),
            units,
            form,
            is_normalised: false,
        };
        weights.table = weights.at(&weights.start()).value;
        weights
    }

    /// The same with the weights from every unit adding up to 1, so that every case is passed on once.
    /// A unit without neighbours keeps its zeros.
    pub fn normalised(mut self) -> Self {
        self.is_normalised = true;
        self.table = self.at(&self.start()).value;
        self
    }

    /// Number of units.
    pub fn units(&self) -> usize {
        self.units
    }

    /// Weight of the cases of one unit in another; where weights are estimated, that from which the search starts.
    pub fn weight(&self, from: usize, to: usize) -> f64 {
        self.table[from * self.units + to]
    }

    /// Names of the parameters to be estimated.
    pub(super) fn names(&self) -> Vec<String> {
        self.form.names()
    }

    /// Where their search starts.
    pub(super) fn start(&self) -> Vec<f64> {
        self.form.start()
    }

    /// The weights and their derivatives at these parameters.
    pub(super) fn at(&self, parameters: &[f64]) -> Tables {
        let tables = self.form.at(parameters);
        if self.is_normalised {
            tables.normalised(self.units)
        } else {
            tables
        }
    }

    /// The weights as they are at these parameters, with nothing left to estimate.
    pub(super) fn settled(&self, parameters: &[f64]) -> Self {
        let table = self.at(parameters).value;
        Self {
            form: Form::Given(table.clone()),
            table,
            units: self.units,
            is_normalised: false,
        }
    }
}

/// Steps from neighbour to neighbour that lie between units (邻接阶数): 0 to a unit itself, 1 to its neighbours, infinity where
/// there is no way.
pub fn orders(units: usize, pairs: &[(usize, usize)]) -> Result<Vec<Vec<f64>>, Hhh4Error> {
    let mut neighbours = vec![Vec::new(); units];
    for &(from, to) in pairs {
        if from >= units || to >= units {
            return Err(Hhh4Error::Weight { from, to });
        }
        neighbours[from].push(to);
        neighbours[to].push(from);
    }
    let from = |start: usize| {
        let mut orders = vec![f64::INFINITY; units];
        orders[start] = 0.0;
        let mut next = VecDeque::from([start]);
        while let Some(unit) = next.pop_front() {
            for &other in &neighbours[unit] {
                if orders[other].is_infinite() {
                    orders[other] = orders[unit] + 1.0;
                    next.push_back(other);
                }
            }
        }
        orders
    };
    Ok((0..units).map(from).collect())
}

/// A square table row after row, with `own` on the diagonal, which is not read.
fn square(
    rows: &[Vec<f64>],
    is_sound: impl Fn(f64) -> bool,
    own: f64,
) -> Result<Vec<f64>, Hhh4Error> {
    let units = rows.len();
    let mut table = Vec::with_capacity(units * units);
    for (from, row) in rows.iter().enumerate() {
        for to in 0..units {
            table.push(match row.get(to) {
                _ if from == to => own,
                Some(value) if is_sound(*value) => *value,
                _ => return Err(Hhh4Error::Weight { from, to }),
            });
        }
    }
    Ok(table)
}
