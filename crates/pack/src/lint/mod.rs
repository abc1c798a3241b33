//! Rules over the packs as a whole, after every entry was read by itself.

mod cards;
mod expressions;
mod polygons;
mod privacy;
mod references;
mod regions;

use crate::load::draft::Draft;
use crate::load::findings::Findings;

/// Checks the overlaid packs and reports to `findings`.
pub(crate) fn check(draft: &Draft, findings: &Findings) {
    regions::check(draft, findings);
    polygons::check(draft, findings);
    references::check(draft, findings);
    privacy::check(draft, findings);
    expressions::check(draft, findings);
    cards::check(draft, findings);
}
