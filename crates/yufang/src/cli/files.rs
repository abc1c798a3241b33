//! Options of the commands that work on a file and need no database.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use epi::Step;
use kernel::Day;

use crate::lang::Lang;

/// How a file of counts is read.
#[derive(Debug, Args)]
#[command(next_help_heading = "The file's columns")]
pub(crate) struct SeriesArgs {
    /// Column of the dates [default: recognised by its header, as date, week, 日期, 周]
    #[arg(long, value_name = "COLUMN", requires = "file")]
    pub(crate) date: Option<String>,
    /// Column of the counts [default: recognised by its header, as count, cases, 例数, 病例数]
    #[arg(long, alias = "column", value_name = "COLUMN", requires = "file")]
    pub(crate) count: Option<String>,
    /// Column that tells several series in one file apart, for example a district
    #[arg(long, value_name = "COLUMN", requires = "file")]
    pub(crate) by: Option<String>,
    /// Only rows whose cell in this column is VALUE; may be given several times
    #[arg(long = "where", value_name = "COLUMN=VALUE", requires = "file")]
    pub(crate) only: Vec<String>,
    /// Column of the persons at risk, for methods with a population offset
    #[arg(long, value_name = "COLUMN", requires = "file")]
    pub(crate) population: Option<String>,
    /// Distance between the points [default: seen from the dates]
    #[arg(long, value_enum, requires = "file")]
    pub(crate) step: Option<StepArg>,
    /// Dates without a row had no case; without this they were not reported, which is not the same
    #[arg(long, requires = "file")]
    pub(crate) gaps_are_zero: bool,
}

/// How results are shown.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct PrintArgs {
    /// Print one table as CSV instead of text
    #[arg(long, requires = "file")]
    pub(crate) csv: bool,
    /// Draw a figure into this SVG file
    #[arg(long, value_name = "FILE.svg", requires = "file")]
    pub(crate) chart: Option<PathBuf>,
    /// Show every row of the table, not only the telling ones
    #[arg(long, requires = "file")]
    pub(crate) all: bool,
    /// Language of texts and figures [default: that of the terminal, from LANG]
    #[arg(long, value_enum)]
    pub(crate) lang: Option<Lang>,
}

impl PrintArgs {
    /// The language asked for, or the terminal's.
    pub(crate) fn lang(&self) -> Lang {
        self.lang.unwrap_or_else(Lang::of_environment)
    }
}

/// Which detector, with which settings.
#[derive(Debug, Args)]
#[command(next_help_heading = "Method")]
pub(crate) struct MethodArgs {
    /// Method; `yufang detect --methods` lists them [default: the first of farrington_flexible, ears_c2 and others that has
    /// enough history]
    #[arg(long, value_name = "METHOD", requires = "file")]
    pub(crate) method: Option<String>,
    /// A setting that differs from its default; may be given several times
    #[arg(long, value_name = "KEY=VALUE", requires = "file")]
    pub(crate) set: Vec<String>,
}

/// Points of a series: one a day, a week or a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StepArg {
    /// One point a day
    Day,
    /// One point a week
    Week,
    /// One point a month
    Month,
}

impl From<StepArg> for Step {
    fn from(step: StepArg) -> Self {
        match step {
            StepArg::Day => Step::Day,
            StepArg::Week => Step::Week,
            StepArg::Month => Step::Month,
        }
    }
}

/// Questions about a file of counts or cases.
#[derive(Debug, Subcommand)]
pub(crate) enum Analyse {
    /// How many people does a case infect? The reproduction number R(t) from daily counts
    Rt(Rt),
    /// How many cases of the last days have happened, though not all are reported yet? From a line list
    Nowcast(Nowcast),
    /// Where and since when are there more cases than chance explains? Scan statistic over places and days
    Scan(Scan),
    /// What share of cases comes from outside, from earlier cases here, from neighbours? Endemic–epidemic model (hhh4)
    Hhh4(EndemicEpidemic),
    /// Would a detector have seen the events that are known, how early, and at what cost in false alarms?
    Backtest(Backtest),
}

