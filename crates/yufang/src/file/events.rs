//! Known events: a file of spans, or a 0/1 column beside the counts.

use std::collections::BTreeMap;

use epi::backtest::Event;
use kernel::{Day, Period};

use super::{Column, Faults, Input, NamedSeries, Wanted};
use crate::exit::Ending;

/// The events of a file by the name of their series; those without a name belong to every series.
pub(crate) fn read_events(input: &Input) -> Result<BTreeMap<Option<String>, Vec<Event>>, Ending> {
    let start = input.require(&Wanted::START, None)?;
    let end = input.require(&Wanted::END, None)?;
    let recognised = input.find(&Wanted::RECOGNISED, None)?;
    let series = input.find(&Wanted::SERIES, None)?;
    let mut faults = Faults::of(input);
    let mut events: BTreeMap<Option<String>, Vec<Event>> = BTreeMap::new();
    for row in &input.sheet.rows {
        let first = faults.take(input.sheet.period(row, start.at));
        let last = faults.take(input.sheet.period(row, end.at));
        let blank = |column: &Column| row.cells.get(column.at).is_none_or(String::is_empty);
        let recognised = match &recognised {
            Some(column) if !blank(column) => faults.take(input.sheet.period(row, column.at)),
            _ => None,
        };
        let (Some((first, _)), Some(last)) = (first, last) else {
            continue;
        };
        let last = last_day(last);
        if last < first {
            faults.add(
                row,
                &end,
                "event_ends_before_it_starts",
                format!("the event ends before {first}, where it starts"),
                format!("结束日期早于开始日期 {first}"),
            );
            continue;
        }
        let name = series
            .as_ref()
            .and_then(|column| row.cells.get(column.at))
            .filter(|name| !name.is_empty());
        events.entry(name.cloned()).or_default().push(Event {
            first_day: first.number(),
            last_day: last.number(),
            recognised_day: recognised.map(|(day, _)| day.number()),
        });
    }
    faults.settle()?;
    Ok(events)
}

/// The last day of a period that is named by its first.
fn last_day((day, grain): (Day, Period)) -> Day {
    grain.next(day).plus(-1).max(day)
}

/// Events as the runs of points that are marked with something other than 0.
pub(crate) fn flagged(series: &NamedSeries) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    let mut is_open = false;
    for (at, mark) in series.beside.iter().enumerate() {
        let is_marked = mark.is_some_and(|mark| mark > 0);
        let (first, last) = (series.counts.day(at), series.counts.day(at + 1) - 1);
        match events.last_mut() {
            Some(event) if is_marked && is_open => event.last_day = last,
            _ if is_marked => events.push(Event {
                first_day: first,
                last_day: last,
                recognised_day: None,
            }),
            _ => {}
        }
        is_open = is_marked;
    }
    events
}
