//! Cholesky's decomposition of small matrices whose size the compiler knows: no allocation, loops unrolled.

/// A decomposed matrix: the lower triangle L with L · Lᵀ = matrix.
#[derive(Debug, Clone)]
pub(crate) struct SmallCholesky<const P: usize> {
    lower: [[f64; P]; P],
}

impl<const P: usize> SmallCholesky<P> {
    /// Decomposes a matrix given its lower triangle; `None` if it is not positive definite to working precision.
    pub(crate) fn of(mut a: [[f64; P]; P]) -> Option<Self> {
        for i in 0..P {
            for j in 0..=i {
                let known: f64 = (0..j).map(|k| a[i][k] * a[j][k]).sum();
                let left = a[i][j] - known;
                if i == j {
                    // Also false for what is not a number.
                    let is_positive = left > a[i][i] * 1e-13;
                    if !is_positive {
                        return None;
                    }
                    a[i][i] = left.sqrt();
                } else {
                    a[i][j] = left / a[j][j];
                }
            }
        }
        Some(Self { lower: a })
    }

    /// L⁻¹ · b.
    fn forward(&self, mut b: [f64; P]) -> [f64; P] {
        for i in 0..P {
            let known: f64 = (0..i).map(|k| self.lower[i][k] * b[k]).sum();
            b[i] = (b[i] - known) / self.lower[i][i];
        }
        b
    }

    /// matrix⁻¹ · b.
    pub(crate) fn solve(&self, b: [f64; P]) -> [f64; P] {
        let mut b = self.forward(b);
        for i in (0..P).rev() {
            let known: f64 = (i + 1..P).map(|k| self.lower[k][i] * b[k]).sum();
            b[i] = (b[i] - known) / self.lower[i][i];
        }
        b
    }

    /// bᵀ · matrix⁻¹ · b.
    pub(crate) fn inverse_form(&self, b: [f64; P]) -> f64 {
        self.forward(b).iter().map(|value| value * value).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_by_hand() {
        let matrix = [[4.0, 0.0], [2.0, 3.0]]; // the upper triangle is not read
        let decomposed = SmallCholesky::of(matrix).unwrap();
        let [x, y] = decomposed.solve([8.0, 8.0]);
        assert!((x - 1.0).abs() < 1e-15 && (y - 2.0).abs() < 1e-15);
        // (1, 0) · inverse · (1, 0)ᵀ = 3 / (4 · 3 − 2 · 2)
        assert!((decomposed.inverse_form([1.0, 0.0]) - 0.375).abs() < 1e-15);
    }

    #[test]
    fn what_is_not_positive_definite_is_refused() {
        assert!(SmallCholesky::of([[1.0, 0.0], [1.0, 1.0]]).is_none());
        assert!(SmallCholesky::of([[-1.0]]).is_none());
        assert!(SmallCholesky::of([[f64::NAN]]).is_none());
    }
}
