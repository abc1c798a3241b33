//! The figures a population is made from.

use serde::{Deserialize, Serialize};

use crate::check;
use crate::error::SimError;

/// The largest household; the published last class "10 and more" is taken as 10.
pub(super) const HOUSEHOLD_MAX: usize = 16;

/// A township (乡镇) or sub-district (街道).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Township {
    /// What it is called in results: a code, as a rule.
    pub name: String,
    /// Its county, as an index; townships of a county stand together, counties in order from 0.
    pub county: u16,
    /// Residents.
    pub population: u32,
}

/// From how far pupils come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Their own township.
    Township,
    /// The whole county.
    County,
}

/// One level of schools.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchoolLevel {
    /// Youngest age in years.
    pub age_min: u8,
    /// Oldest age.
    pub age_max: u8,
    /// Share of these ages who attend.
    pub enrolled: f64,
    /// Pupils in a class.
    pub class_size: u16,
    /// Classes in a school.
    pub classes: u16,
    /// From how far pupils come.
    pub scope: Scope,
}

/// Workplaces of one size.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkplaceSize {
    /// Persons who meet each other at work.
    pub persons: u16,
    /// Share of the employed who work in places of this size.
    pub share: f64,
}

/// Homes for the elderly.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CareHomes {
    /// Youngest age of residents in years.
    pub age_min: u8,
    /// Share of this age who live in one.
    pub share: f64,
    /// Residents of a home.
    pub persons: u16,
}

/// Everything a population is made from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marginals {
    /// Townships, those of a county together.
    pub townships: Vec<Township>,
    /// Shares by single year of age, from 0; at most 101.
    pub ages: Vec<f64>,
    /// Shares of households with 1, 2, 3 … members; at most 16.
    pub household_sizes: Vec<f64>,
    /// Levels of schools.
    #[serde(default)]
    pub schools: Vec<SchoolLevel>,
    /// Share of those aged 18 to 64 who are not at school and work with others.
    pub employed: f64,
    /// Workplaces; none means that nobody has colleagues.
    #[serde(default)]
    pub workplaces: Vec<WorkplaceSize>,
    /// Share of the employed who work in their own township; the others anywhere in the county.
    pub employed_in_township: f64,
    /// Health workers (卫生人员) per 1000 residents, taken from the employed of the county.
    pub health_workers_per_1000: f64,
    /// Homes for the elderly, if any.
    #[serde(default)]
    pub care_homes: Option<CareHomes>,
}

impl Marginals {
    /// A population that has homes of one person and nothing else: everybody mixes with everybody.
    pub fn well_mixed(population: u32) -> Self {
        Self {
            townships: vec![Township {
                name: "all".to_owned(),
                county: 0,
                population,
            }],
            ages: vec![1.0],
            household_sizes: vec![1.0],
            schools: Vec::new(),
            employed: 0.0,
            workplaces: Vec::new(),
            employed_in_township: 1.0,
            health_workers_per_1000: 0.0,
            care_homes: None,
        }
    }

    /// All residents.
    pub fn population(&self) -> u64 {
        self.townships
            .iter()
            .map(|township| u64::from(township.population))
            .sum()
    }

    /// Counties.
    pub fn counties(&self) -> usize {
        self.townships
            .last()
            .map_or(0, |township| usize::from(township.county) + 1)
    }

