//! A table with its totals as a network: which hidden numbers can still be worked out, and what to hide so that they cannot.
//!
//! Every cell and every total is an edge, and at every node what comes in equals what goes out: a row's total flows into the
//! row, through its cells into the columns, out by the columns' totals, and back by the grand total.
//! The true table is one flow that fits what is shown.
//! A hidden number can be another one exactly where some round trip through its edge can carry one more or one less
//! without leaving what a reader knows: shown edges do not move, hidden ones stay within their bounds.
//! Where there is none, the cheapest round trip over shown edges says what to hide besides.
//!
//! Method: Cox LH (1995), Network models for complementary cell suppression, JASA 90:1453, doi:10.1080/01621459.1995.10476653,
//! with one shortest path for each number, a heuristic that hides little but not provably least.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What a reader is told of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// The number.
    Shown,
    /// That it lies between 1 and the smallest published count.
    Small,
    /// That it is hidden for another's sake; whoever knows the rule knows that it is no small one.
    Beside,
}

/// A number of the table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edge {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) value: u64,
    /// How much is lost when it is hidden.
    pub(crate) cost: u64,
    pub(crate) told: Told,
}

impl Edge {
    fn least(&self, smallest: u64) -> u64 {
        match self.told {
            Told::Shown => self.value,
            Told::Small => 1,
            Told::Beside => smallest,
        }
    }

    fn most(&self, smallest: u64) -> u64 {
        match self.told {
            Told::Shown => self.value,
            Told::Small => smallest - 1,
            Told::Beside => u64::MAX,
        }
    }

    /// The same edge if it were hidden for another's sake; zeros and small numbers cannot be.
    fn beside(&self, smallest: u64) -> Option<Edge> {
        (self.told == Told::Shown && self.value >= smallest).then_some(Edge {
            told: Told::Beside,
            ..*self
        })
    }
}

/// The numbers of a table.
#[derive(Debug)]
pub(crate) struct Network {
    pub(crate) nodes: usize,
    pub(crate) edges: Vec<Edge>,
    /// Counts below this are hidden.
    pub(crate) smallest: u64,
    /// Edges at each node.
    at: Vec<Vec<usize>>,
}

impl Network {
    /// The numbers of a table between so many nodes.
    pub(crate) fn new(nodes: usize, edges: Vec<Edge>, smallest: u64) -> Self {
        let mut at = vec![Vec::new(); nodes];
        for (index, edge) in edges.iter().enumerate() {
            at[edge.from].push(index);
            at[edge.to].push(index);
        }
        Network {
            nodes,
            edges,
            smallest,
            at,
        }
    }

    /// Hides what has to be hidden besides the small numbers; false where no choice helps.
    pub(crate) fn protect(&mut self) -> bool {
        for edge in &mut self.edges {
            if (1..self.smallest).contains(&edge.value) {
                edge.told = Told::Small;
            }
        }
        let small: Vec<usize> = (0..self.edges.len())
            .filter(|at| self.edges[*at].told == Told::Small)
            .collect();
        // Hiding more never closes a round trip that was open, so each number is looked at once.
        for at in small {
            let Some(path) = self.cheapest(at) else {
                return false;
            };
            for used in path {
                if let Some(hidden) = self.edges[used].beside(self.smallest) {
                    self.edges[used] = hidden;
                }
            }
        }
        true
    }

    /// The edges of the cheapest round trip on which this number could be one more or one less.
    fn cheapest(&self, at: usize) -> Option<Vec<usize>> {
        let edge = &self.edges[at];
        let up = (edge.value < edge.most(self.smallest))
            .then(|| self.path(edge.to, edge.from, at))
            .flatten();
        let down = (edge.value > edge.least(self.smallest))
            .then(|| self.path(edge.from, edge.to, at))
            .flatten();
        [up, down]
            .into_iter()
            .flatten()
            .min_by_key(|(cost, _)| *cost)
            .map(|(_, path)| path)
    }

    /// The cheapest way from one node to another that does not use `without`, forward on edges that can carry more
    /// and backward on edges that can carry less.
    fn path(&self, start: usize, end: usize, without: usize) -> Option<(u64, Vec<usize>)> {
        let mut best: Vec<Option<(u64, Option<usize>, usize)>> = vec![None; self.nodes];
        let mut waiting = BinaryHeap::new();
        best[start] = Some((0, None, start));
        waiting.push(Reverse((0, start)));
        while let Some(Reverse((cost, node))) = waiting.pop() {
            if best[node].is_some_and(|(known, ..)| known < cost) {
                continue;
            }
            if node == end {
                break;
            }
            for at in self.at[node].iter().copied().filter(|at| *at != without) {
                let edge = &self.edges[at];
                let moved = edge.beside(self.smallest).unwrap_or(*edge);
                let next = if edge.from == node && moved.value < moved.most(self.smallest) {
                    edge.to
                } else if edge.to == node && moved.value > moved.least(self.smallest) {
                    edge.from
                } else {
                    continue;
                };
                let price = if edge.told == Told::Shown {
                    edge.cost
                } else {
                    0
                };
                let sum = cost + price;
                if best[next].is_none_or(|(known, ..)| sum < known) {
                    best[next] = Some((sum, Some(at), node));
                    waiting.push(Reverse((sum, next)));
                }
            }
        }
        let (cost, ..) = best[end]?;
        let mut path = Vec::new();
        let mut node = end;
        while let Some((_, Some(at), before)) = best[node] {
            path.push(at);
            node = before;
        }
        Some((cost, path))
    }
}
