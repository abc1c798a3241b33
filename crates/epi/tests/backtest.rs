//! The replay, counted by hand and against itself.

use epi::backtest::{Event, LabelledSeries, Share, backtest, sweep};
use epi::{CountSeries, DetectorSpec, Method, Step};

fn fixed_value(threshold: i64) -> DetectorSpec {
    DetectorSpec::new(Method::FixedValue)
        .set("threshold", threshold)
        .unwrap()
}

/// Ten days: one lone case on day 1, an outbreak on days 4–6, a day not reported.
fn by_hand() -> LabelledSeries {
    let mut series = CountSeries::complete(100, Step::Day, &[0, 3, 0, 0, 1, 5, 4, 0, 0, 0]);
    series.observed[8] = None;
    LabelledSeries {
        series,
        events: vec![Event {
            first_day: 104,
            last_day: 106,
            recognised_day: Some(107),
        }],
    }
}

#[test]
fn every_measure_counted_by_hand() {
    let result = backtest(&*fixed_value(3).build().unwrap(), &[by_hand()], |series| {
        0..series.len()
    });
    assert_eq!(result.unanswered_count, 1);
    assert_eq!(result.alarms, Share { hits: 3, of: 9 });
    assert_eq!(result.false_alarms, Share { hits: 1, of: 6 });
    assert_eq!(result.positive_predictive_value, Share { hits: 2, of: 3 });
    assert_eq!(result.sensitivity, Share { hits: 2, of: 3 });
    assert_eq!(result.detection, Share { hits: 1, of: 1 });
    assert_eq!(
        (result.delay_days_mean(), result.lead_days_mean()),
        (Some(1.0), Some(2.0))
    );
    assert!((result.alarms_per_week().unwrap() - 3.0 / 9.0 * 7.0).abs() < 1e-12);
}

#[test]
fn nothing_answered_is_nothing_measured() {
    let detector = DetectorSpec::new(Method::FarringtonFlexible)
        .build()
        .unwrap();
    let result = backtest(&*detector, &[by_hand()], |series| 0..series.len());
    assert_eq!(result.unanswered_count, 10);
    assert_eq!(result.detection, Share { hits: 0, of: 0 });
    assert_eq!(
        (
            result.detection.proportion(),
            result.alarms_per_week(),
            result.delay_days_mean()
        ),
        (None, None, None)
    );
}

#[test]
fn a_sweep_finds_more_alarms_at_lower_thresholds_and_series_add_up() {
    let panel = [by_hand(), by_hand()];
    let specs: Vec<DetectorSpec> = (1..=6).map(fixed_value).collect();
    let results = sweep(&specs, &panel, |series| 0..series.len()).unwrap();
    assert!(
        results
            .windows(2)
            .all(|pair| pair[0].alarms.hits >= pair[1].alarms.hits)
    );
    let one = sweep(&specs, &panel[..1], |series| 0..series.len()).unwrap();
    for (both, one) in results.iter().zip(one) {
        assert_eq!(
            both.alarms,
            Share {
                hits: 2 * one.alarms.hits,
                of: 2 * one.alarms.of
            }
        );
        assert_eq!(both.delays_days.len(), 2 * one.delays_days.len());
    }
}

#[test]
fn a_known_outbreak_in_a_quiet_seasonal_series_is_seen_at_once() {
    let wave =
        |week: usize| 20.0 * (1.0 + 0.4 * (week as f64 * std::f64::consts::TAU / 52.0).cos());
    let mut counts: Vec<u32> = (0..400)
        .map(|week| wave(week) as u32 + (week * 7919 % 5) as u32)
        .collect();
    (380..384).for_each(|week| counts[week] *= 3);
    let series = CountSeries::complete(0, Step::Week, &counts);
    let event = Event {
        first_day: series.day(380),
        last_day: series.day(384) - 1,
        recognised_day: None,
    };
    let panel = [LabelledSeries {
        series,
        events: vec![event],
    }];
    let detector = DetectorSpec::new(Method::FarringtonFlexible)
        .build()
        .unwrap();
    let result = backtest(&*detector, &panel, |series| 300..series.len());
    assert_eq!(
        (result.detection, result.delays_days),
        (Share { hits: 1, of: 1 }, vec![0])
    );
    assert!(result.false_alarms.proportion().unwrap() < 0.03);
    assert_eq!(result.sensitivity, Share { hits: 4, of: 4 });
}
