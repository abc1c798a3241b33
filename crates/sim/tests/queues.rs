//! Queues: Erlang's formulas, and the queue played through.

use sim::random::Stream;
use sim::theory::queue::Queue;
use sim::theory::queue_simulation::{WhenFull, simulate};

use crate::vectors::{assert_close, number, section};

fn queues() -> Vec<(Queue, serde_json::Value)> {
    section("queue")
        .into_iter()
        .map(|row| {
            let queue = Queue {
                arrivals_per_day: number(&row, "arrivals_per_day"),
                service_days_mean: number(&row, "mean_service_days"),
                servers: number(&row, "servers") as u32,
            };
            (queue, row)
        })
        .collect()
}

#[test]
fn formulas_agree_with_the_reference() {
    for (queue, row) in queues() {
        let close = |got: f64, field: &str| assert_close(got, number(&row, field), 1e-9);
        close(queue.blocked().unwrap(), "erlang_B_block");
        close(queue.busy_mean().unwrap(), "mean_busy_loss_system");
        let waiting = queue.waiting().unwrap().unwrap();
        close(waiting.probability, "erlang_C_wait_prob");
        close(waiting.days_mean, "mean_wait_days");
        close(waiting.length_mean, "mean_queue");
        close(
            queue.waits_longer_than(0.5).unwrap().unwrap(),
            "p_wait_gt_half_day",
        );
    }
}

#[test]
fn the_queue_played_through_agrees_with_the_formulas() {
    const RUNS: u64 = 40;
    for (queue, row) in queues() {
        let mut values: [Vec<f64>; 4] = Default::default();
        for run in 0..RUNS {
            let days = 15_000.0 / queue.arrivals_per_day;
            let mut stream = Stream::named(1, "queue", run);
            let lost = simulate(&queue, WhenFull::Lost, 1.0, days, 0.5, &mut stream).unwrap();
            let waits = simulate(&queue, WhenFull::Wait, 1.0, days, 0.5, &mut stream).unwrap();
            let arrivals = waits.arrivals as f64;
            values[0].push(lost.found_full as f64 / lost.arrivals as f64);
            values[1].push(lost.busy_mean);
            values[2].push(waits.found_full as f64 / arrivals);
            values[3].push(waits.wait_days_sum / arrivals);
        }
        let fields = [
            "erlang_B_block",
            "mean_busy_loss_system",
            "erlang_C_wait_prob",
            "mean_wait_days",
        ];
        for (values, field) in values.iter().zip(fields) {
            within_four_standard_errors(values, number(&row, field));
        }
    }
}

#[track_caller]
fn within_four_standard_errors(values: &[f64], truth: f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values
        .iter()
        .map(|value| (value - mean).powi(2))
        .sum::<f64>()
        / (n - 1.0);
    assert_close(mean, truth, 4.0 * (variance / n).sqrt() + 1e-12);
}

#[test]
fn losses_do_not_depend_on_the_distribution_of_stays() {
    let queue = Queue {
        arrivals_per_day: 3.0,
        service_days_mean: 10.0,
        servers: 30,
    };
    let shares: Vec<f64> = (0..40)
        .map(|run| {
            let mut stream = Stream::named(2, "queue", run);
            let run = simulate(&queue, WhenFull::Lost, 4.0, 10_000.0, 0.5, &mut stream).unwrap();
            run.found_full as f64 / run.arrivals as f64
        })
        .collect();
    within_four_standard_errors(&shares, queue.blocked().unwrap());
}

#[test]
fn a_queue_with_too_few_servers_grows_without_end() {
    let queue = Queue {
        arrivals_per_day: 10.0,
        service_days_mean: 1.0,
        servers: 10,
    };
    assert_eq!(queue.waiting(), Ok(None));
    let enough = queue.servers_for_blocked(0.01).unwrap();
    let with = |servers| Queue { servers, ..queue }.blocked().unwrap();
    assert!(with(enough) <= 0.01 && with(enough - 1) > 0.01);
}
