//! What follows when a case is confirmed (确诊).

use super::City;
use super::state::Mark;

impl City<'_> {
    /// Confirms a case: counts it, isolates it, tells the tracers, and asks for a bed where all are admitted.
    ///
    /// A result that comes after recovery changes nothing and is not counted.
    pub(super) fn detect(&mut self, agent: u32, day: u16) {
        let Some(at) = self.case_of(agent) else {
            return;
        };
        if self.cases[at].marks.has(Mark::Detected) {
            return;
        }
        let township = self.cases[at].township;
        let county = self.county_of(township);
        let case = &mut self.cases[at];
        case.marks.set(Mark::Detected);
        case.detected_on = day;
        self.today[county].detected += 1;
        let isolate = f64::from(self.rules_on(day, day, township).isolate);
        if self.keys.compliance.of(agent.into()).uniform(0) < isolate {
            self.cases[at].isolated_from = day;
        }
        self.tell_tracers(agent, day);
        let admits_all = self
            .scenario
            .care
            .as_ref()
            .is_some_and(|care| care.admits_all_confirmed);
        if admits_all {
            self.need_bed(at, false);
        }
    }

    /// Whether somebody is known to be infected.
    pub(super) fn is_detected(&self, agent: u32) -> bool {
        self.case_of(agent)
            .is_some_and(|at| self.cases[at].marks.has(Mark::Detected))
    }
}
