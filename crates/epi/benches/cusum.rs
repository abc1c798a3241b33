//! CPU time of the CUSUM family on one core: `cargo bench -p epi --bench cusum`.
//!
//! Every benchmark judges 300 weeks after a baseline of 104.

mod cpu_time;

use std::hint::black_box;

use cpu_time::CpuTime;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use epi::{CountSeries, DetectorSpec, Method, Step};

/// A seasonal series without randomness.
fn weeks() -> CountSeries {
    let count = |t: usize| {
        let wave = 1.0 + 0.5 * (t as f64 * std::f64::consts::TAU / 52.0).cos();
        (20.0 * wave * (0.5 + (t * 7919 % 101) as f64 / 101.0)) as u32
    };
    CountSeries::complete(0, Step::Week, &(0..404).map(count).collect::<Vec<_>>())
}

fn charts(c: &mut Criterion<CpuTime>) {
    let series = weeks();
    let glr = || DetectorSpec::new(Method::GlrCusum);
    let mut group = c.benchmark_group("cusum");
    group.throughput(Throughput::Elements(300));
    for (name, spec) in [
        ("cusum", Ok(DetectorSpec::new(Method::Cusum))),
        ("outbreak_p", Ok(DetectorSpec::new(Method::OutbreakP))),
        ("glr, negative binomial", Ok(glr())),
        ("glr, Poisson", glr().set("family", "poisson")),
        ("glr, decrease", glr().set("direction", "decrease")),
        ("glr, epidemic", glr().set("change", "epidemic")),
        ("glr, known change", glr().set("kappa", 0.4)),
        (
            "glr, as surveillance",
            glr().set("compat", "surveillance_1_20"),
        ),
    ] {
        let detector = spec.unwrap().build().unwrap();
        let judge = || detector.assess_range(black_box(&series), 104..404);
        assert!(judge().iter().all(Result::is_ok));
        group.bench_function(name, |b| b.iter(|| black_box(judge())));
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = cpu_time::criterion();
    targets = charts
}
criterion_main!(benches);
