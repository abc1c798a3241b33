//! CPU time of the detectors on one core: `cargo bench -p epi --bench detect`.
//!
//! Times are for a whole range; divide by the number of points named in the benchmark's title.

mod cpu_time;

use std::hint::black_box;

use cpu_time::CpuTime;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use epi::backtest::{LabelledSeries, backtest};
use epi::{CountSeries, DetectorSpec, Method, Step};

/// A seasonal series without randomness: about `level` cases a step with a yearly wave.
fn seasonal(step: Step, points: usize, level: f64) -> CountSeries {
    let count = |t: usize| {
        let year = 2.0 * std::f64::consts::PI * t as f64 / step.per_year() as f64;
        let noise = (t * 7919 % 101) as f64 / 101.0;
        (level * (1.0 + 0.5 * year.cos()) * (0.5 + noise)) as u32
    };
    CountSeries::complete(12_422, step, &(0..points).map(count).collect::<Vec<_>>())
}

fn detectors(c: &mut Criterion<CpuTime>) {
    let run = |c: &mut Criterion<CpuTime>,
               name: &str,
               spec: DetectorSpec,
               series: &CountSeries,
               points: usize| {
        let detector = spec.build().unwrap();
        let mut group = c.benchmark_group("detect");
        group.throughput(Throughput::Elements(points as u64));
        let range = series.len() - points..series.len();
        assert!(
            detector
                .assess_range(series, range.clone())
                .iter()
                .all(Result::is_ok)
        );
        group.bench_function(name, |b| {
            b.iter(|| black_box(detector.assess_range(black_box(series), range.clone())))
        });
        group.finish();
    };

    let days = seasonal(Step::Day, 3000, 10.0);
    for method in [
        Method::EarsC1,
        Method::EarsC2,
        Method::EarsC3,
        Method::FixedValue,
        Method::MovingPercentile,
    ] {
        run(c, method.id(), DetectorSpec::new(method), &days, 1000);
    }
    for level in [2.0, 20.0, 1000.0] {
        let weeks = seasonal(Step::Week, 520, level);
        let flexible = DetectorSpec::new(Method::FarringtonFlexible);
        run(
            c,
            &format!("farrington_flexible, about {level} a week"),
            flexible.clone(),
            &weeks,
            100,
        );
        let dual = DetectorSpec::new(Method::DualWindow);
        run(
            c,
            &format!("dual_window, about {level} a week"),
            dual,
            &weeks,
            100,
        );
        let classic_shape = flexible
            .set("seasons", 1)
            .and_then(|spec| spec.set("bound_method", "delta"))
            .unwrap();
        run(
            c,
            &format!("farrington_flexible one season, about {level} a week"),
            classic_shape,
            &weeks,
            100,
        );
        run(
            c,
            &format!("farrington, about {level} a week"),
            DetectorSpec::new(Method::Farrington),
            &weeks,
            100,
        );
    }
}

/// A year of weeks of a city, 134 townships × 40 diseases, a hundredth of it: multiply by 100.
fn city(c: &mut Criterion<CpuTime>) {
    let panel: Vec<LabelledSeries> = (0..54)
        .map(|series| LabelledSeries {
            series: seasonal(Step::Week, 340 + series % 7, 1.0 + series as f64),
            events: Vec::new(),
        })
        .collect();
    let one_thread = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    for method in [Method::FarringtonFlexible, Method::DualWindow] {
        let detector = DetectorSpec::new(method).build().unwrap();
        let year = |series: &CountSeries| series.len() - 52..series.len();
        let title = format!("backtest/a hundredth of a city year, {}", method.id());
        c.bench_function(&title, |b| {
            b.iter(|| one_thread.install(|| backtest(&*detector, &panel, year)))
        });
    }
}

criterion_group! {
    name = benches;
    config = cpu_time::criterion();
    targets = detectors, city
}
criterion_main!(benches);
