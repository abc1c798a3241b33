//! Households: so many of each size, and ages that live together.
//!
//! Ages are dealt from a heap that holds exactly the published numbers, so the age distribution is kept to the person
//! whatever the rules below want. The rules: a grown-up first, a young one for a
//! large home; a partner near in age; then children a generation younger;
//! in larger homes also grandparents a generation older. When an age has run out, the nearest one left is taken.

use super::marginals::Marginals;
use crate::random::Stream;

/// Ages still to be dealt in a township.
struct Heap {
    left: Vec<u32>,
    total: u32,
    /// Of them below [`ADULT`].
    children: u32,
    /// Share of children at the start.
    children_share: f64,
}

/// Age from which somebody may live without a grown-up.
const ADULT: usize = 18;

impl Heap {
    /// The published shares of `persons`, in whole persons (largest remainders).
    fn new(shares: &[f64], persons: u32) -> Self {
        let sum: f64 = shares.iter().sum();
        let exact: Vec<f64> = shares
            .iter()
            .map(|share| share / sum * f64::from(persons))
            .collect();
        let mut left: Vec<u32> = exact.iter().map(|value| value.floor() as u32).collect();
        let mut order: Vec<usize> = (0..exact.len()).collect();
        order.sort_by(|&a, &b| exact[b].fract().total_cmp(&exact[a].fract()));
        let missing = persons - left.iter().sum::<u32>();
        for &age in order.iter().cycle().take(missing as usize) {
            left[age] += 1;
        }
        let children = left.iter().take(ADULT).sum();
        Self {
            left,
            total: persons,
            children,
            children_share: f64::from(children) / f64::from(persons.max(1)),
        }
    }

    /// Takes one of an age that is left.
    fn take(&mut self, age: usize) -> u8 {
        self.left[age] -= 1;
        self.total -= 1;
        self.children -= u32::from(age < ADULT);
        age as u8
    }

    /// Whether children were dealt too slowly so far, so that the last homes would have no grown-up.
    fn has_children_to_spare(&self) -> bool {
        f64::from(self.children) > self.children_share * f64::from(self.total)
    }

    /// Takes the age nearest to the one wanted, among those from `min` on if there is one.
    fn take_near(&mut self, wanted: i32, min: i32) -> u8 {
        let last = self.left.len() as i32 - 1;
        let wanted = wanted.clamp(0, last);
        for min in [min, 0] {
            for away in 0..=last {
                for age in [wanted - away, wanted + away] {
                    if age >= min && age <= last && self.left[age as usize] > 0 {
                        return self.take(age as usize);
                    }
                }
            }
        }
        0
    }

    /// Takes somebody between two ages at random, if there is one.
    fn take_between(&mut self, min: usize, max: usize, stream: &mut Stream) -> Option<u8> {
        let ages = min.min(self.left.len())..(max + 1).min(self.left.len());
        let persons: u32 = self.left[ages.clone()].iter().sum();
        let mut at = stream.below(persons);
        for age in ages {
            if at < self.left[age] {
                return Some(self.take(age));
            }
            at -= self.left[age];
        }
        None
    }

    /// Takes the first of a household: a grown-up, and for three or more members one young enough for children.
    fn take_head(&mut self, size: u32, stream: &mut Stream) -> u8 {
        const GROWN_UP: i32 = 20;
        let parent = if size > 2 {
            self.take_between(24, 48, stream)
        } else {
            None
        };
        parent
            .or_else(|| self.take_between(GROWN_UP as usize, usize::from(u8::MAX), stream))
            .unwrap_or_else(|| self.take_near(GROWN_UP, 0))
    }
}

/// Deals the people of a township into households, appending their ages and places at home.
pub(super) fn settle(
    marginals: &Marginals,
    persons: u32,
    stream: &mut Stream,
    age: &mut Vec<u8>,
    home: &mut Vec<u8>,
) {
    let mut heap = Heap::new(&marginals.ages, persons);
    while heap.total > 0 {
        let size = household_size(&marginals.household_sizes, stream).min(heap.total);
        let head = i32::from(heap.take_head(size, stream));
        for place in 0..size {
            let generation = 22 + stream.below(13) as i32;
            let member = match place {
                0 => head as u8,
                1 => heap.take_near(head - 5 + stream.below(11) as i32, 18),
                _ if heap.has_children_to_spare() => {
                    heap.take_near((head - generation).min(ADULT as i32 - 1), 0)
                }
                // Old couples live with grown-up children, young ones with their parents.
                2 | 3 => heap.take_near(head - generation, 0),
                _ if head < 50 => heap.take_near(head + generation, 0),
                _ => heap.take_near(head - 2 * generation, 0),
            };
            age.push(member);
            home.push(place as u8 | ((size - 1) as u8) << 4);
        }
    }
}

fn household_size(shares: &[f64], stream: &mut Stream) -> u32 {
    let sum: f64 = shares.iter().sum();
    let mut left = stream.uniform() * sum;
    let mut last = 1;
    for (i, &share) in shares.iter().enumerate() {
        if share > 0.0 {
            last = i as u32 + 1;
            if left < share {
                break;
            }
            left -= share;
        }
    }
    last
}
