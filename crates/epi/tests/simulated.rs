//! Detectors on simulated quiet weeks: how often they alarm must be what their level says.

use epi::backtest::{LabelledSeries, backtest};
use epi::{CountSeries, DetectorSpec, Method, Step};
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

use crate::epidemics::poisson;
/// Forty series of 400 weeks without outbreaks, with a season and levels from 3 to 40 a week.
fn quiet_panel(seed: u64) -> Vec<LabelledSeries> {
    let mut rng = Pcg64Mcg::seed_from_u64(seed);
    (0..40)
        .map(|series| {
            let level = 3.0 * 13.0_f64.powf(f64::from(series) / 39.0);
            let mean = |week: u32| {
                level * (0.4 * (f64::from(week) * std::f64::consts::TAU / 52.0).cos()).exp()
            };
            let counts: Vec<u32> = (0..400)
                .map(|week| poisson(mean(week), &mut rng) as u32)
                .collect();
            LabelledSeries {
                series: CountSeries::complete(12_422, Step::Week, &counts),
                events: Vec::new(),
            }
        })
        .collect()
}

/// Share of quiet weeks with an alarm.
fn false_alarm_rate(spec: &DetectorSpec, seed: u64) -> f64 {
    let detector = spec.build().unwrap();
    let result = backtest(&*detector, &quiet_panel(seed), |series| 300..series.len());
    assert_eq!(result.unanswered_count, 0);
    result.false_alarms.proportion().unwrap()
}

#[test]
fn quiet_weeks_alarm_about_as_often_as_the_level_says() {
    let flexible = DetectorSpec::new(Method::FarringtonFlexible);
    for (spec, least, most) in [
        // Counts are whole numbers, so a level is kept from below; estimating means from five years costs some of it.
        (flexible.clone().set("alpha", 0.01).unwrap(), 0.004, 0.016),
        (flexible.set("alpha", 0.05).unwrap(), 0.025, 0.065),
        (
            DetectorSpec::new(Method::Bayes)
                .set("years", 2)
                .unwrap()
                .set("half_window", 2)
                .unwrap(),
            0.015,
            0.055,
        ),
        // Past blocks and current ones are alike: about 20 % reach the 80th percentile, and ties add to that.
        (DetectorSpec::new(Method::MovingPercentile), 0.18, 0.32),
    ] {
        // 4,000 weeks give a standard error of 0.2 % at 1 % and 0.6 % at 20 %; the seeds are neighbours.
        for seed in 20_130_401..20_130_404 {
            let rate = false_alarm_rate(&spec, seed);
            assert!(
                (least..most).contains(&rate),
                "{:?} seed {seed}: {rate}",
                spec.method()
            );
        }
    }
}
