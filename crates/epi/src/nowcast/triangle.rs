//! Reporting triangles: event steps by delay, cut off at the present.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::series::Step;

/// Cases of one event day that became known on one report day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Day it happened (onset, admission, death …), in days since 1970-01-01.
    pub event_day: i32,
    /// Day it became known, in days since 1970-01-01.
    pub report_day: i32,
    /// Cases *added* by this report, not the total so far.
    pub count: u32,
}

/// Which part of the reports a triangle shows, and how finely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriangleFrame {
    /// First day of the first event step, in days since 1970-01-01; earlier events are left out.
    pub start: i32,
    /// Last day whose reports are all in; with weekly steps the last day of a week.
    pub now: i32,
    /// Length of the steps of events and delays: a day or a week.
    pub step: Step,
    /// Longest delay, in steps; longer ones are counted here.
    pub delay_max: usize,
}

/// Event steps are kept for at most this long, about a century of days.
const STEPS_MAX: usize = 40_000;

/// The longest delay a triangle can have, in steps.
pub const DELAY_MAX: usize = 120;

/// Cases by event step and reporting delay as far as they can be known (报告三角).
///
/// Row `t` holds the event step `t`, oldest first; its column `d` the cases that became known `d` steps later.
/// A cell whose report step lies after the present does not exist, which is not the same as a zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportingTriangle {
    start: i32,
    step: Step,
    delay_max: usize,
    /// Row `t` has the delays 0..=min(`delay_max`, steps from `t` to the present).
    rows: Vec<Vec<u32>>,
}

/// Reports that make no triangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TriangleError {
    /// A case became known before it happened.
    #[error(
        "report {index} became known on day {report_day}, before its event on day {event_day}; correct or remove it"
    )]
    ReportBeforeEvent {
        /// Position in the list.
        index: usize,
        /// Day of the event.
        event_day: i32,
        /// Day of the report.
        report_day: i32,
    },
    /// The present lies before the first day.
    #[error("the present, day {now}, lies before the start, day {start}; choose a later present")]
    NowBeforeStart {
        /// First day.
        start: i32,
        /// The present.
        now: i32,
    },
    /// A week that is not over would be taken for one with few reports.
    #[error(
        "the present, day {now}, is not the last day of a week that begins on the weekday of the start; end on a whole week"
    )]
    WeekNotOver {
        /// The present.
        now: i32,
    },
    /// Months have no common length, so delays in months are not comparable.
    #[error("a reporting triangle has steps of a day or a week, not a {step}")]
    StepNotSupported {
        /// The step asked for.
        step: Step,
    },
    /// The longest delay is not usable.
    #[error("the longest delay is {given} steps; choose one from 1 to {DELAY_MAX}")]
    DelayMax {
        /// The delay asked for.
        given: usize,
    },
    /// Too long a history.
    #[error("the triangle would have {given} event steps; start later, {STEPS_MAX} are enough")]
    TooLong {
        /// Steps asked for.
        given: usize,
    },
    /// More cases than a cell can hold.
    #[error(
        "more than {} cases of event step {row} have the delay {delay}; check the counts",
        u32::MAX
    )]
    TooMany {
        /// Event step.
        row: usize,
        /// Delay in steps.
        delay: usize,
    },
    /// A cell that could be known is empty.
    #[error(
        "no count is given for event step {row} and delay {delay}, though it could be known by now; give it, or 0 if there was none"
    )]
    MissingCell {
        /// Event step.
        row: usize,
        /// Delay in steps.
        delay: usize,
    },
    /// A cell of the future is filled.
    #[error(
        "event step {row} has a count for delay {delay}, which cannot be known yet; leave it empty"
    )]
    CellOfTheFuture {
        /// Event step.
        row: usize,
        /// Delay in steps.
        delay: usize,
    },
}

impl TriangleFrame {
    /// Number of event steps, if the frame makes sense.
    fn steps(&self) -> Result<usize, TriangleError> {
        let (start, now) = (self.start, self.now);
        if self.step == Step::Month {
            return Err(TriangleError::StepNotSupported { step: self.step });
        }
        if !(1..=DELAY_MAX).contains(&self.delay_max) {
            return Err(TriangleError::DelayMax {
                given: self.delay_max,
            });
        }
        let days = usize::try_from(i64::from(now) - i64::from(start) + 1).unwrap_or(0);
        if days == 0 {
            return Err(TriangleError::NowBeforeStart { start, now });
        }
        let length = step_days(self.step);
        if days % length != 0 {
            return Err(TriangleError::WeekNotOver { now });
        }
        match days / length {
            given if given > STEPS_MAX => Err(TriangleError::TooLong { given }),
            steps => Ok(steps),
        }
    }
}

/// Days in a step of a triangle.
fn step_days(step: Step) -> usize {
    if step == Step::Day { 1 } else { 7 }
}