    /// Refuses what cannot be, naming the field.
    pub fn check(&self) -> Result<(), SimError> {
        if self.townships.is_empty() {
            return Err(SimError::parameter(
                "townships",
                "empty",
                "at least one township",
            ));
        }
        let mut county = 0;
        for (i, township) in self.townships.iter().enumerate() {
            if township.population == 0 {
                return Err(SimError::parameter(
                    format!("townships[{i}].population"),
                    0,
                    "at least 1; leave an empty township out",
                ));
            }
            let expected = if i == 0 { 0..=0 } else { county..=county + 1 };
            if !expected.contains(&township.county) {
                return Err(SimError::parameter(
                    format!("townships[{i}].county"),
                    township.county,
                    "the county before it or the next; counties are numbered from 0 and stand together",
                ));
            }
            county = township.county;
        }
        if self.population() >= u64::from(u32::MAX) {
            return Err(SimError::parameter(
                "townships",
                format!("{} residents together", self.population()),
                "below 4 billion residents",
            ));
        }
        if self.ages.len() > 101 {
            return Err(SimError::parameter(
                "ages",
                self.ages.len(),
                "at most 101 single years",
            ));
        }
        check::shares("ages", &self.ages)?;
        if self.household_sizes.len() > HOUSEHOLD_MAX {
            return Err(SimError::parameter(
                "household_sizes",
                self.household_sizes.len(),
                format!("at most {HOUSEHOLD_MAX} sizes"),
            ));
        }
        check::shares("household_sizes", &self.household_sizes)?;
        self.check_day_places()
    }

    fn check_day_places(&self) -> Result<(), SimError> {
        for (i, level) in self.schools.iter().enumerate() {
            let field = |name: &str| format!("schools[{i}].{name}");
            check::share(field("enrolled"), level.enrolled)?;
            if level.age_min > level.age_max {
                return Err(SimError::parameter(
                    field("age_max"),
                    level.age_max,
                    format!("at least `age_min`, {}", level.age_min),
                ));
            }
            if i > 0 && level.age_min <= self.schools[i - 1].age_max {
                return Err(SimError::contradiction(
                    field("age_min"),
                    format!("schools[{}].age_max", i - 1),
                    "a child would attend two schools; levels follow each other by age",
                ));
            }
            check::positive(field("class_size"), level.class_size.into())?;
            check::positive(field("classes"), level.classes.into())?;
        }
        check::share("employed", self.employed)?;
        check::share("employed_in_township", self.employed_in_township)?;
        if !self.workplaces.is_empty() {
            let shares: Vec<f64> = self.workplaces.iter().map(|size| size.share).collect();
            check::shares("workplaces.share", &shares)?;
        }
        for (i, size) in self.workplaces.iter().enumerate() {
            check::positive(format!("workplaces[{i}].persons"), size.persons.into())?;
        }
        let workers = self.health_workers_per_1000;
        if !(0.0..=100.0).contains(&workers) {
            return Err(SimError::parameter(
                "health_workers_per_1000",
                workers,
                "from 0 to 100",
            ));
        }
        if let Some(homes) = &self.care_homes {
            check::share("care_homes.share", homes.share)?;
            check::positive("care_homes.persons", homes.persons.into())?;
        }
        Ok(())
    }
}

/// Shares of household sizes moved to another mean: each share is multiplied by a power of the size's number.
///
/// For a census that published the mean but not the shares: of all distributions with that mean this one is nearest to
/// the older shares (exponential tilting, minimum relative entropy; Kullback 1959).
pub fn household_sizes_with_mean(shares: &[f64], mean: f64) -> Result<Vec<f64>, SimError> {
    check::shares("household_sizes", shares)?;
    let most = shares.len() as f64;
    if !(mean > 1.0 && mean < most) {
        return Err(SimError::parameter(
            "mean",
            mean,
            format!("above 1 and below {most}, the largest household"),
        ));
    }
    let tilted = |log_factor: f64| -> Vec<f64> {
        let powers: Vec<f64> = shares
            .iter()
            .enumerate()
            .map(|(i, share)| share * (log_factor * i as f64).exp())
            .collect();
        let sum: f64 = powers.iter().sum();
        powers.iter().map(|power| power / sum).collect()
    };
    let mean_of = |shares: &[f64]| -> f64 {
        shares
            .iter()
            .enumerate()
            .map(|(i, share)| (i + 1) as f64 * share)
            .sum()
    };
    let factor = crate::theory::bisect(-20.0, 20.0, |x| mean_of(&tilted(x)) - mean);
    Ok(tilted(factor))
}
