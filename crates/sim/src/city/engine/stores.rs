//! Supplies: what comes in, what is used, and what that means when it has run out.

use super::super::care::{CareSystem, Supply, WithoutIt};
use super::super::series::SupplyDay;

/// The stores of every county.
pub(super) struct Stores {
    supplies: Vec<Supply>,
    /// Left now, and used and short today: `[county][supply]`.
    today: Vec<Vec<SupplyDay>>,
    /// What was short the day before: staff, intensive care.
    short: Vec<Short>,
}

#[derive(Clone, Copy, Default)]
struct Short {
    staff: bool,
    intensive: bool,
}

impl Stores {
    pub(super) fn new(care: Option<&CareSystem>, counties: usize) -> Self {
        let supplies = care.map(|care| care.supplies.clone()).unwrap_or_default();
        let today = (0..counties)
            .map(|county| {
                supplies
                    .iter()
                    .map(|supply| SupplyDay {
                        left: supply.stock[county],
                        ..SupplyDay::default()
                    })
                    .collect()
            })
            .collect();
        Self {
            supplies,
            today,
            short: vec![Short::default(); counties],
        }
    }

    /// The morning's deliveries.
    pub(super) fn deliver(&mut self) {
        for (county, stores) in self.today.iter_mut().enumerate() {
            for (supply, store) in self.supplies.iter().zip(stores) {
                store.left += supply.delivery_per_day[county];
            }
        }
    }

    fn take(&mut self, county: usize, need: impl Fn(&Supply) -> f64) {
        for (supply, store) in self.supplies.iter().zip(&mut self.today[county]) {
            let need = need(supply);
            let used = need.min(store.left);
            store.left -= used;
            store.used += used;
            store.short += need - used;
        }
    }

    pub(super) fn visits(&mut self, county: usize, visits: f64) {
        self.take(county, |supply| supply.per_clinic_visit * visits);
    }

    pub(super) fn trips(&mut self, county: usize, trips: f64) {
        self.take(county, |supply| supply.per_trip * trips);
    }

    /// How many of these samples can be taken, and takes what they need.
    pub(super) fn samples(&mut self, county: usize, wanted: u64) -> u64 {
        let most = self
            .supplies
            .iter()
            .zip(&self.today[county])
            .filter(|(supply, _)| {
                supply.without == WithoutIt::NoSampling && supply.per_sample > 0.0
            })
            .map(|(supply, store)| (store.left / supply.per_sample) as u64)
            .min();
        let taken = most.map_or(wanted, |most| wanted.min(most));
        self.take(county, |supply| supply.per_sample * taken as f64);
        let missing = (wanted - taken) as f64;
        for (supply, store) in self.supplies.iter().zip(&mut self.today[county]) {
            if supply.without == WithoutIt::NoSampling {
                store.short += supply.per_sample * missing;
            }
        }
        taken
    }

    /// What a day's beds need, at the end of the day.
    pub(super) fn beds(&mut self, county: usize, ward: f64, intensive: f64) {
        self.take(county, |supply| {
            supply.per_ward_day * ward + supply.per_intensive_day * intensive
        });
        let is_short = |without: WithoutIt| {
            self.supplies
                .iter()
                .zip(&self.today[county])
                .any(|(supply, store)| supply.without == without && store.short > 0.0)
        };
        self.short[county] = Short {
            staff: is_short(WithoutIt::StaffExposed),
            intensive: is_short(WithoutIt::NoIntensiveCare),
        };
    }

    /// Whether staff lacked protection when the last day ended.
    pub(super) fn is_staff_exposed(&self, county: usize) -> bool {
        self.short[county].staff
    }

    pub(super) fn is_intensive_short(&self, county: usize) -> bool {
        self.short[county].intensive
    }

    pub(super) fn any_intensive_short(&self) -> bool {
        self.short.iter().any(|short| short.intensive)
    }

    /// Hands out the day's figures, by county and supply, and begins a new day.
    pub(super) fn close_day(&mut self) -> Vec<SupplyDay> {
        let day = self.today.iter().flatten().copied().collect();
        for store in self.today.iter_mut().flatten() {
            (store.used, store.short) = (0.0, 0.0);
        }
        day
    }
}