impl ReportingTriangle {
    /// From a line list: one (event day, report day) a case, in any order.
    ///
    /// Reports after the present and events before the start are left out, so that one list shows every past state.
    pub fn from_line_list(
        cases: impl IntoIterator<Item = (i32, i32)>,
        frame: TriangleFrame,
    ) -> Result<Self, TriangleError> {
        let report = |(event_day, report_day)| Report {
            event_day,
            report_day,
            count: 1,
        };
        Self::from_reports(cases.into_iter().map(report), frame)
    }

    /// From incremental reports: how many cases of an event day became known on a report day.
    ///
    /// Reports of the same two days are added up; days without a report are zeros as far as they can be known.
    pub fn from_reports(
        reports: impl IntoIterator<Item = Report>,
        frame: TriangleFrame,
    ) -> Result<Self, TriangleError> {
        let steps = frame.steps()?;
        let mut rows: Vec<Vec<u32>> = (0..steps)
            .map(|row| vec![0; (steps - row).min(frame.delay_max + 1)])
            .collect();
        let length = step_days(frame.step) as i64;
        let step_of = |day: i32| (i64::from(day) - i64::from(frame.start)) / length;
        for (index, report) in reports.into_iter().enumerate() {
            let (event_day, report_day) = (report.event_day, report.report_day);
            if report_day < event_day {
                return Err(TriangleError::ReportBeforeEvent {
                    index,
                    event_day,
                    report_day,
                });
            }
            if event_day < frame.start || report_day > frame.now {
                continue;
            }
            let row = step_of(event_day) as usize;
            let delay = ((step_of(report_day) as usize) - row).min(frame.delay_max);
            let cell = &mut rows[row][delay];
            *cell = cell
                .checked_add(report.count)
                .ok_or(TriangleError::TooMany { row, delay })?;
        }
        Ok(Self {
            start: frame.start,
            step: frame.step,
            delay_max: frame.delay_max,
            rows,
        })
    }

    /// From a table by event step (rows, oldest first) and delay, as long as the longest delay; the last row is the present.
    ///
    /// Cells that cannot be known yet must be `None` or missing at the end of their row, and no others.
    pub fn from_rows(
        start: i32,
        step: Step,
        delay_max: usize,
        table: &[Vec<Option<u32>>],
    ) -> Result<Self, TriangleError> {
        let days = table.len().saturating_mul(step_days(step));
        let now = i64::from(start) + i64::try_from(days).unwrap_or(i64::MAX / 2) - 1;
        let frame = TriangleFrame {
            start,
            now: i32::try_from(now).unwrap_or(i32::MAX),
            step,
            delay_max,
        };
        let steps = frame.steps()?;
        let mut rows = Vec::with_capacity(steps);
        for (row, cells) in table.iter().enumerate() {
            let known = (steps - row).min(delay_max + 1);
            let count = |delay: usize| {
                let cell = cells.get(delay).copied().flatten();
                cell.ok_or(TriangleError::MissingCell { row, delay })
            };
            rows.push((0..known).map(count).collect::<Result<Vec<_>, _>>()?);
            if let Some(beyond) = cells.iter().skip(known).position(Option::is_some) {
                let delay = known + beyond;
                return Err(TriangleError::CellOfTheFuture { row, delay });
            }
        }
        Ok(Self {
            start,
            step,
            delay_max,
            rows,
        })
    }

    /// The triangle as it stood `steps_back` steps before its present; `None` if there was none yet.
    pub fn as_of(&self, steps_back: usize) -> Option<Self> {
        let steps = self
            .rows
            .len()
            .checked_sub(steps_back)
            .filter(|&left| left > 0)?;
        let known =
            |(row, cells): (usize, &Vec<u32>)| cells[..cells.len().min(steps - row)].to_vec();
        Some(Self {
            rows: self.rows[..steps].iter().enumerate().map(known).collect(),
            ..*self
        })
    }

    /// Number of event steps.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no event step; a triangle always has one.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Length of the steps.
    pub fn step(&self) -> Step {
        self.step
    }

    /// Longest delay, in steps.
    pub fn delay_max(&self) -> usize {
        self.delay_max
    }

    /// First day of the event step `row`, in days since 1970-01-01.
    pub fn day(&self, row: usize) -> i32 {
        let days = i32::try_from(row * step_days(self.step)).unwrap_or(i32::MAX);
        self.start.saturating_add(days)
    }

    /// Last day whose reports are in, in days since 1970-01-01.
    pub fn now(&self) -> i32 {
        self.day(self.len()).saturating_sub(1)
    }

    /// Cases of event step `row` that became known `delay` steps later; `None` = not yet observable.
    pub fn count(&self, row: usize, delay: usize) -> Option<u32> {
        self.rows.get(row)?.get(delay).copied()
    }

    /// The cells of event step `row` that can be known, by delay.
    pub fn row(&self, row: usize) -> &[u32] {
        self.rows.get(row).map_or(&[], Vec::as_slice)
    }

    /// Cases of event step `row` known so far.
    pub fn reported(&self, row: usize) -> u64 {
        self.row(row).iter().map(|&count| u64::from(count)).sum()
    }

    /// Whether event step `row` lies so far back that all its delays can be known.
    pub fn is_complete(&self, row: usize) -> bool {
        self.row(row).len() == self.delay_max + 1
    }
}