#[derive(Debug, Args)]
pub(crate) struct Rt {
    /// CSV or TSV of daily counts, `-` for standard input
    pub(crate) file: PathBuf,
    /// Mean of the serial interval, in days
    #[arg(long, value_name = "DAYS")]
    pub(crate) si_mean: f64,
    /// Standard deviation of the serial interval, in days
    #[arg(long, value_name = "DAYS")]
    pub(crate) si_sd: f64,
    /// Standard error of that mean, where the serial interval itself is uncertain; for --method cori
    #[arg(long, value_name = "DAYS", requires = "si_sd_error")]
    pub(crate) si_mean_error: Option<f64>,
    /// Standard error of that standard deviation
    #[arg(long, value_name = "DAYS", requires = "si_mean_error")]
    pub(crate) si_sd_error: Option<f64>,
    /// Which R
    #[arg(long, value_enum, default_value_t = RtMethod::Daily)]
    pub(crate) method: RtMethod,
    /// Days over which R is taken to be constant; for cori and wallinga-teunis
    #[arg(long, value_name = "DAYS", default_value_t = 7)]
    pub(crate) window: usize,
    /// Column of the cases infected elsewhere [default: recognised by its header, as imported, 输入]
    #[arg(long, value_name = "COLUMN")]
    pub(crate) imported: Option<String>,
    /// Shares of the cases of the last days that are reported by now, oldest first, as 0.95,0.8,0.4 [default: all are]
    #[arg(long, value_name = "SHARE,…", value_delimiter = ',')]
    pub(crate) completeness: Vec<f64>,
    /// Seed of the draws for an uncertain serial interval
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) series: SeriesArgs,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

/// The questions called R.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RtMethod {
    /// R of every single day, today's included: how many people a case infects under that day's conditions
    Daily,
    /// Instantaneous R of a window of days (Cori et al.), for comparison with published figures
    Cori,
    /// Cohort R (Wallinga and Teunis): how many people the cases of those days went on to infect
    WallingaTeunis,
}

#[derive(Debug, Args)]
pub(crate) struct Nowcast {
    /// CSV or TSV with one row a case, or one row for each pair of days with a count; `-` for standard input
    pub(crate) file: PathBuf,
    /// Column of the day it happened [default: recognised, as onset, event, 发病日期]
    #[arg(long, value_name = "COLUMN")]
    pub(crate) event: Option<String>,
    /// Column of the day it became known [default: recognised, as report, 报告日期]
    #[arg(long, value_name = "COLUMN")]
    pub(crate) report: Option<String>,
    /// Column of the number of cases [default: count, 例数; without one every row is one case]
    #[arg(long, value_name = "COLUMN")]
    pub(crate) count: Option<String>,
    /// Only rows whose cell in this column is VALUE; may be given several times
    #[arg(long = "where", value_name = "COLUMN=VALUE")]
    pub(crate) only: Vec<String>,
    /// The present: the last day whose reports are in; later reports are left out [default: the last report]
    #[arg(long)]
    pub(crate) now: Option<Day>,
    /// Points of the curve
    #[arg(long, value_enum, default_value_t = StepArg::Day)]
    pub(crate) step: StepArg,
    /// Longest delay, in steps; longer ones are counted there [default: what holds 99 % of the delays]
    #[arg(long, value_name = "STEPS")]
    pub(crate) delay_max: Option<usize>,
    /// How: smooth, lawless or dirichlet
    #[arg(long, default_value = "smooth")]
    pub(crate) method: String,
    /// A setting of `epi::nowcast::NowcastSettings` that no option names, as history=60; may be given several times
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
    /// Seed of the draws
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

#[derive(Debug, Args)]
pub(crate) struct Scan {
    /// CSV or TSV of cases: place and date, with a count or one row a case; `-` for standard input
    pub(crate) file: PathBuf,
    /// CSV of the places: place, latitude, longitude (or x, y); a column population if known
    #[arg(long, value_name = "FILE")]
    pub(crate) places: PathBuf,
    /// CSV of persons at risk: place, population; a year or date and a stratum if they differ
    #[arg(long, value_name = "FILE")]
    pub(crate) population: Option<PathBuf>,
    /// CSV of controls, laid out as the cases
    #[arg(long, value_name = "FILE")]
    pub(crate) controls: Option<PathBuf>,
    /// Columns of cases and populations that make up a stratum, such as age group and sex; may be given several times
    #[arg(long = "stratum", value_name = "COLUMN")]
    pub(crate) strata: Vec<String>,
    /// What cases are compared with [default: controls if given, else populations if given, else each other]
    #[arg(long, value_enum)]
    pub(crate) model: Option<ScanModel>,
    /// Dimensions searched
    #[arg(long, value_enum, default_value_t = ScanAnalysis::SpaceTime)]
    pub(crate) analysis: ScanAnalysis,
    /// Only clusters that last until the last day
    #[arg(long)]
    pub(crate) prospective: bool,
    /// First day of the study period [default: the first case]
    #[arg(long)]
    pub(crate) from: Option<Day>,
    /// Last day of the study period [default: the last case]
    #[arg(long)]
    pub(crate) to: Option<Day>,
    /// Length of an interval of time
    #[arg(long, value_enum, default_value_t = ScanUnit::Day)]
    pub(crate) unit: ScanUnit,
    /// Longest cluster, in these units [default: half the study period]
    #[arg(long, value_name = "UNITS")]
    pub(crate) span_max: Option<u32>,
    /// Largest radius, in kilometres or units of the map
    #[arg(long, value_name = "KM")]
    pub(crate) radius_max: Option<f64>,
    /// Largest circle as a share of the population (or of the cases), at most 0.5
    #[arg(long, value_name = "SHARE", default_value_t = 0.5)]
    pub(crate) share_max: f64,
    /// Simulated maps behind the p-values
    #[arg(long, default_value_t = 999)]
    pub(crate) replications: u32,
    /// A setting of `epi::scan::ScanSettings` that no option names, as rates=low or by_weekday=true; may be given several times
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
    /// Seed of the simulated maps
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

/// What cases are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScanModel {
    /// Populations at risk
    Poisson,
    /// Controls
    Bernoulli,
    /// The cases of other days and other places
    Permutation,
}

/// Dimensions searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScanAnalysis {
    /// Circles over the whole study period
    Spatial,
    /// Stretches of time over the whole map
    Temporal,
    /// A circle during a stretch of time
    SpaceTime,
}

