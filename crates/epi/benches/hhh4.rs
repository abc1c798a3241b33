//! CPU time of endemic–epidemic fits on one core: `cargo bench -p epi --bench hhh4`.

mod cpu_time;

use std::hint::black_box;

use cpu_time::CpuTime;
use criterion::{Criterion, criterion_group, criterion_main};
use epi::hhh4::{Family, Hhh4, Level, Predictor, Timing, Weights};
use epi::{CountSeries, Step};

/// Ten years of weeks with a season, without randomness.
fn weeks(unit: usize) -> CountSeries {
    let count = |t: usize| {
        let wave = 1.0 + 0.5 * (t as f64 * std::f64::consts::TAU / 52.0).cos();
        // Two weeks alike, so that counts depend on those before, with a heavy tail.
        let noise = ((t / 2 + 31 * unit) * 7919 % 101) as f64 / 101.0;
        ((2 + unit % 5) as f64 * wave * noise / (1.05 - noise)) as u32
    };
    CountSeries::complete(0, Step::Week, &(0..520).map(count).collect::<Vec<_>>())
}

fn fits(c: &mut Criterion<CpuTime>) {
    let one = [weeks(0)];
    let single = Hhh4::seasonal(1, Family::NegBin1);
    assert!(single.fit(&one).unwrap().has_converged());
    c.bench_function("hhh4/one series of 520 weeks", |b| {
        b.iter(|| single.fit(black_box(&one)))
    });

    let units: Vec<CountSeries> = (0..20).map(weeks).collect();
    let ring: Vec<(usize, usize)> = (0..20).map(|unit| (unit, (unit + 1) % 20)).collect();
    let panel = Hhh4 {
        endemic: Predictor {
            level: Level::PerUnit,
            harmonics: 1,
            ..Predictor::default()
        },
        autoregressive: Some(Predictor::default()),
        neighbourhood: Some((
            Predictor::default(),
            Weights::neighbours(20, &ring).unwrap().normalised(),
        )),
        family: Family::NegBin1,
        timing: Timing::default(),
    };
    c.bench_function("hhh4/20 units of 520 weeks with neighbours", |b| {
        b.iter(|| panel.fit(black_box(&units)))
    });
    let fit = single.fit(&one).unwrap();
    c.bench_function("hhh4/forecast with 95 % quantile", |b| {
        b.iter(|| fit.forecast(black_box(&one), 520).unwrap()[0].quantile(0.95))
    });
}

criterion_group! {
    name = benches;
    config = cpu_time::criterion().sample_size(10);
    targets = fits
}
criterion_main!(benches);
