//! placeholder
mod draw;
mod posterior;
mod prior;
mod scales;

use super::predictive::Predictive;
use super::{NowcastError, NowcastSettings, Outcome, Outlook, ReportingTriangle};
use crate::series::Step;
use posterior::Model;

pub(super) fn outcome(
    triangle: &ReportingTriangle,
    settings: &NowcastSettings,
) -> Result<Outcome, NowcastError> {
    let steps = triangle.delay_max() + settings.history;
    let first = triangle.len().saturating_sub(steps);
    let is_daily = triangle.step() == Step::Day;
    let model = Model::new(triangle, first, is_daily).ok_or(NowcastError::NoFit)?;
    let candidates = scales::explore(&model).ok_or(NowcastError::NoFit)?;
    let draws = draw::draws(&model, &candidates, settings);
    let complete = triangle.len() - draws.unknown.len();
    let recent = draws
        .unknown
        .into_iter()
        .zip(draws.reported_share)
        .enumerate()
        .map(|(index, (unknown, reported_share))| {
            let reported = triangle.reported(complete + index);
            let joint = unknown
                .iter()
                .map(|&u| reported.saturating_add(u))
                .collect();
            Outlook {
                reported_share,
                predictive: Some(Predictive::from_draws(joint)),
            }
        })
        .collect();
    Ok(Outcome {
        recent,
        delay_cdf: draws.delay_cdf,
    })
}
