//! CPU time of a nowcast on one core: `cargo bench -p epi --bench nowcast`.

mod cpu_time;
#[path = "../tests/nowcast_data.rs"]
#[allow(dead_code)]
mod nowcast_data;

use std::hint::black_box;

use cpu_time::CpuTime;
use criterion::{Criterion, criterion_group, criterion_main};
use epi::nowcast::{NowcastMethod, NowcastSettings, nowcast};
use nowcast_data::{DELAY_MAX, Epidemic, PATTERNS, day, simulate};

/// The STEC outbreak as known on three days, and a simulated epidemic of 67 days.
fn nowcasts(c: &mut Criterion<CpuTime>) {
    let stec = Epidemic::stec();
    let mut triangles: Vec<(String, _)> = ["2011-05-28", "2011-06-02", "2011-06-14"]
        .into_iter()
        .map(|now| {
            (
                format!("STEC O104 on {now}"),
                stec.triangle(day(now), DELAY_MAX),
            )
        })
        .collect();
    let simulated = simulate(PATTERNS[0], 1).triangle(66, DELAY_MAX);
    triangles.push(("67 simulated days".to_owned(), simulated));
    for method in NowcastMethod::ALL {
        let settings = NowcastSettings {
            method,
            ..NowcastSettings::default()
        };
        for (name, triangle) in &triangles {
            c.bench_function(&format!("nowcast/{method}, {name}"), |b| {
                b.iter(|| nowcast(black_box(triangle), &settings))
            });
        }
    }
}

criterion_group! {
    name = benches;
    config = cpu_time::criterion().sample_size(20);
    targets = nowcasts
}
criterion_main!(benches);