/// Length of an interval of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScanUnit {
    /// A day
    Day,
    /// A calendar month
    Month,
    /// A calendar year
    Year,
}

#[derive(Debug, Args)]
pub(crate) struct EndemicEpidemic {
    /// CSV or TSV of counts, `-` for standard input; --by tells several places or groups apart
    pub(crate) file: PathBuf,
    /// CSV of places that border each other, two names of the --by column a row; without it nothing is felt next door
    #[arg(long, value_name = "FILE", requires = "by")]
    pub(crate) neighbours: Option<PathBuf>,
    /// How cases are felt elsewhere
    #[arg(long, value_enum, default_value_t = WeightsArg::Neighbours, requires = "neighbours")]
    pub(crate) weights: WeightsArg,
    /// Highest order of neighbourhood at which cases are felt, for --weights power-law or by-order [default: all; 2 for by-order]
    #[arg(long, value_name = "ORDER", requires = "neighbours")]
    pub(crate) order_max: Option<u32>,
    /// Waves a year of the cases from outside; 0 = no season
    #[arg(long, value_name = "WAVES", default_value_t = 1)]
    pub(crate) waves: usize,
    /// Waves a year of what follows earlier cases in the same place
    #[arg(long, value_name = "WAVES", default_value_t = 0)]
    pub(crate) own_waves: usize,
    /// Cases from outside rise or fall by the same factor every step
    #[arg(long)]
    pub(crate) trend: bool,
    /// Every place has cases from outside at a level of its own [default: one level for all, by population if that is given]
    #[arg(long)]
    pub(crate) own_levels: bool,
    /// Steps from earlier cases to those that follow them
    #[arg(long, value_name = "STEPS", default_value_t = 1)]
    pub(crate) lag: usize,
    /// Distribution of the counts around what is expected
    #[arg(long, value_enum, default_value_t = FamilyArg::NegBin1)]
    pub(crate) family: FamilyArg,
    #[command(flatten)]
    pub(crate) series: SeriesArgs,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

/// How cases are felt elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum WeightsArg {
    /// By neighbours, every case shared among them
    Neighbours,
    /// As a power of the order of neighbourhood, which is estimated
    PowerLaw,
    /// Freely by order of neighbourhood, estimated
    ByOrder,
}

/// Distribution of a count around its mean μ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FamilyArg {
    /// Variance μ
    Poisson,
    /// Negative binomial, variance μ + α·μ² with one α for all
    #[value(name = "negbin1")]
    NegBin1,
    /// The same with an α for each place
    #[value(name = "negbinm")]
    NegBinM,
}

#[derive(Debug, Args)]
pub(crate) struct Backtest {
    /// CSV or TSV of counts, `-` for standard input
    pub(crate) file: PathBuf,
    /// CSV of known events: start, end and, if known, recognised [default: a 0/1 column of FILE, as outbreak, 暴发]
    #[arg(long, value_name = "FILE")]
    pub(crate) events: Option<PathBuf>,
    /// Column of FILE that marks the points inside an event with 1
    #[arg(long, value_name = "COLUMN", conflicts_with = "events")]
    pub(crate) event_column: Option<String>,
    /// Method; may be given several times to compare [default: farrington_flexible, or ears_c2 for daily counts]
    #[arg(long = "method", value_name = "METHOD")]
    pub(crate) methods: Vec<String>,
    /// A setting that differs from its default; may be given several times
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
    /// Values to try one after the other, as alpha=0.001,0.01,0.05; given several times, all combinations
    #[arg(long, value_name = "KEY=A,B,…")]
    pub(crate) sweep: Vec<String>,
    /// First day to judge [default: where the method has enough history]
    #[arg(long)]
    pub(crate) from: Option<Day>,
    /// Last day to judge [default: where the counts end]
    #[arg(long)]
    pub(crate) to: Option<Day>,
    #[command(flatten)]
    pub(crate) series: SeriesArgs,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}
