//! Cholesky's decomposition of matrices whose size is known only at run time.

/// The lower triangle L of a positive definite matrix L·Lᵀ, row after row.
#[derive(Debug, Clone)]
pub(crate) struct Cholesky {
    size: usize,
    lower: Vec<f64>,
}

impl Cholesky {
    /// Of a full square matrix given row after row, of which the lower triangle is read; `None` if it is not positive
    /// definite to working precision.
    pub(crate) fn of(matrix: &[f64], size: usize) -> Option<Self> {
        let mut lower = vec![0.0; size * size];
        for i in 0..size {
            for j in 0..=i {
                let (row_i, row_j) = (&lower[i * size..], &lower[j * size..]);
                let known: f64 = (0..j).map(|k| row_i[k] * row_j[k]).sum();
                let left = matrix[i * size + j] - known;
                lower[i * size + j] = if i != j {
                    left / lower[j * size + j]
                } else if left > 1e-13 * matrix[i * size + i] {
                    left.sqrt()
                } else {
                    return None; // also where it is NaN
                };
            }
        }
        Some(Self { size, lower })
    }

    /// Solves for a right-hand side.
    pub(crate) fn solve(&self, right: &[f64]) -> Vec<f64> {
        let n = self.size;
        let mut x = right.to_vec();
        for i in 0..n {
            let known: f64 = (0..i).map(|k| self.lower[i * n + k] * x[k]).sum();
            x[i] = (x[i] - known) / self.lower[i * n + i];
        }
        for i in (0..n).rev() {
            let known: f64 = (i + 1..n).map(|k| self.lower[k * n + i] * x[k]).sum();
            x[i] = (x[i] - known) / self.lower[i * n + i];
        }
        x
    }

    /// The diagonal of the inverse.
    pub(crate) fn inverse_diagonal(&self) -> Vec<f64> {
        let mut unit = vec![0.0; self.size];
        (0..self.size)
            .map(|i| {
                unit.fill(0.0);
                unit[i] = 1.0;
                self.solve(&unit)[i]
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solves_and_inverts_a_matrix_by_hand() {
        let matrix = [4.0, 2.0, 2.0, 3.0];
        let factor = Cholesky::of(&matrix, 2).unwrap();
        let x = factor.solve(&[8.0, 7.0]);
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
