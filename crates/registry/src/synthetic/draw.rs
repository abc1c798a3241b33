//! Drawing one thing by its share.

use rand::{Rng, RngExt};

/// Things with shares; drawing costs a search by halves.
#[derive(Debug, Clone)]
pub(super) struct Shares<T> {
    things: Vec<T>,
    sums: Vec<f64>,
}

impl<T> Shares<T> {
    /// Things with their shares, in any unit; those without a share are never drawn.
    pub(super) fn new(shares: impl IntoIterator<Item = (T, f64)>) -> Self {
        let (mut things, mut sums, mut sum) = (Vec::new(), Vec::new(), 0.0);
        for (thing, share) in shares {
            if share > 0.0 {
                sum += share;
                things.push(thing);
                sums.push(sum);
            }
        }
        Shares { things, sums }
    }

    /// One of them; `None` when there are none.
    pub(super) fn draw(&self, rng: &mut impl Rng) -> Option<&T> {
        let whole = self.sums.last()?;
        let at = rng.random::<f64>() * whole;
        let index = self.sums.partition_point(|sum| *sum <= at);
        self.things.get(index).or(self.things.last())
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_pcg::Pcg64Mcg;

    use super::*;

    #[test]
    fn a_thing_is_drawn_as_often_as_its_share_says() {
        let shares = Shares::new([("a", 3.0), ("never", 0.0), ("b", 1.0)]);
        let mut rng = Pcg64Mcg::seed_from_u64(1);
        let count = (0..10_000)
            .filter(|_| shares.draw(&mut rng) == Some(&"a"))
            .count();
        // 7,500 expected, standard deviation 43.
        assert!((7_300..7_700).contains(&count), "{count}");
        assert_eq!(Shares::<u8>::new([]).draw(&mut rng), None);
    }
}
