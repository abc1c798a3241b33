//! Weights that are estimated, with their derivatives.

/// Where weights come from. Tables are row after row, a row for the unit the cases come from.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Form {
    Given(Vec<f64>),
    /// distance^−d, where d is the parameter.
    PowerLaw(Vec<f64>),
    /// 1 at order 1, and e to the power of a parameter at each order after it.
    ByOrder {
        orders: Vec<f64>,
        highest: usize,
    },
}

/// A table of weights with its derivatives by the parameters.
#[derive(Debug, Clone)]
pub(super) struct Tables {
    pub(super) value: Vec<f64>,
    /// By parameter.
    pub(super) first: Vec<Vec<f64>>,
    /// By parameter, then by another up to the same: 00, 10, 11, 20, …
    pub(super) second: Vec<Vec<f64>>,
}

impl Form {
    pub(super) fn names(&self) -> Vec<String> {
        match self {
            Form::Given(_) => Vec::new(),
            Form::PowerLaw(_) => vec!["ne.decay".to_owned()],
            Form::ByOrder { highest, .. } => (2..=*highest)
                .map(|order| format!("ne.order{order}"))
                .collect(),
        }
    }

    /// A decay of 1, or the same weights by order.
    pub(super) fn start(&self) -> Vec<f64> {
        match self {
            Form::Given(_) => Vec::new(),
            Form::PowerLaw(_) => vec![1.0],
            Form::ByOrder { highest, .. } => {
                (2..=*highest).map(|order| -(order as f64).ln()).collect()
            }
        }
    }

    pub(super) fn at(&self, parameters: &[f64]) -> Tables {
        let pairs = parameters.len() * (parameters.len() + 1) / 2;
        match self {
            Form::Given(table) => Tables {
                value: table.clone(),
                first: Vec::new(),
                second: Vec::new(),
            },
            Form::PowerLaw(distances) => {
                let decay = parameters[0];
                let by = |power: i32| {
                    let weight = |distance: &f64| {
                        if distance.is_infinite() {
                            return 0.0;
                        }
                        let log = -distance.ln();
                        log.powi(power) * (decay * log).exp()
                    };
                    distances.iter().map(weight).collect::<Vec<f64>>()
                };
                Tables {
                    value: by(0),
                    first: vec![by(1)],
                    second: vec![by(2)],
                }
            }
            Form::ByOrder { orders, .. } => {
                let at_order = |wanted: usize, weight: f64| {
                    let weight = |order: &f64| if *order == wanted as f64 { weight } else { 0.0 };
                    orders.iter().map(weight).collect::<Vec<f64>>()
                };
                let mut tables = Tables {
                    value: at_order(1, 1.0),
                    first: Vec::new(),
                    second: vec![vec![0.0; orders.len()]; pairs],
                };
                for (k, parameter) in parameters.iter().enumerate() {
                    let table = at_order(k + 2, parameter.exp());
                    let value = tables.value.iter_mut().zip(&table);
                    value.for_each(|(sum, weight)| *sum += weight);
                    tables.second[pair(k, k)] = table.clone();
                    tables.first.push(table);
                }
                tables
            }
        }
    }
}

/// Where the second derivative by two parameters stands.
pub(super) fn pair(a: usize, b: usize) -> usize {
    let (a, b) = (a.max(b), a.min(b));
    a * (a + 1) / 2 + b
}

impl Tables {
    /// The same with every row of the weights divided by its sum.
    pub(super) fn normalised(mut self, units: usize) -> Self {
        for from in 0..units {
            let row = from * units..(from + 1) * units;
            let sum = |table: &[f64]| table[row.clone()].iter().sum::<f64>();
            let total = sum(&self.value);
            // A unit without neighbours keeps its zeros.
            if total <= 0.0 {
                continue;
            }
            let first: Vec<f64> = self.first.iter().map(|table| sum(table)).collect();
            let second: Vec<f64> = self.second.iter().map(|table| sum(table)).collect();
            for cell in row {
                let weight = self.value[cell] / total;
                self.value[cell] = weight;
                // w · sum = r, differentiated once and twice.
                for (table, sum) in self.first.iter_mut().zip(&first) {
                    table[cell] = (table[cell] - weight * sum) / total;
                }
                for a in 0..first.len() {
                    for b in 0..=a {
                        let at = &mut self.second[pair(a, b)][cell];
                        let crossed =
                            self.first[a][cell] * first[b] + self.first[b][cell] * first[a];
                        *at = (*at - crossed - weight * second[pair(a, b)]) / total;
                    }
                }
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNITS: usize = 4;

    fn forms() -> [Form; 2] {
        let infinite = f64::INFINITY;
        let orders = vec![
            infinite, 1.0, 2.0, 3.0, //
            1.0, infinite, 1.0, 2.0, //
            2.0, 1.0, infinite, infinite, //
            3.0, 2.0, infinite, infinite,
        ];
        let by_order = Form::ByOrder {
            orders: orders.clone(),
            highest: 3,
        };
        [Form::PowerLaw(orders), by_order]
    }

    fn at(form: &Form, parameters: &[f64], is_normalised: bool) -> Tables {
        let tables = form.at(parameters);
        if is_normalised {
            tables.normalised(UNITS)
        } else {
            tables
        }
    }

    #[test]
    fn derivatives_are_those_of_differences() {
        let width = 1e-5;
        for form in forms() {
            let point: Vec<f64> = form.start().iter().map(|start| start + 0.3).collect();
            for is_normalised in [false, true] {
                let here = at(&form, &point, is_normalised);
                for p in 0..point.len() {
                    let moved = |by: f64| {
                        let mut point = point.clone();
                        point[p] += by;
                        at(&form, &point, is_normalised)
                    };
                    let (down, up) = (moved(-width), moved(width));
                    for cell in 0..UNITS * UNITS {
                        let slope = |of: fn(&Tables, usize) -> &Vec<f64>, q: usize| {
                            (of(&up, q)[cell] - of(&down, q)[cell]) / (2.0 * width)
                        };
                        let first = slope(|tables, _| &tables.value, 0);
                        // Differences of this width leave ten digits or so.
                        assert!((first - here.first[p][cell]).abs() < 1e-8, "{form:?}");
                        for q in 0..point.len() {
                            let second = slope(|tables, q| &tables.first[q], q);
                            let wanted = here.second[pair(p, q)][cell];
                            assert!((second - wanted).abs() < 1e-8, "{form:?} {p} {q}");
                        }
                    }
                }
            }
        }
    }
}
