//! Random numbers: the same for the same name, different for another, and of the right distribution.

use sim::random::{Key, Stream};

use crate::vectors::assert_close;

#[test]
fn the_same_name_gives_the_same_numbers_and_another_name_others() {
    let take = |seed, purpose, index| {
        let mut stream = Stream::named(seed, purpose, index);
        [stream.bits(), stream.bits(), stream.bits()]
    };
    assert_eq!(take(1, "contacts", 7), take(1, "contacts", 7));
    let others = [
        take(2, "contacts", 7),
        take(1, "imports", 7),
        take(1, "contacts", 8),
    ];
    for other in others {
        assert!(
            !other
                .iter()
                .any(|bits| take(1, "contacts", 7).contains(bits))
        );
    }
    // Written down so that a change of the generator, which changes every result, does not go unnoticed.
    assert_eq!(
        Key::named(1, "contacts").of(2).bits(3),
        11_969_789_497_390_959_570
    );
}

#[test]
fn neighbouring_counters_and_keys_are_independent() {
    // Pearson's correlation of 10⁶ pairs is normal with standard deviation 0.001.
    let key = Key::named(3, "test");
    let pairs: [&dyn Fn(u64) -> (f64, f64); 3] = [
        &|n| (key.uniform(n), key.uniform(n + 1)),
        &|n| (key.of(n).uniform(0), key.of(n + 1).uniform(0)),
        &|n| (key.of(n).of(1).uniform(0), key.of(n).of(2).uniform(0)),
    ];
    for pair in pairs {
        let sum: f64 = (0..1_000_000)
            .map(|n| {
                let (a, b) = pair(n);
                (a - 0.5) * (b - 0.5) * 12.0
            })
            .sum();
        assert_close(sum / 1e6, 0.0, 0.004);
    }
}

/// Mean and variance of many draws.
fn moments(mut draw: impl FnMut() -> f64) -> (f64, f64) {
    const DRAWS: usize = 200_000;
    let values: Vec<f64> = (0..DRAWS).map(|_| draw()).collect();
    let mean = values.iter().sum::<f64>() / DRAWS as f64;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / DRAWS as f64;
    (mean, variance)
}

#[test]
fn draws_have_the_mean_and_variance_of_their_distribution() {
    let mut stream = Stream::named(4, "draws", 0);
    let mut check = |draw: &dyn Fn(&mut Stream) -> f64, mean: f64, variance: f64| {
        let (got_mean, got_variance) = moments(|| draw(&mut stream));
        // Five standard errors of the mean; the variance within 4 %, which 200,000 draws of these shapes keep.
        assert_close(got_mean, mean, 5.0 * (variance / 200_000.0).sqrt());
        assert_close(got_variance, variance, 0.04 * variance);
    };
    check(&|s| s.exponential(3.0), 3.0, 9.0);
    check(&|s| s.normal(), 0.0, 1.0);
    check(&|s| s.gamma(0.5, 2.0), 2.0, 8.0);
    check(&|s| s.gamma(4.0, 2.0), 2.0, 1.0);
    for mean in [0.3, 9.0, 11.0, 4000.0] {
        check(&|s| s.poisson(mean) as f64, mean, mean);
    }
    for (n, p) in [
        (10, 0.3),
        (1000, 0.002),
        (1000, 0.4),
        (2_690_000, 0.3),
        (50, 0.9),
    ] {
        let mean = n as f64 * p;
        check(&|s| s.binomial(n, p) as f64, mean, mean * (1.0 - p));
    }
}

#[test]
fn binomial_counts_have_the_binomial_distribution() {
    // Chi-square against the exact probabilities of n = 40, p = 0.3, drawn by rejection.
    let mut stream = Stream::named(5, "binomial", 0);
    let mut counts = [0_u32; 41];
    for _ in 0..200_000 {
        counts[stream.binomial(40, 0.3) as usize] += 1;
    }
    let (mut term, mut chi, mut bins) = (0.7_f64.powi(40), 0.0, 0);
    for (k, &count) in counts.iter().enumerate() {
        let expected = 200_000.0 * term;
        if expected > 10.0 {
            chi += (f64::from(count) - expected).powi(2) / expected;
            bins += 1;
        }
        term *= (40 - k) as f64 / (k + 1) as f64 * 0.3 / 0.7;
    }
    // The 99.9 % point of chi-square with about 20 degrees of freedom is 45.
    assert!(bins > 15 && chi < 45.0, "{chi} in {bins} bins");
}

#[test]
fn impossible_draws_are_certain() {
    let mut stream = Stream::named(6, "edges", 0);
    assert_eq!(stream.binomial(0, 0.5), 0);
    assert_eq!(stream.binomial(9, 0.0), 0);
    assert_eq!(stream.binomial(9, 1.5), 9);
    assert_eq!(stream.poisson(0.0), 0);
    assert_eq!(stream.below(0), 0);
}
