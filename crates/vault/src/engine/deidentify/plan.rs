//! Counting who can be told apart, and choosing how far to generalise.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::ladder::{ANY, Step};
use super::spec::{ColumnRole, DeidentifySpec};
use crate::engine::index::Pseudonyms;
use crate::engine::scan::find_identifiers;

/// Ways to generalise that are tried at most.
const WAYS_MAX: usize = 20_000;

/// Why a data set cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeidentifyError {
    /// The file has columns the specification does not speak of.
    #[error("the specification does not say what becomes of {0}; name every column of the file")]
    Uncovered(String),
    /// The file lacks columns of the specification.
    #[error("the file has no column {0}")]
    Missing(String),
    /// A cell that would leave holds an identity number or a telephone.
    #[error(
        "row {row}: the column `{column}` holds an identity number or a telephone; give it the role drop or clean it"
    )]
    Identifier {
        /// Row of the data, counted from 1.
        row: u64,
        /// Header.
        column: String,
    },
    /// A cell is not what its ladder generalises.
    #[error(
        "row {row}: the column `{column}` is not what its ladder generalises ({step}); mend the cell"
    )]
    Unreadable {
        /// Row of the data, counted from 1.
        row: u64,
        /// Header.
        column: String,
        /// The first step that cannot be taken.
        step: String,
    },
    /// A row has another number of cells.
    #[error("row {0} has another number of cells than the header")]
    Width(u64),
    /// The ladders have more combinations than can be tried.
    #[error("the ladders have {0} combinations; leave out steps or columns")]
    TooManyWays(usize),
    /// No combination of steps keeps enough rows.
    #[error(
        "no combination of steps puts {k} rows into every group while dropping at most {dropped} of them; add a last step `any`, or ask for less"
    )]
    Impossible {
        /// Rows a group has at least.
        k: u32,
        /// Rows that may be dropped.
        dropped: u64,
    },
}

/// Rows that cannot be told apart: how many, and which sensitive values they have.
#[derive(Debug, Clone, Default)]
struct Group {
    rows: u64,
    /// Values of each sensitive column; more than `l` are not kept.
    values: Vec<BTreeSet<String>>,
}

impl Group {
    fn join(&mut self, other: &Group, l: usize) {
        self.rows += other.rows;
        self.values.resize(other.values.len(), BTreeSet::new());
        for (held, more) in self.values.iter_mut().zip(&other.values) {
            for value in more {
                if held.len() < l {
                    held.insert(value.clone());
                }
            }
        }
    }

    /// Different values of the sensitive column that has fewest.
    fn diversity(&self) -> usize {
        self.values
            .iter()
            .map(BTreeSet::len)
            .min()
            .unwrap_or(usize::MAX)
    }

    fn is_safe(&self, spec: &DeidentifySpec) -> bool {
        self.rows >= u64::from(spec.k) && self.diversity() >= spec.l as usize
    }
}

/// The first reading of a file: it counts, and keeps no row.
#[derive(Debug)]
pub struct Tally {
    spec: DeidentifySpec,
    headers: Vec<String>,
    /// Role of each column of the file, in its order.
    roles: Vec<ColumnRole>,
    rows: u64,
    /// Groups by the values of the quasi-identifiers as they stand.
    groups: BTreeMap<Vec<String>, Group>,
}

impl Tally {
    /// Begins with the header of the file.
    ///
    /// # Errors
    /// When file and specification do not have the same columns: what nobody spoke of could name somebody.
    pub fn new(spec: DeidentifySpec, headers: Vec<String>) -> Result<Self, DeidentifyError> {
        let role = |header: &String| {
            let known = spec.columns.iter().find(|column| column.name == *header);
            known.map(|column| column.role.clone())
        };
        let uncovered: Vec<String> = headers
            .iter()
            .filter(|header| role(header).is_none())
            .map(|header| format!("`{header}`"))
            .collect();
        if !uncovered.is_empty() {
            return Err(DeidentifyError::Uncovered(uncovered.join(", ")));
        }
        let missing: Vec<String> = spec
            .columns
            .iter()
            .filter(|column| !headers.contains(&column.name))
            .map(|column| format!("`{}`", column.name))
            .collect();
        if !missing.is_empty() {
            return Err(DeidentifyError::Missing(missing.join(", ")));
        }
        Ok(Tally {
            roles: headers.iter().filter_map(role).collect(),
            spec,
            headers,
            rows: 0,
            groups: BTreeMap::new(),
        })
    }

