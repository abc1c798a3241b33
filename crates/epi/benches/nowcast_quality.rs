//! How good are nowcasts? A Markdown table on standard output: `cargo bench -p epi --bench nowcast_quality`.

#[path = "../tests/nowcast_data.rs"]
#[allow(dead_code)]
mod nowcast_data;

use epi::nowcast::{NowcastMethod, NowcastSettings, nowcast};
use epi::score::{Score, ScoreSummary};
use nowcast_data::{Epidemic, PATTERNS, PRESENTS, day, simulate};

fn row(name: &str, s: &[Vec<Score>]) {
    let m = ScoreSummary::of(s.iter().flatten()).unwrap();
    println!("| {name} | {} | {:.2} | {:.1} | {:.2} |", m.count, m.mean_absolute_error, 100.*m.coverage, m.wis);
}
fn main() {
    let stec = Epidemic::stec();
    let settings = |method| NowcastSettings { method, ..NowcastSettings::default() };
    for (from, to) in [("2011-05-24","2011-06-14"), ("2011-05-26","2011-06-10"),("2011-05-28","2011-06-12"), ("2011-06-02","2011-07-04"), ("2011-05-30","2011-06-15")] {
        for ages in [0..=13, 1..=14, 3..=12] {
            println!("{from} {to} {ages:?}");
            for method in NowcastMethod::ALL {
                let t = std::time::Instant::now();
                let mut all = vec![];
                for now in day(from)..=day(to) {
                    let triangle = stec.triangle(now, 15);
                    match nowcast(&triangle, &settings(method)) {
                        Ok(n) => all.push(stec.scores(&n, ages.clone())),
                        Err(e) => println!("{now} {e}"),
                    }
                }
                row(method.id(), &all);
                if std::env::var("T").is_ok() { println!("{:?}", t.elapsed() / all.len() as u32); }
            }
        }
    }
    if std::env::var("H").is_ok() { return; }
    for pattern in PATTERNS {
        for method in NowcastMethod::ALL {
            let mut all = vec![];
            for seed in 0..20 {
                let e = simulate(pattern, seed);
                for now in PRESENTS {
                    match nowcast(&e.triangle(now, 15), &settings(method)) {
                        Ok(n) => all.push(e.scores(&n, 0..=13)),
                        Err(e) => println!("{now} {e}"),
                    }
                }
            }
            row(&format!("{} {}", pattern.name, method.id()), &all);
        }
    }
}
