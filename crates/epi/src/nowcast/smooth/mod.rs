//! A smooth epidemic curve and delays that depend on the day of report, estimated together.
//!
//! **Question.** How many cases of each recent event step are still to be reported, if the curve does not jump, and if reports of
//! today come about as fast as those of last week on such a weekday?
//!
//! **Equation in words.** Every event step has an expected count; its logarithm follows a growth rate that changes slowly, with
//! scatter around it. Every case not yet known becomes known in the next step with a probability, the hazard, that depends on how
//! long it has waited, on the report step (its weekday, a trend, a slow drift around it, and its own luck), and, slowly, on the event step.
//! What is not known yet is the expected count times the chance to have waited until now.
//!
//! **In symbols.** n(t,d) ~ Poisson(λ(t) · h(t,d) · Π_{j<d} (1 − h(t,j))), logit h(t,d) = γ(d) + b(t+d) + c(t), h(t,D) = 1.
//! log λ = level + Σ growth + scatter, with first-order autoregressive growth.
//! γ is a random walk along the delay, c one with a knot every five event steps.
//! b = random walk + trend + weekday + Student-t scatter (2 degrees of freedom) + one jump, if the counts speak for it.
//! Cases to come ~ Poisson(λ(t) · Π_{j≤now−t} (1 − h(t,j))).
//!
//! **Estimation.** For given scales of change the posterior is taken for normal around its mode (Laplace), found by Newton's method
//! with the expected information, which is diagonal but for one direction an event step. Scales are weighted by their evidence on
//! a lattice (`scales.rs`), and draws from the mixture give the counts to come. Counts weigh two thirds against the prior, because
//! reports come in bundles.
//!
//! **Source.** The hazard model of Höhle M., an der Heiden M., Biometrics 2014;70:993–1002, doi:10.1111/biom.12194, with report-day effects
//! after Günther F. et al., Biometrical Journal 2021;63:490–502, doi:10.1002/bimj.202000112; there by MCMC. Smooth curves after McGough
//! S.F. et al., PLoS Comput Biol 2020;16:e1007735, doi:10.1371/journal.pcbi.1007735. Laplace approximation over hyperparameters after Rue H. et
//! al., J R Stat Soc B 2009;71:319–392, doi:10.1111/j.1467-9868.2008.00700.x. Scales and weights are ours, chosen as defensible priors and held
//! against simulated epidemics; the STEC list of 2011 took part in choosing the prior's shape, so that figures on it are not those of an unseen
//! outbreak.
//!
//! **Units.** Steps of a day or a week; hazards are probabilities a step. Weekly data have no weekday.
//!
//! **Assumptions.** See the module above; besides, what the report step and the event step do to delays adds up on the logit scale.
//!
//! **Not for** streams in which nearly nothing is known of the last steps and nothing changes slowly: intervals are then as wide as they
//! should be, and useless.

mod draw;
mod layout;
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
