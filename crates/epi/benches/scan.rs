//! CPU time of scan statistics on one core: `cargo bench -p epi --bench scan`.
//!
//! 400 places and 112 days, about 1200 cases of which some are a cluster; each time is for a whole scan with 999
//! replications, on a rayon pool of one thread.

mod cpu_time;

use std::hint::black_box;
use std::time::Duration;

use cpu_time::CpuTime;
use criterion::{Criterion, criterion_group, criterion_main};
use epi::scan::{
    CaseCount, Model, Monitoring, PersonsAtRisk, Place, Position, ScanInput, ScanSettings, SpanMax,
    scan,
};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

const PLACES: usize = 400;
const DAYS: i32 = 112;

/// Towns of different sizes at random on a square of 200 km, and a doubled risk in one corner in the last two weeks.
fn map(cases: usize) -> ScanInput {
    let mut random = Pcg64Mcg::seed_from_u64(7);
    let mut input = ScanInput::default();
    let mut sizes = Vec::new();
    for id in 0..PLACES {
        let (x, y) = (
            random.random_range(0.0..200.0),
            random.random_range(0.0..200.0),
        );
        let id = format!("{id:03}");
        input.places.push(Place {
            id: id.clone(),
            position: Position::Plane { x, y },
        });
        sizes.push(random.random_range(2_000.0..20_000.0_f64).round());
        input.populations.push(PersonsAtRisk {
            place: id,
            day: 0,
            persons: *sizes.last().unwrap(),
            stratum: String::new(),
        });
    }
    while input.cases.len() < cases {
        let (place, day) = (random.random_range(0..PLACES), random.random_range(0..DAYS));
        let Position::Plane { x, y } = input.places[place].position else {
            continue;
        };
        let risk = if x + y < 80.0 && day >= DAYS - 14 {
            1.0
        } else {
            0.5
        };
        if random.random::<f64>() < risk * sizes[place] / 20_000.0 {
            input.cases.push(CaseCount {
                place: input.places[place].id.clone(),
                day,
                count: 1,
                stratum: String::new(),
            });
        }
    }
    input
}

fn scans(c: &mut Criterion<CpuTime>) {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    let mut group = c.benchmark_group("scan");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(6))
        .warm_up_time(Duration::from_secs(1));
    let poisson = map(1200);
    let mut permutation = poisson.clone();
    permutation.populations.clear();
    for (model, input) in [
        (Model::Poisson, &poisson),
        (Model::Permutation, &permutation),
    ] {
        let kinds = [
            (
                "prospective, half the period",
                Monitoring::Prospective,
                SpanMax::Share(0.5),
            ),
            (
                "retrospective, 14 days",
                Monitoring::Retrospective,
                SpanMax::Units(14),
            ),
        ];
        for (kind, monitoring, span_max) in kinds {
            let settings = ScanSettings {
                model,
                monitoring,
                span_max,
                first_day: Some(0),
                last_day: Some(DAYS - 1),
                ..ScanSettings::default()
            };
            let name = format!("{model:?}, {kind}");
            group.bench_function(name, |b| {
                b.iter(|| pool.install(|| black_box(scan(black_box(input), &settings).unwrap())))
            });
        }
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = cpu_time::criterion();
    targets = scans
}
criterion_main!(benches);
