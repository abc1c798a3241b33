//! CPU time of reproduction numbers on one core: `cargo bench -p epi --bench rt`.
//!
//! Every time is for a whole series of 100 days.

mod cpu_time;

use std::hint::black_box;

use cpu_time::CpuTime;
use criterion::{Criterion, criterion_group, criterion_main};
use epi::rt::{
    DailySettings, Incidence, Prior, Reporting, RtSettings, SerialInterval,
    UncertainSerialInterval, WindowQuantiles, analyse, cori, cori_uncertain, daily,
    wallinga_teunis,
};

/// A hundred days of about `level` cases without randomness.
fn hundred_days(level: u32) -> Incidence {
    let count = |day: u32| (2 * level * (day * 7919 % 31) + 15) / 31;
    Incidence::local(&(0..100).map(count).collect::<Vec<_>>())
}

/// R in every 7-day window, at levels from a few cases a week to thousands a day.
fn windows(c: &mut Criterion<CpuTime>) {
    let interval = SerialInterval::discretised_gamma(5.1, 2.8, 30).unwrap();
    for level in [1, 5, 35, 2000] {
        let incidence = hundred_days(level);
        let estimate = || cori(black_box(&incidence), &interval, Prior::default(), 7);
        if level == 35 {
            c.bench_function("rt/cori, posteriors only", |b| b.iter(estimate));
        }
        let name = format!("rt/cori with 95 % intervals, about {level} a day");
        c.bench_function(&name, |b| {
            b.iter(|| {
                let mut ends = WindowQuantiles::new([0.025, 0.975]);
                let windows = estimate();
                let answered = windows.iter().flatten();
                answered.map(|window| ends.of(window)).collect::<Vec<_>>()
            })
        });
    }
    let incidence = hundred_days(35);
    let estimate = || wallinga_teunis(black_box(&incidence), &interval, 7);
    c.bench_function("rt/wallinga_teunis", |b| b.iter(estimate));
}

/// A hundred serial intervals, with mean, sd, median and 95 % interval of every window.
fn uncertain(c: &mut Criterion<CpuTime>) {
    let interval = UncertainSerialInterval::with_errors(5.1, 0.6, 2.8, 0.4);
    for level in [1, 35] {
        let incidence = hundred_days(level);
        let name = format!("rt/cori, uncertain serial interval, about {level} a day");
        c.bench_function(&name, |b| {
            b.iter(|| {
                let windows = cori_uncertain(
                    black_box(&incidence),
                    &interval,
                    Prior::default(),
                    7,
                    100,
                    1,
                )
                .unwrap();
                let all =
                    |r: &epi::rt::PooledRt| (r.mean(), r.sd(), r.quantiles(&[0.025, 0.5, 0.975]));
                windows.iter().flatten().map(all).collect::<Vec<_>>()
            })
        });
    }
}

/// R of every day, and everything in one call.
fn days(c: &mut Criterion<CpuTime>) {
    let interval = SerialInterval::discretised_gamma(5.1, 2.8, 30).unwrap();
    let incidence = hundred_days(35);
    let settings = DailySettings::default();
    c.bench_function("rt/daily", |b| {
        b.iter(|| {
            daily(
                black_box(&incidence),
                &interval,
                &Reporting::Complete,
                &settings,
            )
        })
    });
    let settings = RtSettings::new(5.1, 2.8);
    c.bench_function("rt/analyse", |b| {
        b.iter(|| analyse(black_box(&incidence), &settings))
    });
}

criterion_group! {
    name = benches;
    config = cpu_time::criterion();
    targets = windows, uncertain, days
}
criterion_main!(benches);
