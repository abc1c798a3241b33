//! Where people are by day: classes, workplaces, hospitals and homes for the elderly.

use std::ops::Range;

use super::households;
use super::marginals::{Marginals, SchoolLevel, Scope};
use super::people::{Group, GroupKind, NO_GROUP, Population};
use crate::error::SimError;
use crate::random::Stream;

/// Pupils for each teacher who stays with a class.
const PUPILS_PER_TEACHER: usize = 20;

impl Marginals {
    /// Makes the population of these marginals; the same seed gives the same people.
    pub fn populate(&self, seed: u64) -> Result<Population, SimError> {
        self.check()?;
        let persons = self.population() as usize;
        let mut people = Population {
            age: Vec::with_capacity(persons),
            home: Vec::with_capacity(persons),
            group: Vec::new(),
            members: Vec::new(),
            groups: Vec::new(),
            township_start: vec![0],
            township_county: Vec::new(),
            county_start: vec![0],
            hospital: Vec::new(),
            township_names: Vec::new(),
        };
        for (i, township) in self.townships.iter().enumerate() {
            let mut stream = Stream::named(seed, "households", i as u64);
            let (age, home) = (&mut people.age, &mut people.home);
            households::settle(self, township.population, &mut stream, age, home);
            people.township_start.push(people.age.len() as u32);
            people.township_county.push(township.county);
            people.township_names.push(township.name.clone());
            let is_last = self
                .townships
                .get(i + 1)
                .is_none_or(|next| next.county != township.county);
            if is_last {
                people.county_start.push(people.age.len() as u32);
            }
        }
        people.group = vec![NO_GROUP; persons];
        for county in 0..people.counties() {
            let mut stream = Stream::named(seed, "day places", county as u64);
            DayPlaces {
                marginals: self,
                people: &mut people,
                stream: &mut stream,
            }
            .assign(county);
        }
        people.members.shrink_to_fit();
        Ok(people)
    }
}

struct DayPlaces<'a> {
    marginals: &'a Marginals,
    people: &'a mut Population,
    stream: &'a mut Stream,
}

