//! Cholesky's decomposition of matrices whose size is known only at run time.

use pulp::{Arch, NullaryFnOnce};

/// The upper triangular factor U of a symmetric positive definite matrix A = UᵀU, by rows.
///
/// Rows are worked through from left to right, so that the inner loops run along memory and are vectorised.
#[derive(Debug, Clone)]
pub(crate) struct Cholesky {
    size: usize,
    upper: Vec<f64>,
}

impl Cholesky {
    /// Decomposes the matrix of which `matrix` holds the upper triangle by rows; `None` if it is not positive definite.
    pub(crate) fn new(mut matrix: Vec<f64>, size: usize) -> Option<Self> {
        let rows = &mut matrix;
        Arch::new().dispatch(Wide(Decompose { rows, size }))?;
        Some(Self {
            size,
            upper: matrix,
        })
    }

    /// The same for a matrix given by its lower triangle, which must be positive definite beyond rounding.
    pub(crate) fn of(matrix: &[f64], size: usize) -> Option<Self> {
        let mut upper = vec![0.0; size * size];
        for row in 0..size {
            for column in 0..=row {
                upper[column * size + row] = matrix[row * size + column];
            }
        }
        let factor = Self::new(upper, size)?;
        let is_clear = |k: usize| factor.row(k)[0].powi(2) > 1e-13 * matrix[k * size + k];
        (0..size).all(is_clear).then_some(factor)
    }

    /// The row of U from its diagonal element on.
    #[inline(always)]
    fn row(&self, k: usize) -> &[f64] {
        &self.upper[k * self.size + k..(k + 1) * self.size]
    }

    /// Logarithm of the determinant of A.
    pub(crate) fn log_determinant(&self) -> f64 {
        2.0 * (0..self.size).map(|k| self.row(k)[0].ln()).sum::<f64>()
    }

    /// Replaces `right` by the solution of A x = right.
    pub(crate) fn solve(&self, right: &mut [f64]) {
        Arch::new().dispatch(Wide(Solve {
            factor: self,
            right,
        }));
    }

    /// Replaces `right`, which is 0 before `first`, by the solution of Uᵀ x = right, which is 0 there too.
    #[inline(always)]
    fn solve_lower(&self, right: &mut [f64], first: usize) {
        for k in first..self.size {
            let row = self.row(k);
            let value = right[k] / row[0];
            subtract(&mut right[k + 1..], &row[1..], value);
            right[k] = value;
        }
    }

    /// Replaces the entries of `right` from `first` on by those of the solution of U x = right.
    ///
    /// With independent standard normal entries the solution has covariance A⁻¹; the last entries do not need the earlier.
    pub(crate) fn solve_upper(&self, right: &mut [f64], first: usize) {
        Arch::new().dispatch(Wide(SolveUpper {
            factor: self,
            right,
            first,
        }));
    }

    #[inline(always)]
    fn upper(&self, right: &mut [f64], first: usize) {
        for k in (first..self.size).rev() {
            let row = self.row(k);
            right[k] = (right[k] - dot(&row[1..], &right[k + 1..])) / row[0];
        }
    }

    /// The solution of A x = right.
    pub(crate) fn solved(&self, right: &[f64]) -> Vec<f64> {
        let mut solution = right.to_vec();
        self.solve(&mut solution);
        solution
    }

    /// Diagonal of A⁻¹: the variances, where A is an information matrix.
    pub(crate) fn inverse_diagonal(&self) -> Vec<f64> {
        let inverse = self.inverse();
        (0..self.size).map(|k| inverse[k * self.size + k]).collect()
    }

    /// A⁻¹, by rows, all of it.
    pub(crate) fn inverse(&self) -> Vec<f64> {
        Arch::new().dispatch(Wide(Invert(self)))
    }
}

/// Work that runs along rows: compiled for the widest instructions of the processor at hand.
///
/// Sums are laid out in the same order for all of them, so that the digits are the same on every machine.
trait Work {
    type Output;

    /// Always inlined, with all it calls, so that it is compiled with the instructions of its caller.
    fn done(self) -> Self::Output;
}

struct Wide<W>(W);

impl<W: Work> NullaryFnOnce for Wide<W> {
    type Output = W::Output;

    #[inline(always)]
    fn call(self) -> W::Output {
        self.0.done()
    }
}

/// Turns the upper triangle of a matrix by rows into its factor; `None` if it is not positive definite.
struct Decompose<'m> {
    rows: &'m mut [f64],
    size: usize,
}

impl Work for Decompose<'_> {
    type Output = Option<()>;

    #[inline(always)]
    fn done(self) -> Option<()> {
        let Self { rows, size } = self;
        let mut first = 0;
        while first < size {
            let width = PANEL.min(size - first);
            let (above, below) = rows.split_at_mut((first + width) * size);
            let panel = &mut above[first * size..];
            for k in 0..width {
                let (done, rest) = panel.split_at_mut((k + 1) * size);
                let pivot = &mut done[k * size..][first + k..];
                scale_pivot_row(pivot)?;
                for (step, row) in rest.chunks_exact_mut(size).enumerate() {
                    subtract(
                        &mut row[first + k + 1 + step..],
                        &pivot[1 + step..],
                        pivot[1 + step],
                    );
                }
            }
            if width == PANEL {
                subtract_panel(panel, below, size, first + width);
            }
            first += width;
        }
        Some(())
    }
}

