//! A line list: when each case happened and when it became known.

use epi::nowcast::Report;
use kernel::{Day, Period};

use super::{Faults, Input, Wanted};
use crate::cli::Nowcast;
use crate::exit::Ending;

/// The reports of a line list, and what was seen and assumed, in a sentence.
pub(crate) fn read_reports(
    input: &Input,
    asked: &Nowcast,
) -> Result<(Vec<Report>, String), Ending> {
    let event = input.require(&Wanted::HAPPENED, asked.event.as_deref())?;
    let report = input.require(&Wanted::REPORTED, asked.report.as_deref())?;
    let count = input.find(&Wanted::COUNT, asked.count.as_deref())?;
    let mut faults = Faults::of(input);
    let mut reports = Vec::new();
    for row in &input.sheet.rows {
        let mut day = |column: &super::Column| {
            let (day, grain) = faults.take(input.sheet.period(row, column.at))?;
            if grain == Period::Day {
                return Some(day);
            }
            faults.add(
                row,
                column,
                "date_too_coarse",
                "a delay needs days; write YYYY-MM-DD".to_owned(),
                "计算延迟需要具体日期；请写成 YYYY-MM-DD".to_owned(),
            );
            None
        };
        let (happened, known) = (day(&event), day(&report));
        let cases = match &count {
            Some(column) => faults
                .take(input.sheet.count(row, column.at))
                .map(|count| count.unwrap_or(0)),
            None => Some(1),
        };
        let (Some(happened), Some(known), Some(cases)) = (happened, known, cases) else {
            continue;
        };
        if known < happened {
            faults.add(
                row,
                &report,
                "report_before_event",
                format!("it became known before it happened on {happened}"),
                format!("报告日期早于发生日期 {happened}"),
            );
            continue;
        }
        reports.push(Report {
            event_day: happened.number(),
            report_day: known.number(),
            count: cases,
        });
    }
    faults.settle()?;
    let cases: u64 = reports.iter().map(|report| u64::from(report.count)).sum();
    let days = |of: fn(&Report) -> i32| {
        let first = reports.iter().map(of).min().unwrap_or_default();
        let last = reports.iter().map(of).max().unwrap_or_default();
        (Day::from_number(first), Day::from_number(last))
    };
    let (first, last) = days(|report| report.event_day);
    let (_, known) = days(|report| report.report_day);
    if cases == 0 {
        return Err(input.refuse(input.lang.pick("there is no case in it", "文件中没有病例")));
    }
    let (event, report) = (&event.header, &report.header);
    let note = input.lang.pick(
        format!("{}: {cases} cases from {first} to {last} by `{event}`, known by `{report}` up to {known}", input.name),
        format!("{}：{cases} 例，按“{event}”为 {first} 至 {last}，按“{report}”报告至 {known}", input.name),
    );
    Ok((reports, note))
}