impl DayPlaces<'_> {
    fn assign(&mut self, county: usize) {
        let residents = self.people.county(county);
        let townships: Vec<Range<u32>> = (0..self.people.townships())
            .filter(|&t| usize::from(self.people.township_county[t]) == county)
            .map(|t| self.people.township(t))
            .collect();
        if self.marginals.care_homes.is_some() {
            for township in &townships {
                self.care_homes(township.clone());
            }
        }
        // Workers are told first, because some of them teach.
        let mut local: Vec<Vec<u32>> = Vec::new();
        let mut anywhere = Vec::new();
        for township in &townships {
            let (near, far) = self.workers(township.clone());
            local.push(near);
            anywhere.extend(far);
        }
        self.shuffle(&mut anywhere);
        let wanted = self.marginals.health_workers_per_1000 / 1000.0 * residents.len() as f64;
        let staff = anywhere.split_off(anywhere.len() - (wanted as usize).min(anywhere.len()));
        let hospital = self.people.groups.len() as u32;
        self.people
            .hospital
            .push(if staff.is_empty() { NO_GROUP } else { hospital });
        if !staff.is_empty() {
            self.group(GroupKind::Hospital, &staff);
        }
        for level in &self.marginals.schools {
            match level.scope {
                Scope::Township => {
                    for (township, teachers) in townships.iter().zip(&mut local) {
                        self.schools(level, township.clone(), teachers);
                    }
                }
                Scope::County => self.schools(level, residents.clone(), &mut anywhere),
            }
        }
        for workers in local.into_iter().chain([anywhere]) {
            self.workplaces(workers);
        }
    }

    fn care_homes(&mut self, residents: Range<u32>) {
        let Some(homes) = self.marginals.care_homes else {
            return;
        };
        let old: Vec<u32> = residents
            .filter(|&id| {
                self.people.age(id) >= homes.age_min && self.stream.uniform() < homes.share
            })
            .collect();
        for members in old.chunks(homes.persons.into()) {
            self.group(GroupKind::CareHome, members);
        }
    }

    /// Those who work in their township, and those who work anywhere in the county.
    fn workers(&mut self, residents: Range<u32>) -> (Vec<u32>, Vec<u32>) {
        let mut workers = (Vec::new(), Vec::new());
        for id in residents {
            let is_of_age = (18..65).contains(&self.people.age(id));
            let is_free = self.people.group[id as usize] == NO_GROUP;
            if is_of_age && is_free && self.stream.uniform() < self.marginals.employed {
                if self.stream.uniform() < self.marginals.employed_in_township {
                    workers.0.push(id);
                } else {
                    workers.1.push(id);
                }
            }
        }
        self.shuffle(&mut workers.0);
        workers
    }

    /// Schools of one level; neighbours of one age sit in one class, with a teacher or two from the workers.
    fn schools(&mut self, level: &SchoolLevel, residents: Range<u32>, teachers: &mut Vec<u32>) {
        teachers.retain(|&id| self.people.group[id as usize] == NO_GROUP);
        let mut classes: Vec<Vec<u32>> = Vec::new();
        for age in level.age_min..=level.age_max {
            let pupils: Vec<u32> = residents
                .clone()
                .filter(|&id| self.people.age[id as usize] == age)
                .filter(|&id| self.people.group[id as usize] == NO_GROUP)
                .filter(|_| self.stream.uniform() < level.enrolled)
                .collect();
            if pupils.is_empty() {
                continue;
            }
            // Classes of nearly equal size rather than a last one with one child.
            let count = pupils.len().div_ceil(level.class_size.into());
            classes.extend(
                pupils
                    .chunks(pupils.len().div_ceil(count))
                    .map(<[u32]>::to_vec),
            );
        }
        // Every school has all its ages: class by class in turn.
        let schools = classes.len().div_ceil(level.classes.into()).max(1);
        for school in 0..schools {
            let first = self.people.groups.len();
            let start = self.people.members.len() as u32;
            for class in classes.iter().skip(school).step_by(schools) {
                let mut members = class.clone();
                let wanted = class.len().div_ceil(PUPILS_PER_TEACHER);
                members.extend(teachers.drain(teachers.len() - wanted.min(teachers.len())..));
                self.group(GroupKind::Class, &members);
            }
            let end = self.people.members.len() as u32;
            for group in &mut self.people.groups[first..] {
                (group.parent_start, group.parent_end) = (start, end);
            }
        }
    }

    fn workplaces(&mut self, mut workers: Vec<u32>) {
        workers.retain(|&id| self.people.group[id as usize] == NO_GROUP);
        // Shares are of workers; of workplaces there are the fewer the larger they are.
        let chances: Vec<f64> = self
            .marginals
            .workplaces
            .iter()
            .map(|size| size.share / f64::from(size.persons))
            .collect();
        let sum: f64 = chances.iter().sum();
        let mut done = 0;
        while done < workers.len() && sum > 0.0 {
            let mut left = self.stream.uniform() * sum;
            let chosen = chances.iter().position(|chance| {
                left -= chance;
                left < 0.0
            });
            let at = chosen.unwrap_or(0);
            let persons = usize::from(self.marginals.workplaces[at].persons);
            let end = (done + persons).min(workers.len());
            self.group(GroupKind::Workplace, &workers[done..end]);
            done = end;
        }
    }

    fn group(&mut self, kind: GroupKind, members: &[u32]) {
        let start = self.people.members.len() as u32;
        let end = start + members.len() as u32;
        let index = self.people.groups.len() as u32;
        self.people.members.extend_from_slice(members);
        for &id in members {
            self.people.group[id as usize] = index;
        }
        self.people.groups.push(Group {
            start,
            end,
            parent_start: start,
            parent_end: end,
            kind,
        });
    }

    fn shuffle(&mut self, ids: &mut [u32]) {
        for last in (1..ids.len()).rev() {
            ids.swap(last, self.stream.below(last as u32 + 1) as usize);
        }
    }
}