/// Replaces `right` by the solution of A x = right.
struct Solve<'f, 'r> {
    factor: &'f Cholesky,
    right: &'r mut [f64],
}

impl Work for Solve<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn done(self) {
        self.factor.solve_lower(self.right, 0);
        self.factor.upper(self.right, 0);
    }
}

/// Replaces the entries of `right` from `first` on by those of the solution of U x = right.
struct SolveUpper<'f, 'r> {
    factor: &'f Cholesky,
    right: &'r mut [f64],
    first: usize,
}

impl Work for SolveUpper<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn done(self) {
        self.factor.upper(self.right, self.first);
    }
}

/// All of the inverse, by rows.
struct Invert<'f>(&'f Cholesky);

impl Work for Invert<'_> {
    type Output = Vec<f64>;

    #[inline(always)]
    fn done(self) -> Vec<f64> {
        let factor = self.0;
        let size = factor.size;
        let mut inverse = vec![0.0; size * size];
        for k in 0..size {
            let (above, below) = inverse.split_at_mut(k * size);
            let row = &mut below[..size];
            row[k] = 1.0;
            factor.solve_lower(row, k);
            factor.upper(row, k);
            // It is symmetric: what lies before the diagonal is known from the rows above.
            for (entry, earlier) in row.iter_mut().zip(above.chunks_exact(size)) {
                *entry = earlier[k];
            }
        }
        inverse
    }
}

/// Pivots worked through together, so that what lies below is read and written a fourth as often.
const PANEL: usize = 4;

/// Subtracts what the rows of a panel explain from all rows below, which begin with the column `start`.
#[inline(always)]
fn subtract_panel(panel: &[f64], below: &mut [f64], size: usize, start: usize) {
    for (step, row) in below.chunks_exact_mut(size).enumerate() {
        let column = start + step;
        let known = |k: usize| &panel[k * size + column..(k + 1) * size];
        let rows: [&[f64]; PANEL] = [known(0), known(1), known(2), known(3)];
        let factors = rows.map(|row| row[0]);
        // What does not depend on the pivots, as often with blocks, stays as it is.
        if factors == [0.0; PANEL] {
            continue;
        }
        let [f0, f1, f2, f3] = factors;
        let pairs = rows[0].iter().zip(rows[1]).zip(rows[2].iter().zip(rows[3]));
        for (value, ((a, b), (c, d))) in row[column..].iter_mut().zip(pairs) {
            *value -= (f0 * a + f1 * b) + (f2 * c + f3 * d);
        }
    }
}

/// Divides a row, from its diagonal element on, by the root of that element; `None` if it has none.
#[inline(always)]
fn scale_pivot_row(row: &mut [f64]) -> Option<()> {
    let pivot = row[0];
    if !(pivot > 0.0 && pivot.is_finite()) {
        return None;
    }
    let scale = 1.0 / pivot.sqrt();
    for value in row {
        *value *= scale;
    }
    Some(())
}

/// Subtracts `factor` · `other` from `row`.
#[inline(always)]
fn subtract(row: &mut [f64], other: &[f64], factor: f64) {
    for (value, x) in row.iter_mut().zip(other) {
        *value -= factor * x;
    }
}

/// Σ aᵢ bᵢ in eight sums, so that additions need not wait for each other.
#[inline(always)]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    const LANES: usize = 8;
    let mut sums = [0.0; LANES];
    let (a, b) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let rest = a.remainder().iter().zip(b.remainder());
    let rest: f64 = rest.map(|(x, y)| x * y).sum();
    for (a, b) in a.zip(b) {
        for ((sum, x), y) in sums.iter_mut().zip(a).zip(b) {
            *sum += x * y;
        }
    }
    sums.iter().sum::<f64>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_with_its_inverse_is_one() {
        // Brownian motion at the days 1, 2, 3, 4.
        let size = 4;
        let matrix: Vec<f64> = (0..16).map(|i| (i / 4).min(i % 4) as f64 + 1.0).collect();
        let factor = Cholesky::new(matrix.clone(), size).unwrap();
        assert!(factor.log_determinant().abs() < 1e-12);
        let inverse = factor.inverse();
        for i in 0..size {
            for j in 0..size {
                let product: f64 = (0..size)
                    .map(|k| matrix[i * size + k] * inverse[k * size + j])
                    .sum();
                assert!((product - f64::from(u8::from(i == j))).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn an_indefinite_matrix_is_refused() {
        assert!(Cholesky::new(vec![1.0, 2.0, 2.0, 1.0], 2).is_none());
        assert!(Cholesky::new(vec![f64::NAN], 1).is_none());
    }

    #[test]
    fn solves_and_inverts_a_matrix_by_hand() {
        let matrix = [4.0, 2.0, 2.0, 3.0];
        let factor = Cholesky::of(&matrix, 2).unwrap();
        let x = factor.solved(&[8.0, 7.0]);
        assert!((x[0] - 1.25).abs() < 1e-14 && (x[1] - 1.5).abs() < 1e-14);
        let inverse = factor.inverse_diagonal();
        assert!((inverse[0] - 0.375).abs() < 1e-14 && (inverse[1] - 0.5).abs() < 1e-14);
    }

    #[test]
    fn refuses_what_is_not_positive_definite() {
        assert!(Cholesky::of(&[1.0, 2.0, 2.0, 1.0], 2).is_none());
        assert!(Cholesky::of(&[1.0, 1.0, 1.0, 1.0], 2).is_none());
        assert!(Cholesky::of(&[f64::NAN], 1).is_none());
    }
}
