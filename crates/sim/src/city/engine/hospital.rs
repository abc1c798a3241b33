//! Beds, nurses and ambulances of each county.

use super::super::care::{CareSystem, CountyCare};
use super::City;
use super::clinics::Line;
use super::state::{Bed, Mark};

/// What is taken and who waits, by county.
pub(super) struct Hospitals {
    pub clinics: Vec<Line>,
    for_ward: Vec<Line>,
    for_intensive: Vec<Line>,
    /// Taken: ward, intensive, negative pressure.
    taken: Vec<[u32; 3]>,
}

const fn kind(bed: Bed) -> usize {
    match bed {
        Bed::None | Bed::Ward => 0,
        Bed::Intensive => 1,
        Bed::NegativePressure => 2,
    }
}

impl Hospitals {
    pub(super) fn new(counties: usize) -> Self {
        Self {
            clinics: vec![Line::new(); counties],
            for_ward: vec![Line::new(); counties],
            for_intensive: vec![Line::new(); counties],
            taken: vec![[0; 3]; counties],
        }
    }

    pub(super) fn free(&mut self, county: usize, bed: Bed) {
        self.taken[county][kind(bed)] -= 1;
    }
}

/// What one county can still do today.
struct Left {
    beds: [u32; 3],
    /// Nurses not bound to a bed.
    nurses: f64,
    trips: f64,
}

impl Left {
    fn new(care: &CareSystem, county: &CountyCare, taken: [u32; 3], staff_well: f64) -> Self {
        let all = [
            county.ward_beds,
            county.intensive_beds,
            county.negative_pressure_beds,
        ];
        let needs = nurses_needed(care);
        let bound: f64 = (0..3).map(|bed| needs[bed] * f64::from(taken[bed])).sum();
        Self {
            beds: [0, 1, 2].map(|bed| all[bed].saturating_sub(taken[bed])),
            nurses: f64::from(county.nurses) * staff_well - bound,
            trips: f64::from(county.ambulances) * care.trips_per_ambulance_day,
        }
    }
}

const fn nurses_needed(care: &CareSystem) -> [f64; 3] {
    [
        care.nurses_per_ward_bed,
        care.nurses_per_intensive_bed,
        care.nurses_per_ward_bed,
    ]
}

impl City<'_> {
    /// Puts a case on a waiting list of its county.
    pub(super) fn need_bed(&mut self, at: usize, intensive: bool) {
        if self.scenario.care.is_none() {
            return;
        }
        let case = self.cases[at];
        let county = self.county_of(case.township);
        if intensive {
            self.hospitals.for_intensive[county].push_back(case.agent);
        } else if case.bed == Bed::None && !case.marks.has(Mark::Queued) {
            self.cases[at].marks.set(Mark::Queued);
            self.hospitals.for_ward[county].push_back(case.agent);
        }
    }

    /// Admits as many of those who wait as there are beds, nurses and ambulances.
    pub(super) fn admit(&mut self, day: u16) {
        let Some(care) = &self.scenario.care else {
            return;
        };
        for (county, capacity) in care.counties.iter().enumerate() {
            let staff = self.people.hospital[county];
            let well = self.people.groups.get(staff as usize).map_or(1.0, |group| {
                let all = f64::from(group.end - group.start);
                1.0 - f64::from(self.staff_infected[county]) / all
            });
            let mut left = Left::new(care, capacity, self.hospitals.taken[county], well);
            // Intensive care first: those who wait for it cannot wait.
            let line = std::mem::take(&mut self.hospitals.for_intensive[county]);
            let line = self.admit_line(line, county, day, &mut left, &[Bed::Intensive]);
            self.today[county].waiting_intensive = line.len() as u32;
            self.hospitals.for_intensive[county] = line;
            let line = std::mem::take(&mut self.hospitals.for_ward[county]);
            let beds = [Bed::NegativePressure, Bed::Ward];
            let line = self.admit_line(line, county, day, &mut left, &beds);
            self.today[county].waiting_ward = line.len() as u32;
            self.hospitals.for_ward[county] = line;
        }
    }

    /// Goes along a line once; whoever needs no bed any more leaves it.
    fn admit_line(
        &mut self,
        line: Line,
        county: usize,
        day: u16,
        left: &mut Left,
        beds: &[Bed],
    ) -> Line {
        let mut waiting = Line::new();
        for agent in line {
            let Some(at) = self.case_of(agent) else {
                continue;
            };
            let case = self.cases[at];
            let until = case.recovers.max(if case.marks.has(Mark::Severe) {
                case.severe_until
            } else {
                0
            });
            let wants_intensive = beds[0] == Bed::Intensive;
            let is_placed =
                case.bed != Bed::None && (!wants_intensive || case.bed == Bed::Intensive);
            if case.marks.has(Mark::Settled) || day >= until || is_placed {
                continue;
            }
            match self.place(&case, county, left, beds) {
                Some(bed) => {
                    if case.bed == Bed::None {
                        self.today[county].admissions += 1;
                    } else {
                        self.hospitals.free(county, case.bed);
                    }
                    self.hospitals.taken[county][kind(bed)] += 1;
                    let is_critical = case.marks.has(Mark::Critical);
                    let case = &mut self.cases[at];
                    case.bed = bed;
                    case.leaves =
                        if case.marks.has(Mark::Severe) && (wants_intensive || !is_critical) {
                            case.severe_until.max(day + 1)
                        } else {
                            until.max(day + 1)
                        };
                }
                None => waiting.push_back(agent),
            }
        }
        waiting
    }

    /// The bed there is for a case, with the nurse and the ambulance it takes.
    fn place(
        &mut self,
        case: &super::state::Case,
        county: usize,
        left: &mut Left,
        beds: &[Bed],
    ) -> Option<Bed> {
        let care = self.scenario.care.as_ref()?;
        let is_confirmed = case.marks.has(Mark::Detected);
        let free = beds
            .iter()
            .copied()
            .filter(|&bed| bed != Bed::NegativePressure || is_confirmed)
            .find(|&bed| left.beds[kind(bed)] > 0)?;
        let nurses = nurses_needed(care)[kind(free)];
        if left.nurses < nurses {
            self.today[county].beds_without_nurse += 1;
            return None;
        }
        let needs_trip = case.bed == Bed::None
            && self.keys.compliance.of(case.agent.into()).uniform(3) < care.ambulance_share;
        if needs_trip {
            if left.trips < 1.0 {
                self.today[county].trips_missing += 1;
                return None;
            }
            left.trips -= 1.0;
            self.today[county].trips += 1;
            self.stores.trips(county, 1.0);
        }
        left.beds[kind(free)] -= 1;
        left.nurses -= nurses;
        Some(free)
    }

    /// Counts the beds taken and uses up what they need; who lies in intensive care without it is worse off.
    pub(super) fn close_wards(&mut self) {
        for county in 0..self.people.counties() {
            let [ward, intensive, negative_pressure] = self.hospitals.taken[county];
            let today = &mut self.today[county];
            (today.ward, today.intensive) = (ward, intensive);
            today.negative_pressure = negative_pressure;
            today.staff_infected = self.staff_infected[county];
            self.stores.beds(
                county,
                f64::from(ward + negative_pressure),
                intensive.into(),
            );
        }
        if !self.stores.any_intensive_short() {
            return;
        }
        for case in &mut self.cases {
            let county = usize::from(self.people.township_county[usize::from(case.township)]);
            if case.bed == Bed::Intensive && self.stores.is_intensive_short(county) {
                case.marks.set(Mark::Deprived);
            }
        }
    }
}