    /// Counts one row.
    ///
    /// # Errors
    /// When a cell that would leave names somebody by number, or is not what its ladder generalises.
    pub fn add(&mut self, row: &[&str]) -> Result<(), DeidentifyError> {
        self.rows += 1;
        if row.len() != self.headers.len() {
            return Err(DeidentifyError::Width(self.rows));
        }
        let mut key = Vec::new();
        let mut values = Vec::new();
        for ((cell, role), header) in row.iter().zip(&self.roles).zip(&self.headers) {
            let cell = cell.trim();
            match role {
                ColumnRole::Drop | ColumnRole::Pseudonym => continue,
                ColumnRole::Quasi(ladder) => {
                    if let Some(step) = ladder.iter().find(|step| step.apply(cell).is_none()) {
                        return Err(DeidentifyError::Unreadable {
                            row: self.rows,
                            column: header.clone(),
                            step: step.to_string(),
                        });
                    }
                    key.push(cell.to_owned());
                }
                ColumnRole::Sensitive => values.push(BTreeSet::from([cell.to_owned()])),
                ColumnRole::Keep => {}
            }
            if !find_identifiers(cell).is_empty() {
                return Err(DeidentifyError::Identifier {
                    row: self.rows,
                    column: header.clone(),
                });
            }
        }
        let group = Group { rows: 1, values };
        let l = self.spec.l as usize;
        self.groups.entry(key).or_default().join(&group, l);
        Ok(())
    }

    /// Chooses how far to generalise.
    ///
    /// # Errors
    /// When the ladders have too many combinations, or none keeps enough rows.
    pub fn plan(self) -> Result<Plan, DeidentifyError> {
        let ladders: Vec<&Vec<Step>> = self
            .roles
            .iter()
            .filter_map(|role| match role {
                ColumnRole::Quasi(ladder) => Some(ladder),
                _ => None,
            })
            .collect();
        let ways = ladders.iter().map(|ladder| ladder.len()).product();
        if ways > WAYS_MAX {
            return Err(DeidentifyError::TooManyWays(ways));
        }
        let may_drop = (self.rows as f64 * self.spec.dropped_share_max) as u64;
        let mut best: Option<Choice> = None;
        for way in 0..ways {
            let choice = self.choice(levels(way, &ladders), &ladders);
            let is_better = |held: &Choice| choice.rank() < held.rank();
            if choice.dropped <= may_drop && best.as_ref().is_none_or(is_better) {
                best = Some(choice);
            }
        }
        let Some(best) = best.filter(|choice| choice.dropped < self.rows) else {
            return Err(DeidentifyError::Impossible {
                k: self.spec.k,
                dropped: may_drop,
            });
        };
        let report = self.report(&best, &ladders);
        let steps: Vec<Step> = best
            .levels
            .iter()
            .zip(&ladders)
            .map(|(level, ladder)| ladder[*level])
            .collect();
        Ok(Plan {
            roles: self.roles,
            headers: self.headers,
            safe: best.safe,
            steps,
            report,
        })
    }

    /// What comes of one combination of steps.
    fn choice(&self, levels: Vec<usize>, ladders: &[&Vec<Step>]) -> Choice {
        let mut joined: BTreeMap<Vec<String>, Group> = BTreeMap::new();
        for (key, group) in &self.groups {
            let key: Vec<String> = key
                .iter()
                .zip(&levels)
                .zip(ladders)
                // Every step was tried when the row was counted.
                .map(|((value, level), ladder)| {
                    ladder[*level]
                        .apply(value)
                        .unwrap_or_else(|| ANY.to_owned())
                })
                .collect();
            joined
                .entry(key)
                .or_default()
                .join(group, self.spec.l as usize);
        }
        let mut choice = Choice {
            levels,
            ..Choice::default()
        };
        for (key, group) in joined {
            if group.is_safe(&self.spec) {
                choice.least_rows = choice.least_rows.min(group.rows);
                choice.least_values = choice.least_values.min(group.diversity());
                choice.cost += u128::from(group.rows).pow(2);
                choice.safe.insert(key);
            } else {
                choice.dropped += group.rows;
                // A row that is dropped is told apart from nobody.
                choice.cost += u128::from(group.rows) * u128::from(self.rows);
            }
        }
        choice
    }

