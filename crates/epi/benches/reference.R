# Seconds that the R packages take for the work of `cargo bench -p epi`, one line each: name, tab, seconds per unit.
# Nothing is printed for a package that is not installed. Started by `cargo xtask bench --only epi-speed`.

has <- function(package) suppressWarnings(suppressMessages(requireNamespace(package, quietly = TRUE)))
report <- function(name, seconds) cat(sprintf("%s\t%.9g\n", name, seconds))

# Fastest of a few runs, divided by the units in a run.
timed <- function(units, runs, work) {
  times <- vapply(seq_len(runs), function(run) system.time(suppressWarnings(work()))[["user.self"]], numeric(1))
  min(times) / units
}

# The benches' series without randomness: a yearly wave.
seasonal <- function(per_year, points, level) {
  t <- seq_len(points) - 1
  noise <- (t * 7919) %% 101 / 101
  floor(level * (1 + 0.5 * cos(2 * pi * t / per_year)) * (0.5 + noise))
}

if (has("surveillance")) {
  weeks <- surveillance::sts(observed = seasonal(52, 520, 20), frequency = 52, start = c(2004, 1))
  flexible <- list(range = 421:520, b = 5, w = 3, noPeriods = 10, thresholdMethod = "nbPlugin", verbose = FALSE)
  report("farrington_flexible", timed(100, 2, function() surveillance::farringtonFlexible(weeks, flexible)))
  classic <- list(range = 421:520, b = 5, w = 3)
  report("farrington", timed(100, 2, function() surveillance::farrington(weeks, classic)))
  days <- surveillance::sts(observed = seasonal(365, 3000, 10), frequency = 365, start = c(2004, 1))
  report("ears", timed(1000, 3, function() surveillance::earsC(days, list(range = 2001:3000, method = "C1"))))
  e <- new.env()
  utils::data("husO104Hosp", package = "surveillance", envir = e)
  hospital <- e$husO104Hosp
  hospital <- hospital[!is.na(hospital$dHosp) & !is.na(hospital$dReport), ]
  now <- as.Date("2011-06-02")
  work <- function() surveillance::nowcast(
    now = now, when = seq(as.Date("2011-05-12"), now, by = "1 day"), data = hospital,
    dEventCol = "dHosp", dReportCol = "dReport", aggregate.by = "1 day", D = 15, method = "bayes.notrunc",
    control = list(
      dRange = as.Date(c("2011-05-01", "2011-06-02")), N.tInf.max = 400, nSamples = 1e3,
      N.tInf.prior = structure("poisgamma", mean.lambda = 50, var.lambda = 3000)
    )
  )
  invisible(utils::capture.output(seconds <- timed(1, 2, function() suppressMessages(work()))))
  report("nowcast", seconds)
}

if (has("EpiEstim")) {
  day <- 0:99
  cases <- (2 * 35 * ((day * 7919) %% 31) + 15) %/% 31
  starts <- 2:94
  windows <- list(t_start = starts, t_end = starts + 6, mean_si = 5.1, std_si = 2.8)
  parametric <- EpiEstim::make_config(windows)
  work <- function() EpiEstim::estimate_R(cases, method = "parametric_si", config = parametric)
  invisible(utils::capture.output(seconds <- timed(5, 2, function() for (i in 1:5) suppressMessages(work()))))
  report("cori", seconds)
  uncertain <- EpiEstim::make_config(c(windows, list(
    std_mean_si = 0.6, min_mean_si = 3.3, max_mean_si = 6.9, std_std_si = 0.4, min_std_si = 1.6, max_std_si = 4,
    n1 = 100, n2 = 100, seed = 1
  )))
  work <- function() EpiEstim::estimate_R(cases, method = "uncertain_si", config = uncertain)
  invisible(utils::capture.output(seconds <- timed(1, 2, function() suppressMessages(work()))))
  report("cori_uncertain", seconds)
}
