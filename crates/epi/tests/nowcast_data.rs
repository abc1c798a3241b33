//! Line lists to nowcast: the German STEC O104 outbreak of 2011, and simulated epidemics whose end is known.

use epi::Step;
use epi::nowcast::{Nowcast, Report, ReportingTriangle, TriangleFrame};
use epi::score::Score;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde_json::Value;

/// The reference file.
pub fn reference() -> Value {
    let path = format!(
        "{}/tests/reference/nowcast.json",
        env!("CARGO_MANIFEST_DIR")
    );
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Days since 1970-01-01 of a day of 2011, `"2011-MM-DD"`.
pub fn day(date: &str) -> i32 {
    const BEFORE_MONTH: [i32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    const NEW_YEAR_2011: i32 = 14_975;
    let number = |range| {
        date.get(range)
            .and_then(|text: &str| text.parse::<i32>().ok())
    };
    assert_eq!(number(0..4), Some(2011));
    NEW_YEAR_2011 + BEFORE_MONTH[number(5..7).unwrap() as usize - 1] + number(8..10).unwrap() - 1
}

/// Reports with the final counts of every event day.
pub struct Epidemic {
    pub start: i32,
    pub reports: Vec<Report>,
}

impl Epidemic {
    /// HUS cases by day of admission and day the admission became known; delays above 15 days stand as 15 in the list.
    pub fn stec() -> Self {
        let file = reference();
        let list = &file["series"]["husO104"];
        let days = |field: &str| -> Vec<i32> {
            let dates = list[field].as_array().unwrap().iter();
            dates.map(|date| day(date.as_str().unwrap())).collect()
        };
        let reports = days("event").into_iter().zip(days("report"));
        Self {
            start: day("2011-05-01"),
            reports: reports
                .map(|(event_day, report_day)| Report {
                    event_day,
                    report_day,
                    count: 1,
                })
                .collect(),
        }
    }

    /// A list of `line_lists.csv`: `mers`, by onset and report, or `h7n9`, by onset and admission.
    pub fn listed(name: &str) -> Self {
        let path = format!(
            "{}/tests/reference/line_lists.csv",
            env!("CARGO_MANIFEST_DIR")
        );
        let file = std::fs::read_to_string(path).unwrap();
        let of_list = |line: &str| {
            let fields: Vec<&str> = line.split(',').collect();
            (fields[0] == name).then(|| Report {
                event_day: fields[1].parse().unwrap(),
                report_day: fields[2].parse().unwrap(),
                count: fields[3].parse().unwrap(),
            })
        };
        let reports: Vec<Report> = file.lines().skip(1).filter_map(of_list).collect();
        let start = reports.iter().map(|report| report.event_day).min();
        Self {
            start: start.unwrap(),
            reports,
        }
    }

    /// What was known on the day `now`.
    pub fn triangle(&self, now: i32, delay_max: usize) -> ReportingTriangle {
        let frame = TriangleFrame {
            start: self.start,
            now,
            step: Step::Day,
            delay_max,
        };
        ReportingTriangle::from_reports(self.reports.iter().copied(), frame).unwrap()
    }

    /// Cases of an event day in the end.
    pub fn final_count(&self, event_day: i32) -> u64 {
        let of_day = self
            .reports
            .iter()
            .filter(|report| report.event_day == event_day);
        of_day.map(|report| u64::from(report.count)).sum()
    }

    /// The scores of a nowcast's event days that lie `ages` days before its present; days without an answer are left out.
    pub fn scores(&self, nowcast: &Nowcast, ages: std::ops::RangeInclusive<usize>) -> Vec<Score> {
        let score = |age: usize| {
            let point = &nowcast.points[nowcast.points.len().checked_sub(age + 1)?];
            let estimate = point.estimate.as_ref()?;
            let quantiles: Vec<(f64, f64)> = nowcast
                .levels
                .iter()
                .zip(&estimate.quantiles)
                .map(|(&level, &value)| (level, value as f64))
                .collect();
            let truth = self.final_count(point.day) as f64;
            Score::new(estimate.median as f64, &quantiles, truth)
        };
        ages.filter_map(score).collect()
    }
}

/// How a simulated epidemic goes and is reported.
#[derive(Debug, Clone, Copy)]
pub struct Pattern {
    pub name: &'static str,
    /// Expected cases at the peak, a day.
    peak: f64,
    /// Variance of daily counts over their mean, at the peak.
    dispersion: f64,
    /// Change of the logit of the hazard a report day.
    drift: f64,
    /// Change of the logit on Saturdays and Sundays.
    weekend: f64,
    /// Sd of the logit between report days.
    batch: f64,
    /// Share of days on which nothing is sent on; the next open day sends it.
    closed: f64,
    /// Change of the logit from day 45 on.
    turn: f64,
    /// Change of the logit for cases of day 40 and later, reached evenly over the ten days before.
    cohort: f64,
    /// Change of the logit on the seven days of a holiday, from day 28 on.
    holiday: f64,
    /// Days before the first report is sent on; what waits until then comes at once.
    silent: i32,
    /// How fast the epidemic falls, as a share of how fast it rose.
    fall: f64,
    /// Logit of the hazard by delay on a usual day.
    hazard: fn(f64) -> f64,
}

const PLAIN: Pattern = Pattern {
    name: "plain",
    peak: 60.0,
    dispersion: 1.0,
    drift: 0.0,
    weekend: 0.0,
    batch: 0.0,
    closed: 0.0,
    turn: 0.0,
    cohort: 0.0,
    holiday: 0.0,
    silent: 0,
    fall: 0.5,
    // Few reports at once, most within a week.
    hazard: |delay| -2.2 + 1.4 * (1.0 - (-delay / 2.0).exp()),
};

/// Delay patterns a nowcast meets in practice.
pub const PATTERNS: [Pattern; 9] = [
    PLAIN,
    Pattern {
        name: "few cases",
        peak: 4.0,
        ..PLAIN
    },
    Pattern {
        name: "scattered counts",
        dispersion: 4.0,
        ..PLAIN
    },
    Pattern {
        name: "weekends",
        weekend: -2.5,
        ..PLAIN
    },
    Pattern {
        name: "faster and faster",
        drift: 0.03,
        ..PLAIN
    },
    Pattern {
        name: "slower and slower",
        drift: -0.03,
        ..PLAIN
    },
    Pattern {
        name: "batches",
        batch: 1.0,
        ..PLAIN
    },
    Pattern {
        name: "closed days",
        closed: 0.2,
        batch: 0.3,
        ..PLAIN
    },
    Pattern {
        name: "sudden change",
        turn: 1.0,
        weekend: -1.0,
        dispersion: 2.0,
        ..PLAIN
    },
];

/// Harder patterns: delays that change with the day of the event, holidays, late discovery, other curves and other delays.
pub const CHALLENGES: [Pattern; 9] = [
    Pattern {
        name: "new cases first",
        cohort: 1.2,
        ..PLAIN
    },
    Pattern {
        name: "late discovery",
        silent: 26,
        drift: 0.02,
        batch: 0.3,
        ..PLAIN
    },
    Pattern {
        name: "sharp fall",
        fall: 2.0,
        dispersion: 2.0,
        ..PLAIN
    },
    Pattern {
        name: "holiday",
        holiday: -2.5,
        weekend: -1.0,
        ..PLAIN
    },
    Pattern {
        name: "steady",
        peak: 10.0,
        fall: 0.0,
        dispersion: 1.5,
        weekend: -1.0,
        ..PLAIN
    },
    Pattern {
        name: "discovery and speed",
        silent: 26,
        drift: 0.02,
        cohort: 0.8,
        fall: 1.0,
        batch: 0.5,
        dispersion: 2.0,
        ..PLAIN
    },
    Pattern {
        name: "long tail",
        hazard: |delay| -0.3 - 2.0 * (1.0 - (-delay / 2.0).exp()),
        weekend: -0.7,
        batch: 0.3,
        ..PLAIN
    },
    Pattern {
        name: "slow to begin",
        hazard: |delay| -4.0 + 3.3 * (1.0 - (-delay / 2.5).exp()),
        dispersion: 2.0,
        batch: 0.3,
        ..PLAIN
    },
    Pattern {
        name: "two channels",
        hazard: |delay| {
            -2.2 + 1.8 * (-0.5 * (delay - 2.0).powi(2)).exp() + 0.2 * (delay - 7.0).clamp(0.0, 5.0)
        },
        peak: 25.0,
        weekend: -1.0,
        ..PLAIN
    },
];

/// Longest delay of simulated reports, days.
pub const DELAY_MAX: usize = 15;

/// Presents at which a simulated epidemic is nowcast: in its rise, at its peak, in its fall, and near its end.
pub const PRESENTS: [i32; 4] = [32, 42, 52, 66];

/// An epidemic of 80 days around a peak about day 40.
pub fn simulate(pattern: Pattern, seed: u64) -> Epidemic {
    let mut rng = Pcg64Mcg::seed_from_u64(seed);
    let peak_day = 36.0 + 8.0 * rng.random::<f64>();
    let growth = 0.08 + 0.1 * rng.random::<f64>();
    let speed: Vec<f64> = (0..100)
        .map(|day| {
            let weekend = if day % 7 >= 5 { pattern.weekend } else { 0.0 };
            let turn = if day >= 45 { pattern.turn } else { 0.0 };
            let drift = pattern.drift * (f64::from(day) - 40.0);
            let holiday = if (28..35).contains(&day) {
                pattern.holiday
            } else {
                0.0
            };
            weekend + turn + drift + holiday + pattern.batch * normal(&mut rng)
        })
        .collect();
    let closed: Vec<bool> = (0..100)
        .map(|_| rng.random::<f64>() < pattern.closed)
        .collect();
    let opens = |day: i32| {
        (day.max(pattern.silent)..).find(|&day| !closed.get(day as usize).copied().unwrap_or(false))
    };
    let mut reports = Vec::new();
    for event_day in 0..80 {
        let since_peak = f64::from(event_day) - peak_day;
        let rate = if since_peak < 0.0 {
            growth
        } else {
            -pattern.fall * growth
        };
        let shape = (rate * since_peak).exp();
        let mut mean = pattern.peak * 2.0 * shape / (1.0 + shape);
        if pattern.dispersion > 1.0 {
            let sd = ((pattern.dispersion - 1.0) / pattern.peak).ln_1p().sqrt();
            mean *= (sd * normal(&mut rng) - 0.5 * sd * sd).exp();
        }
        let cohort = pattern.cohort * (f64::from(event_day - 30) / 10.0).clamp(0.0, 1.0);
        let mut left = poisson(mean, &mut rng);
        for delay in 0..=DELAY_MAX {
            let report_day = event_day + delay as i32;
            let logit = (pattern.hazard)(delay as f64) + cohort + speed[report_day as usize];
            let hazard = if delay == DELAY_MAX {
                1.0
            } else {
                1.0 / (1.0 + (-logit).exp())
            };
            let count = (0..left).filter(|_| rng.random::<f64>() < hazard).count() as u32;
            left -= count;
            reports.push(Report {
                event_day,
                report_day: opens(report_day).unwrap_or(report_day),
                count,
            });
        }
    }
    Epidemic { start: 0, reports }
}

fn normal(rng: &mut Pcg64Mcg) -> f64 {
    let radius = (-2.0 * (1.0 - rng.random::<f64>()).ln()).sqrt();
    radius * (std::f64::consts::TAU * rng.random::<f64>()).cos()
}

/// A Poisson count by inversion.
fn poisson(mean: f64, rng: &mut Pcg64Mcg) -> u32 {
    let (mut term, mut count) = ((-mean).exp(), 0);
    let mut left = rng.random::<f64>() - term;
    while left > 0.0 && count < 10_000 {
        count += 1;
        term *= mean / f64::from(count);
        left -= term;
    }
    count
}