    fn report(&self, best: &Choice, ladders: &[&Vec<Step>]) -> DeidentifyReport {
        let as_it_stands = self.groups.values();
        let has_sensitive = self.roles.contains(&ColumnRole::Sensitive);
        let columns = self
            .headers
            .iter()
            .zip(&self.roles)
            .filter(|(_, role)| matches!(role, ColumnRole::Quasi(_)))
            .map(|(header, _)| header.clone());
        let diversity = |least: Option<usize>| least.filter(|_| has_sensitive).map(|l| l as u64);
        DeidentifyReport {
            project: self.spec.project.clone(),
            rows_count: self.rows,
            released_count: self.rows - best.dropped,
            dropped_count: best.dropped,
            k_wanted: self.spec.k,
            k_before: as_it_stands
                .clone()
                .map(|group| group.rows)
                .min()
                .unwrap_or(0),
            k_after: best.least_rows,
            l_wanted: self.spec.l,
            l_before: diversity(as_it_stands.map(Group::diversity).min()),
            l_after: diversity(Some(best.least_values)),
            groups_before: self.groups.len() as u64,
            groups_after: best.safe.len() as u64,
            steps: columns
                .zip(best.levels.iter().zip(ladders))
                .map(|(column, (level, ladder))| (column, ladder[*level].to_string()))
                .collect(),
        }
    }
}

/// The levels of the ladders that make up one combination.
fn levels(mut way: usize, ladders: &[&Vec<Step>]) -> Vec<usize> {
    ladders
        .iter()
        .map(|ladder| {
            let level = way % ladder.len();
            way /= ladder.len();
            level
        })
        .collect()
}

/// One combination of steps and what comes of it.
#[derive(Debug, Clone)]
struct Choice {
    levels: Vec<usize>,
    safe: BTreeSet<Vec<String>>,
    dropped: u64,
    least_rows: u64,
    least_values: usize,
    cost: u128,
}

impl Default for Choice {
    fn default() -> Self {
        Choice {
            levels: Vec::new(),
            safe: BTreeSet::new(),
            dropped: 0,
            least_rows: u64::MAX,
            least_values: usize::MAX,
            cost: 0,
        }
    }
}

impl Choice {
    /// Less is better: groups as small as may be, then few steps.
    fn rank(&self) -> (u128, usize) {
        (self.cost, self.levels.iter().sum())
    }
}

/// What was promised and what it took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeidentifyReport {
    /// The project.
    pub project: String,
    /// Rows of the file.
    pub rows_count: u64,
    /// Rows that leave.
    pub released_count: u64,
    /// Rows that stay because their group is too small or too uniform.
    pub dropped_count: u64,
    /// Rows a group was to have.
    pub k_wanted: u32,
    /// Rows of the smallest group as the file stands.
    pub k_before: u64,
    /// Rows of the smallest group that leaves.
    pub k_after: u64,
    /// Values of a sensitive column a group was to have.
    pub l_wanted: u32,
    /// Values in the most uniform group as the file stands, counted up to those wanted; none without a sensitive column.
    pub l_before: Option<u64>,
    /// Values in the most uniform group that leaves, counted up to those wanted.
    pub l_after: Option<u64>,
    /// Groups as the file stands.
    pub groups_before: u64,
    /// Groups that leave.
    pub groups_after: u64,
    /// The step taken of each quasi-identifier.
    pub steps: Vec<(String, String)>,
}

/// The second reading of a file: each row as it leaves, or nothing.
#[derive(Debug)]
pub struct Plan {
    headers: Vec<String>,
    roles: Vec<ColumnRole>,
    steps: Vec<Step>,
    safe: BTreeSet<Vec<String>>,
    report: DeidentifyReport,
}

impl Plan {
    /// What was promised and what it took.
    #[must_use]
    pub fn report(&self) -> &DeidentifyReport {
        &self.report
    }

    /// Headers of the columns that leave.
    #[must_use]
    pub fn headers(&self) -> Vec<&str> {
        self.headers
            .iter()
            .zip(&self.roles)
            .filter(|(_, role)| **role != ColumnRole::Drop)
            .map(|(header, _)| header.as_str())
            .collect()
    }

    /// The row as it leaves; `None` where its group is too small or too uniform.
    #[must_use]
    pub fn row(&self, pseudonyms: &Pseudonyms, row: &[&str]) -> Option<Vec<String>> {
        let mut steps = self.steps.iter();
        let mut key = Vec::new();
        let mut cells = Vec::new();
        for (cell, role) in row.iter().zip(&self.roles) {
            match role {
                ColumnRole::Drop => {}
                ColumnRole::Pseudonym if cell.trim().is_empty() => cells.push(String::new()),
                ColumnRole::Pseudonym => cells.push(pseudonyms.of(cell)),
                ColumnRole::Quasi(_) => {
                    let told = steps.next()?.apply(cell)?;
                    key.push(told.clone());
                    cells.push(told);
                }
                ColumnRole::Sensitive | ColumnRole::Keep => cells.push(cell.trim().to_owned()),
            }
        }
        self.safe.contains(&key).then_some(cells)
    }
}

#[cfg(test)]
mod tests;
