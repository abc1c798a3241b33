"""Seconds that epyestim takes for the work of `cargo bench -p epi`: name, tab, seconds per unit.

Nothing is printed when it is not installed. Started by `cargo xtask bench --only epi-speed`.
"""
import sys
import time

try:
    import pandas
    from epyestim.distributions import discretise_gamma
    from epyestim.estimate_r import estimate_r
except ImportError:
    sys.exit(0)

cases = pandas.Series(
    [(2 * 35 * (day * 7919 % 31) + 15) // 31 for day in range(100)],
    index=pandas.date_range("2020-01-01", periods=100),
    dtype=float,
)
shape, scale = (5.1 / 2.8) ** 2, 2.8**2 / 5.1
interval = discretise_gamma(shape, scale, 0)

best = float("inf")
for _ in range(5):
    begun = time.process_time()
    estimate_r(cases, interval, 1.0, 5.0, window_size=7)
    best = min(best, time.process_time() - begun)
print(f"cori\t{best:.9g}")
