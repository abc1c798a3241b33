//! Every way from one compartment to another, for the stochastic runs.

use super::model::Model;

/// What an event counts towards, beside moving a person.
pub(super) const NO_COUNT: usize = usize::MAX;

/// A way persons can go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flow {
    pub from: usize,
    pub to: usize,
    /// A count that rises with each person, or [`NO_COUNT`].
    pub count: usize,
    /// Rate a day for a person; the force of infection where this is `None`.
    pub rate: Option<f64>,
}

impl Model {
    /// All flows, those that share a `from` next to each other.
    pub(super) fn flows(&self) -> Vec<Flow> {
        let l = &self.layout;
        let groups = l.groups;
        let mut flows = Vec::new();
        for i in 0..groups {
            let first = if l.latent_stages > 0 {
                l.exposed()
            } else {
                l.infectious()
            };
            flows.push(Flow {
                from: i,
                to: first + i,
                count: l.infections() + i,
                rate: None,
            });
            // Latent and infectious stages stand one after the other, so that the next stage is the next block.
            for stage in 0..l.latent_stages {
                let from = l.exposed() + stage * groups + i;
                flows.push(plain(from, from + groups, self.rates.latent));
            }
            for stage in 0..l.infectious_stages {
                let from = l.infectious() + stage * groups + i;
                let is_last = stage + 1 == l.infectious_stages;
                match &self.care {
                    Some(care) if is_last => {
                        let admitted = care.admitted[i];
                        flows.push(Flow {
                            from,
                            to: l.ward() + i,
                            count: l.admissions() + i,
                            rate: Some(self.rates.infectious * admitted),
                        });
                        let rate = self.rates.infectious * (1.0 - admitted);
                        flows.push(plain(from, l.recovered() + i, rate));
                    }
                    _ => flows.push(plain(from, from + groups, self.rates.infectious)),
                }
            }
            if self.rates.immunity_loss > 0.0 {
                flows.push(plain(l.recovered() + i, i, self.rates.immunity_loss));
            }
            if let Some(care) = &self.care {
                let (ward, unit) = (l.ward() + i, l.intensive() + i);
                flows.push(Flow {
                    from: ward,
                    to: unit,
                    count: l.intensive_admissions() + i,
                    rate: Some(care.ward * care.intensive[i]),
                });
                let rate = care.ward * (1.0 - care.intensive[i]);
                flows.push(plain(ward, l.recovered() + i, rate));
                flows.push(plain(unit, l.dead() + i, care.unit * care.fatal[i]));
                let rate = care.unit * (1.0 - care.fatal[i]);
                flows.push(plain(unit, l.recovered() + i, rate));
            }
        }
        flows
    }

    /// The force of infection on each group, with contacts at this factor.
    pub(super) fn forces(&self, factor: f64, values: &[f64], forces: &mut [f64]) {
        let l = &self.layout;
        let groups = l.groups;
        for (i, force) in forces.iter_mut().enumerate() {
            let row = &self.pressure[i * groups..(i + 1) * groups];
            *force = factor
                * (0..l.infectious_stages)
                    .map(|stage| {
                        let at = l.infectious() + stage * groups;
                        row.iter()
                            .zip(&values[at..at + groups])
                            .map(|(p, n)| p * n)
                            .sum::<f64>()
                    })
                    .sum::<f64>();
        }
    }
}

const fn plain(from: usize, to: usize, rate: f64) -> Flow {
    Flow {
        from,
        to,
        count: NO_COUNT,
        rate: Some(rate),
    }
}
