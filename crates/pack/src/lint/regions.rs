//! The tree of regions: parents, circles, dates and populations.

use std::collections::BTreeMap;

use kernel::{Day, RegionCode};

use crate::load::draft::Draft;
use crate::load::findings::{Findings, Placed};
use crate::marks::Confidence;
use crate::regions::Region;

pub(super) fn check(draft: &Draft, findings: &Findings) {
    for (code, placed) in &draft.regions {
        parent(draft, *code, placed, findings);
        let region = &placed.item;
        if region
            .valid_from
            .zip(region.valid_to)
            .is_some_and(|(from, to)| to < from)
        {
            findings.error(
                &placed.place,
                "valid_to",
                "date-order",
                format!("{} ends before it begins", region.name_zh),
            );
        }
    }
    for ((code, _), placed) in &draft.populations {
        if !draft.regions.contains_key(code) {
            findings.error_with(
                &placed.place,
                "region",
                "unknown-reference",
                format!("there is no region `{code}`"),
                "add the region to this pack or one it includes",
            );
        }
    }
    populations(draft, findings);
}

fn parent(draft: &Draft, code: RegionCode, placed: &Placed<Region>, findings: &Findings) {
    let Some(above) = placed.item.parent else {
        if code != RegionCode::CHINA {
            let message = format!("{} has no parent", placed.item.name_zh);
            findings.error(&placed.place, "parent", "missing-key", message);
        }
        return;
    };
    if !draft.regions.contains_key(&above) {
        findings.error_with(
            &placed.place,
            "parent",
            "unknown-reference",
            format!(
                "the parent `{above}` of {} is not there",
                placed.item.name_zh
            ),
            "add it, or name another parent in the column `parent`",
        );
        return;
    }
    // Follow the parents; a tree of six levels ends soon, a circle does not.
    let mut seen = vec![code];
    let mut next = Some(above);
    while let Some(step) = next {
        if step == code {
            let circle: Vec<String> = seen
                .iter()
                .chain([&step])
                .map(RegionCode::to_string)
                .collect();
            findings.error_with(
                &placed.place,
                "parent",
                "cycle",
                format!("the parents run in a circle: {}", circle.join(" → ")),
                "give one of them a parent outside the circle",
            );
            return;
        }
        if seen.contains(&step) {
            return;
        }
        seen.push(step);
        next = draft
            .regions
            .get(&step)
            .and_then(|region| region.item.parent);
    }
}

/// Children counted on the same day must not add up to more than their parent.
fn populations(draft: &Draft, findings: &Findings) {
    let mut sums: BTreeMap<(RegionCode, Day), (u64, bool)> = BTreeMap::new();
    for ((code, day), placed) in &draft.populations {
        let Some(region) = draft.regions.get(code) else {
            continue;
        };
        // A region that ended before the day is part of another one by then.
        if region.item.valid_to.is_some_and(|to| to < *day) {
            continue;
        }
        if let Some(parent) = region.item.parent {
            let sum = sums.entry((parent, *day)).or_default();
            sum.0 = sum.0.saturating_add(placed.item.value);
            sum.1 |= placed.item.confidence == Confidence::D;
        }
    }
    for ((parent, day), (sum, doubtful)) in sums {
        let Some(placed) = draft.populations.get(&(parent, day)) else {
            continue;
        };
        let population = &placed.item;
        if sum <= population.value {
            continue;
        }
        let message = format!(
            "the regions below `{parent}` add up to {sum} on {day}, more than its {}",
            population.value
        );
        let hint = "correct the figure that is wrong, or mark what is an estimate with D";
        if doubtful || population.confidence == Confidence::D {
            findings.warning(&placed.place, "value", "population-sum", message, hint);
        } else {
            findings.error_with(&placed.place, "value", "population-sum", message, hint);
        }
    }
}
